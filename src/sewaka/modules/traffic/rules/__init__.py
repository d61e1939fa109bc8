"""Pure rules of traffic control."""
