"""Which way to search a box: a small one cell by cell, a large one along the time index."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from sewaka.kernel.geo import Box

# The city's box in degrees, from the 43 village polygons.
CITY = Box(south=-8.752372, west=115.172508, north=-8.591519, east=115.274881)
SMALL_SHARE = 0.02
CELLS_AT_MOST = 64
_PER_DEGREE: Final = 200  # a cell is some 550 m wide
_PER_ROW: Final = 72_001  # more than cells around the earth, so no two share a number


def is_small(box: Box, *, city: Box = CITY) -> bool:
    """Whether the box is small against the city, and not so long that it crosses many cells."""
    rows, columns = _rows_of(box), _columns_of(box)
    return box.area_deg2 <= SMALL_SHARE * city.area_deg2 and len(rows) * len(columns) <= (
        CELLS_AT_MOST
    )


def cells(box: Box) -> Iterator[int]:
    """The numbers of the cells that a box touches: floor(200 lat) * 72001 + floor(200 lon)."""
    for row in _rows_of(box):
        for column in _columns_of(box):
            yield row * _PER_ROW + column


def _rows_of(box: Box) -> range:
    return range(math.floor(box.south * _PER_DEGREE), math.floor(box.north * _PER_DEGREE) + 1)


def _columns_of(box: Box) -> range:
    return range(math.floor(box.west * _PER_DEGREE), math.floor(box.east * _PER_DEGREE) + 1)


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
