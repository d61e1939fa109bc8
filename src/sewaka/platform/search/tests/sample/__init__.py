"""A module with things to find."""
