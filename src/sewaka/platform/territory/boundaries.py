"""Reading official outlines from GeoJSON as cities really export them. Pure.

Accepted and put right: either ring order (RFC 7946 asks for counter-clockwise outer rings), rings
that are not closed, MultiPolygon, a third coordinate, latitude and longitude exchanged, codes
without dots. Refused, by row and with the reason: what cannot be an outline of that very area.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.validation import explain_validity

from sewaka.kernel.errors import DomainError
from sewaka.kernel.geo import Position, distance_m

MAX_BYTES = 100 * 1024 * 1024
FAR_M = 25_000.0  # no part of a village lies farther from its known centre
_RING_POINTS = 3
_COORDINATES = 2
_DOTLESS = re.compile(r"\d{4}|\d{6}|\d{10}")
_CUTS = (2, 4, 6, 10)


class BadBoundaryFile(DomainError):
    """The file as a whole cannot be read. Nothing was imported."""

    status = 422


class _BadGeometry(Exception):
    """Why one row is refused."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Outline:
    """A row that can be imported. `shape` is normalised: the same land gives the same bytes."""

    row: int
    code: str
    shape: bytes
    was_exchanged: bool  # the file has latitude before longitude


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot: code one of unknown_code, duplicate_code, no_code, not_a_polygon,
    bad_coordinates, too_few_points, invalid_shape, far_away."""

    row: int
    area: str
    code: str
    detail: str = ""


def read_outlines(text: str, *, centres: Mapping[str, Position]) -> Iterator[Outline | Refused]:
    """The rows of a GeoJSON FeatureCollection, numbered from 1.

    `centres` are the known centres of the areas that may have an outline, by code. Raises
    BadBoundaryFile("territory.not_geojson") when the text is not a FeatureCollection.
    """
    seen: set[str] = set()
    for row, feature in enumerate(_features(text), start=1):
        code = _code(feature)
        try:
            _check_code(code, centres=centres, seen=seen)
            yield _outline(feature, row=row, code=code, centre=centres[code])
            seen.add(code)
        except _BadGeometry as bad:
            yield Refused(row=row, area=code, code=bad.code, detail=bad.detail)


def _features(text: str) -> list[Any]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        raise BadBoundaryFile("territory.not_geojson") from None
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list) or parsed.get("type") != "FeatureCollection":
        raise BadBoundaryFile("territory.not_geojson")
    return features


def _code(feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    written = properties.get("code") if isinstance(properties, dict) else None
    code = str(written or "").strip()
    if not _DOTLESS.fullmatch(code):
        return code
    starts = (0, *_CUTS)
    return ".".join(code[a:b] for a, b in zip(starts, _CUTS, strict=False) if code[a:b])


def _check_code(code: str, *, centres: Mapping[str, Position], seen: set[str]) -> None:
    if not code:
        raise _BadGeometry("no_code")
    if code not in centres:
        raise _BadGeometry("unknown_code")
    if code in seen:
        raise _BadGeometry("duplicate_code")


def _outline(feature: Any, *, row: int, code: str, centre: Position) -> Outline:
    polygons = [_rings(polygon) for polygon in _polygons(feature.get("geometry"))]
    was_exchanged = _is_exchanged(polygons, centre=centre)
    if was_exchanged:
        polygons = [[[(y, x) for x, y in ring] for ring in rings] for rings in polygons]
    shape = _shape(polygons)
    return Outline(
        row=row,
        code=code,
        shape=shapely.to_wkb(shape, byte_order=1, output_dimension=2),
        was_exchanged=was_exchanged,
    )


def _polygons(geometry: Any) -> list[Any]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        raise _BadGeometry("not_a_polygon", str(kind or ""))
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not polygons or not all(isinstance(rings, list) and rings for rings in polygons):
        raise _BadGeometry("bad_coordinates")
    return polygons


_Ring = list[tuple[float, float]]


def _rings(polygon: list[Any]) -> list[_Ring]:
    return [_ring(ring) for ring in polygon]


def _ring(written: Any) -> _Ring:
    if not isinstance(written, list):
        raise _BadGeometry("bad_coordinates")
    ring = [_point(point) for point in written]
    if len(set(ring)) < _RING_POINTS:
        raise _BadGeometry("too_few_points")
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _point(written: Any) -> tuple[float, float]:
    if not isinstance(written, list) or len(written) < _COORDINATES:
        raise _BadGeometry("bad_coordinates")
    x, y = written[:_COORDINATES]
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in (x, y)):
        raise _BadGeometry("bad_coordinates")
    if not (math.isfinite(x) and math.isfinite(y)):
        raise _BadGeometry("bad_coordinates")
    return float(x), float(y)


def _is_exchanged(polygons: list[list[_Ring]], *, centre: Position) -> bool:
    """Whether the points are near the area only when read as lat, lon. Raises far_away."""
    points = [point for rings in polygons for ring in rings for point in ring]
    if all(_is_near(lat=y, lon=x, centre=centre) for x, y in points):
        return False
    if all(_is_near(lat=x, lon=y, centre=centre) for x, y in points):
        return True
    raise _BadGeometry("far_away")


def _is_near(*, lat: float, lon: float, centre: Position) -> bool:
    try:
        return distance_m(Position(lat=lat, lon=lon), centre) <= FAR_M
    except ValueError:
        return False


def _shape(polygons: list[list[_Ring]]) -> BaseGeometry:
    """One geometry in one spelling: outer rings counter-clockwise, a fixed first point."""
    parts = [Polygon(rings[0], rings[1:]) for rings in polygons]
    whole = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    if not whole.is_valid or whole.is_empty or whole.area == 0:
        raise _BadGeometry("invalid_shape", explain_validity(whole))
    normal = shapely.normalize(whole)
    if isinstance(normal, MultiPolygon):
        return MultiPolygon([orient(part) for part in normal.geoms])
    return orient(normal)
