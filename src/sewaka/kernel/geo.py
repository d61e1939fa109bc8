"""Positions and distances on a city's scale. Order is always named: `lat`, `lon`."""

from __future__ import annotations

import math
from dataclasses import dataclass

MAX_LAT, MAX_LON = 90.0, 180.0
EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class Position:
    """WGS84 degrees. Refuses what is not on the globe: NaN would pass silently through SQL."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        """Raise ValueError for anything but finite degrees on the globe."""
        if not (math.isfinite(self.lat) and math.isfinite(self.lon)):
            raise ValueError("geo.not_finite")
        if abs(self.lat) > MAX_LAT or abs(self.lon) > MAX_LON:
            raise ValueError("geo.out_of_range")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees, edges included."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, position: Position) -> bool:
        """Whether the position lies in the rectangle or on its edge."""
        return self.south <= position.lat <= self.north and self.west <= position.lon <= self.east

    @property
    def area_deg2(self) -> float:
        """Area in square degrees: only for comparing boxes of one city."""
        return max(0.0, self.north - self.south) * max(0.0, self.east - self.west)


def distance_m(a: Position, b: Position) -> float:
    """Equirectangular distance in metres; better than 0.1 % within a city."""
    mean_lat = math.radians((a.lat + b.lat) / 2)
    dx = math.radians(b.lon - a.lon) * math.cos(mean_lat)
    dy = math.radians(b.lat - a.lat)
    return EARTH_RADIUS_M * math.hypot(dx, dy)


def box_around(centre: Position, radius_m: float) -> Box:
    """The smallest box that holds the circle of `radius_m` metres."""
    dlat = math.degrees(radius_m / EARTH_RADIUS_M)
    dlon = dlat / math.cos(math.radians(centre.lat))
    return Box(
        south=centre.lat - dlat,
        west=centre.lon - dlon,
        north=centre.lat + dlat,
        east=centre.lon + dlon,
    )
