"""From a point to a village, and from a village to a hamlet. Pure.

Sources of an answer, best first:

1. `polygon`: the point lies in (or on the edge of) an imported boundary. Where two boundaries
   overlap, the lower code wins, so that the answer never depends on the order of rows.
2. `nearest_polygon`: it lies in none, but within 150 m of one. Simplified outlines leave out
   piers and reclaimed land. Flagged.
3. `reference_point`: the village has no imported boundary; the nearest of the known points (eight
   per village) is at most 1,000 m away. Approximate: right for about 91 of 100 points in the
   city. Flagged beyond 720 m, which is farther than 99 of 100 places in the city lie from their
   point.
4. `outside`: none of these.

Flagged means "perhaps not in the city at all, somebody has to look"; approximate means "the
village is a suggestion". Once every village has its boundary, the points are not used any more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sewaka.kernel.geo import EARTH_RADIUS_M, Position, distance_m

NEAREST_POLYGON_M = 150.0
REFERENCE_POINT_M = 1_000.0
DOUBTFUL_POINT_M = 720.0
HAMLET_M = 600.0


class Method(StrEnum):
    """How a village was found."""

    POLYGON = "polygon"
    NEAREST_POLYGON = "nearest_polygon"
    REFERENCE_POINT = "reference_point"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Located:
    """The answer for one point. `village_code` is None exactly when the point is outside.

    `distance_m` is 0 inside a polygon, else the metres to the nearest polygon or point.
    """

    village_code: str | None
    method: Method
    distance_m: float
    is_flagged: bool
    is_approximate: bool


@dataclass(frozen=True, slots=True)
class Landmark:
    """A known point of an area: a reference point of a village, the centre of a hamlet."""

    code: str
    position: Position


@dataclass(frozen=True, slots=True)
class Plane:
    """Degrees to metres around one latitude; better than 0.1 % across a city."""

    scale_x: float
    scale_y: float

    @classmethod
    def at(cls, lat: float) -> Plane:
        """The plane that is exact on the given latitude."""
        metres = math.radians(1) * EARTH_RADIUS_M
        return cls(scale_x=metres * math.cos(math.radians(lat)), scale_y=metres)

    def point(self, position: Position) -> shapely.Point:
        """A position as a point in metres."""
        return shapely.Point(position.lon * self.scale_x, position.lat * self.scale_y)

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in degrees (x = lon, y = lat) as one in metres."""
        scale = np.array([self.scale_x, self.scale_y])
        return shapely.transform(geometry, lambda xy: xy * scale)


class Locator:
    """Answers "which village?" from memory. Build once, ask often (about 20 microseconds)."""

    def __init__(
        self, *, boundaries: Mapping[str, BaseGeometry], points: Sequence[Landmark], lat: float
    ) -> None:
        """Index boundaries (degrees, by village code) and points; `lat` is the city's middle."""
        self._plane = Plane.at(lat)
        self._codes = sorted(boundaries)
        shapes = [self._plane.shape(boundaries[code]) for code in self._codes]
        shapely.prepare(shapes)
        self._shapes = shapely.STRtree(shapes)
        self._points = sorted(points, key=lambda p: (p.code, p.position.lat, p.position.lon))
        self._point_tree = shapely.STRtree([self._plane.point(p.position) for p in self._points])
        self._has_gaps = any(point.code not in boundaries for point in self._points)
        self._bounded = frozenset(self._codes)

    def locate(self, position: Position) -> Located:
        """The village of a position. Never raises; outside is an answer."""
        point = self._plane.point(position)
        inside = self._shapes.query(point, predicate="intersects")
        if len(inside):
            return Located(
                village_code=self._codes[int(inside.min())],
                method=Method.POLYGON,
                distance_m=0.0,
                is_flagged=False,
                is_approximate=False,
            )
        guess = self._nearest_point(point, position) if self._has_gaps else None
        if guess and guess.village_code:
            return guess
        near = self._nearest_polygon(point)
        return near or guess or _outside(math.inf)

    def _nearest_point(self, point: shapely.Point, position: Position) -> Located | None:
        """The answer by reference points; None where the nearest one has a boundary of its own."""
        landmark = self._points[int(self._point_tree.query_nearest(point).min())]
        if landmark.code in self._bounded:
            return None
        away = distance_m(position, landmark.position)
        if away > REFERENCE_POINT_M:
            return _outside(away)
        return Located(
            village_code=landmark.code,
            method=Method.REFERENCE_POINT,
            distance_m=away,
            is_flagged=away > DOUBTFUL_POINT_M,
            is_approximate=True,
        )

    def _nearest_polygon(self, point: shapely.Point) -> Located | None:
        if not self._codes:
            return None
        found, distances = self._shapes.query_nearest(point, return_distance=True)
        away = float(distances[0])
        if away > NEAREST_POLYGON_M:
            return _outside(away)
        return Located(
            village_code=self._codes[int(found.min())],
            method=Method.NEAREST_POLYGON,
            distance_m=away,
            is_flagged=True,
            is_approximate=False,
        )


def nearest_hamlet(position: Position, hamlets: Sequence[Landmark]) -> str | None:
    """The code of the nearest hamlet point within 600 m: a suggestion, never an answer.

    Give only the hamlets of the village that was found. Ties go to the lower code.
    """
    measured = ((distance_m(position, hamlet.position), hamlet.code) for hamlet in hamlets)
    away, code = min(measured, default=(math.inf, ""))
    return code if away <= HAMLET_M else None


def _outside(away: float) -> Located:
    return Located(
        village_code=None,
        method=Method.OUTSIDE,
        distance_m=away,
        is_flagged=False,
        is_approximate=False,
    )
