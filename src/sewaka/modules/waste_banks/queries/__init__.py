"""Reads. Each knows who asks."""
