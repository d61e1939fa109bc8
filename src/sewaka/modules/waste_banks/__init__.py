"""Waste banks (bank sampah): savings in sorted waste, with or without a signal."""
