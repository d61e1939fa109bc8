"""The city's look: base templates, components as template tags, and the gallery `/gaya`.

Knows no city word: names, places and menus come from the settings and the registry.
"""
