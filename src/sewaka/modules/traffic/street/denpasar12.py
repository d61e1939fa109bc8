"""Denpasar-12 as facts: junctions, where the city ends, and the roads between.

Schematic: straight roads, invented lane counts. All coordinates are approximate and all inflows
invented (`verified: no`): read from public lists of cameras ("list") or estimated ("own").
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SEED = Path(__file__).parents[1] / "seed" / "denpasar12"
NET = SEED / "denpasar12.net.xml"
# The plane's origin, and metres of a degree there.
_LAT, _LON = -8.67, 115.20
_M_PER_LAT, _M_PER_LON = 110_574.0, 110_048.0
_KMH_PER_MS = 3.6


@dataclass(frozen=True, slots=True)
class Node:
    """A signalised junction, or a place where the network ends and vehicles come in."""

    id: str
    name: str  # "" where the network ends
    lat: float
    lon: float
    source: str
    inflow_veh_h: int  # 0 at a junction

    @property
    def is_junction(self) -> bool:
        """Whether signals stand there."""
        return bool(self.name)

    @property
    def x_m(self) -> float:
        """Metres east of the plane's origin."""
        return round((self.lon - _LON) * _M_PER_LON)

    @property
    def y_m(self) -> float:
        """Metres north of the plane's origin."""
        return round((self.lat - _LAT) * _M_PER_LAT)


@dataclass(frozen=True, slots=True)
class Road:
    """One direction of a road."""

    begin: str
    end: str
    street: str
    lanes: int
    lane_width_m: float
    speed_ms: float

    @property
    def id(self) -> str:
        """The name of the edge."""
        return f"{self.begin}-{self.end}"


@cache
def nodes() -> tuple[Node, ...]:
    """Junctions and ends, in the order of their ids."""
    return tuple(
        Node(
            id=row["id"],
            name=row["name"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            source=row["source"],
            inflow_veh_h=int(row["inflow_veh_h"] or 0),
        )
        for row in _rows("nodes.csv")
    )


@cache
def roads() -> tuple[Road, ...]:
    """Every road in both directions."""
    found: list[Road] = []
    for row in _rows("links.csv"):
        there = Road(
            begin=row["a"],
            end=row["b"],
            street=row["street"],
            lanes=int(row["lanes"]),
            lane_width_m=float(row["lane_width_m"]),
            speed_ms=round(float(row["speed_kmh"]) / _KMH_PER_MS, 2),
        )
        found += [there, _back(there)]
    return tuple(found)


def _back(road: Road) -> Road:
    return Road(road.end, road.begin, road.street, road.lanes, road.lane_width_m, road.speed_ms)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
