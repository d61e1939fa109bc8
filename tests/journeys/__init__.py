"""Whole ways through the city in the system's own Chromium, against `sewaka up`."""
