"""Sewaka: a smart city in one install."""

__version__ = "0.1.0"
