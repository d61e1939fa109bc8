"""What programs may do through Open311."""
