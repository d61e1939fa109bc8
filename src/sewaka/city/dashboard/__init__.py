"""How the city stands: the same page and the same figures for everybody."""
