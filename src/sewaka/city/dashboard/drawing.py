"""The map of the villages as plain numbers: an SVG that needs no script and no tiles.

A village with an imported boundary is drawn as its outline, simplified to what a screen can show;
one without is a circle around its centre. The number in the middle is the figure itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sewaka.kernel.geo import Position

WIDTH = 640.0
MARGIN = 14.0
RADIUS = 13.0
SHADES = 5  # classes of shade, 0 for none

Ring = Sequence[tuple[float, float]]  # (lon, lat)


@dataclass(frozen=True, slots=True)
class Village:
    """What the drawing needs of one village."""

    code: str
    name: str
    centre: Position
    rings: Sequence[Ring]
    count: int


@dataclass(frozen=True, slots=True)
class Shape:
    """One village on the drawing. `path` is empty where only the centre is known."""

    code: str
    name: str
    count: int
    shade: int
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole map; all numbers in the units of its view box."""

    width: float
    height: float
    radius: float
    shapes: tuple[Shape, ...]
    is_approximate: bool


def draw(villages: Sequence[Village]) -> Drawing:
    """Project the villages into one view box, north up, and shade them by their count."""
    place = _Projection(villages)
    most = max((village.count for village in villages), default=0)
    shapes = tuple(
        Shape(
            code=village.code,
            name=village.name,
            count=village.count,
            shade=shade_of(village.count, most=most),
            path=" ".join(_path(ring, place) for ring in village.rings),
            x=place.x(village.centre.lon),
            y=place.y(village.centre.lat),
        )
        for village in villages
    )
    return Drawing(
        width=WIDTH,
        height=place.height,
        radius=RADIUS,
        shapes=shapes,
        is_approximate=any(not village.rings for village in villages),
    )


def shade_of(count: int, *, most: int) -> int:
    """The class of shade, 0 (none) to `SHADES - 1`, in equal steps up to the largest count."""
    if count <= 0 or most <= 0:
        return 0
    return max(1, math.ceil(count / most * (SHADES - 1)))


class _Projection:
    """Equirectangular around the middle latitude: within a city as good as any."""

    def __init__(self, villages: Sequence[Village]) -> None:
        points = [(village.centre.lon, village.centre.lat) for village in villages] + [
            point for village in villages for ring in village.rings for point in ring
        ]
        lons, lats = [lon for lon, _ in points] or [0.0], [lat for _, lat in points] or [0.0]
        self._west, self._north = min(lons), max(lats)
        self._squeeze = math.cos(math.radians((min(lats) + max(lats)) / 2))
        across = max((max(lons) - self._west) * self._squeeze, 1e-6)
        self._scale = (WIDTH - 2 * MARGIN) / across
        self.height = round((self._north - min(lats)) * self._scale + 2 * MARGIN, 1)

    def x(self, lon: float) -> float:
        return round((lon - self._west) * self._squeeze * self._scale + MARGIN, 1)

    def y(self, lat: float) -> float:
        return round((self._north - lat) * self._scale + MARGIN, 1)


def _path(ring: Ring, place: _Projection) -> str:
    points = " ".join(f"{place.x(lon):g},{place.y(lat):g}" for lon, lat in ring[:-1])
    return f"M{points}Z"
