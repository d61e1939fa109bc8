"""Telling other systems: signed messages about what the city's modules publish."""
