"""Where a net's junctions and roads lie on earth, which steering needs nowhere and maps do.

A net file gives metres on a plane; its `location` says how they were made: `netOffset` was added to
a UTM projection. Back to degrees by Kruger's series (Karney, Transverse Mercator with an accuracy
of a few nanometers, 2011), of which three terms are far below a millimetre inside a zone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sewaka.modules.traffic.control.sumo.net_reader import NotANet, root_of

LatLon: TypeAlias = tuple[float, float]
_XY: TypeAlias = tuple[float, float]

_A, _F, _K0 = 6_378_137.0, 1 / 298.257223563, 0.9996  # WGS 84, UTM
_N = _F / (2 - _F)
_RADIUS = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96,
    _N**2 / 48 + _N**3 / 15,
    17 * _N**3 / 480,
)
_DELTA = (2 * _N - 2 * _N**2 / 3 - 2 * _N**3, 7 * _N**2 / 3 - 8 * _N**3 / 5, 56 * _N**3 / 15)
_FALSE_EAST, _FALSE_NORTH = 500_000.0, 10_000_000.0
_M_PER_DEGREE = 111_320.0
_ZONE = re.compile(r"\+proj=utm\b.*?\+zone=(\d{1,2})\b")


@dataclass(frozen=True, slots=True)
class Edge:
    """One direction of a road. `street`: "" where the file gives no name."""

    begin: str
    end: str
    street: str
    lanes: int


@dataclass(frozen=True, slots=True)
class Places:
    """Nodes and edges by their names. `drives_left`: as the file says."""

    nodes: Mapping[str, LatLon]
    edges: Mapping[str, Edge]
    drives_left: bool


def read_places(path: Path, *, origin: LatLon | None = None) -> Places:
    """Of a net file. `origin`: where its plane's zero lies, of a net without a projection.

    Raises NotANet, OSError.
    """
    root = root_of(path)
    location = root.find("location")
    given = dict(location.attrib) if location is not None else {}
    to_earth = _projection(given, origin)
    return Places(
        nodes={
            one.get("id", ""): to_earth((float(one.get("x", "0")), float(one.get("y", "0"))))
            for one in root.iter("junction")
            if one.get("type") != "internal"
        },
        edges={
            one.get("id", ""): Edge(
                one.get("from", ""), one.get("to", ""), one.get("name", ""),
                sum(1 for _ in one.iter("lane")),
            )
            for one in root.iter("edge")
            if not one.get("function")
        },
        drives_left=root.get("lefthand", "").lower() in {"true", "1"},
    )  # fmt: skip


def _projection(given: Mapping[str, str], origin: LatLon | None) -> Callable[[_XY], LatLon]:
    if origin is not None:
        lat, lon = origin
        east = _M_PER_DEGREE * math.cos(math.radians(lat))
        return lambda xy: (lat + xy[1] / _M_PER_DEGREE, lon + xy[0] / east)
    parameters = given.get("projParameter", "!")
    zone = _ZONE.search(parameters)
    if zone is None:
        raise NotANet(
            "the net does not say where on earth it lies: make it with netconvert from OSM, or give"
            " the place of its zero with --origin LAT,LON"
        )
    dx, dy = (float(one) for one in given.get("netOffset", "0,0").split(","))
    north = _FALSE_NORTH if "+south" in parameters else 0.0
    return lambda xy: of_utm(east=xy[0] - dx, north=xy[1] - dy - north, zone=int(zone[1]))


def of_utm(*, east: float, north: float, zone: int) -> LatLon:
    """Degrees of a place in a UTM zone; south of the equator `north` is negative."""
    xi, eta = north / (_K0 * _RADIUS), (east - _FALSE_EAST) / (_K0 * _RADIUS)
    xi_, eta_ = xi, eta
    for order, beta in enumerate(_BETA, start=1):
        xi_ -= beta * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        eta_ -= beta * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    chi = math.asin(math.sin(xi_) / math.cosh(eta_))
    lat = chi + sum(
        delta * math.sin(2 * order * chi) for order, delta in enumerate(_DELTA, start=1)
    )
    lon = math.radians(6 * zone - 183) + math.atan2(math.sinh(eta_), math.cos(xi_))
    return math.degrees(lat), math.degrees(lon)
