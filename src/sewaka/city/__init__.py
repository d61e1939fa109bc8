"""Composition: reads the registry, knows no module by name."""
