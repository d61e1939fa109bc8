"""Which way to search a box (brief, section 9): the planner has no statistics for `<@`."""

from __future__ import annotations

from sewaka.kernel.geo import Box

# The city's box in degrees, from the 43 village polygons.
CITY = Box(south=-8.752372, west=115.172508, north=-8.591519, east=115.274881)
SMALL_SHARE = 0.02


def is_small(box: Box, *, city: Box = CITY) -> bool:
    """Whether the box is small against the city: then the spatial index, else plain columns."""
    return box.area_deg2 <= SMALL_SHARE * city.area_deg2


def read_box(text: str) -> Box | None:
    """A box written `west,south,east,north` (GeoJSON order), or None when it is none."""
    parts = text.split(",")
    if len(parts) != 4:  # noqa: PLR2004 - the four edges
        return None
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    is_ordered = -90 <= south <= north <= 90 and -180 <= west <= east <= 180  # noqa: PLR2004
    return Box(south=south, west=west, north=north, east=east) if is_ordered else None
