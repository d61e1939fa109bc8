"""What comes into the reports from files."""
