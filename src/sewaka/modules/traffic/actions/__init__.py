"""Writes of traffic control."""
