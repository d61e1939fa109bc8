"""Measurements (`make bench`): every run prints its numbers and keeps them. Nothing is asserted."""
