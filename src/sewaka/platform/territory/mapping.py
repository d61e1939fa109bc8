"""The villages as a small GeoJSON for maps: outlines where they are known, else one point each."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import shapely
from django.urls import reverse
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from sewaka.platform.territory import atlas, tiles
from sewaka.platform.territory.atlas import Atlas, Place
from sewaka.platform.territory.models import Level

MAX_PACKED_BYTES = 60 * 1024
_FINEST_DEG = 0.00002  # about 2 m
_GRID_DEG = 0.00001  # about 1 m: five decimals


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map's bytes, plain and packed, and their ETag."""

    plain: bytes
    packed: bytes
    etag: str


class _Easel:
    """The last drawing of this process and the atlas it was made from."""

    atlas: Atlas | None = None
    drawn: Drawn | None = None


def village_map() -> Drawn:
    """The map as of now; drawn once for every state of the land."""
    current = atlas.current()
    drawn = _Easel.drawn
    if drawn is None or _Easel.atlas is not current:
        drawn = _draw(current)
        _Easel.atlas, _Easel.drawn = current, drawn
    return drawn


def _draw(current: Atlas) -> Drawn:
    """Coarser and coarser, until it is small enough for a phone."""
    tolerance = _FINEST_DEG
    while True:
        plain = orjson.dumps(
            {"type": "FeatureCollection", "features": _features(current, tolerance=tolerance)}
        )
        packed = gzip.compress(plain, compresslevel=9, mtime=0)
        if len(packed) <= MAX_PACKED_BYTES:
            return Drawn(plain, packed, etag=hashlib.sha256(plain).hexdigest()[:24])
        tolerance *= 2


def _features(current: Atlas, *, tolerance: float) -> list[Mapping[str, Any]]:
    villages = [place for place in current.places.values() if place.level == Level.VILLAGE]
    return [
        _feature(village, current.boundaries.get(village.code), tolerance=tolerance)
        for village in villages
    ]


def _feature(
    village: Place, boundary: BaseGeometry | None, *, tolerance: float
) -> Mapping[str, Any]:
    return {
        "type": "Feature",
        "properties": {
            "code": village.code,
            "name": village.name,
            "kind": village.kind,
            "approximate": boundary is None,
        },
        "geometry": _point(village) if boundary is None else _outline(boundary, tolerance),
    }


def _point(village: Place) -> Mapping[str, Any] | None:
    if village.position is None:
        return None
    return {"type": "Point", "coordinates": [village.position.lon, village.position.lat]}


def _outline(boundary: BaseGeometry, tolerance: float) -> Mapping[str, Any]:
    simple = shapely.set_precision(boundary.simplify(tolerance), _GRID_DEG)
    shape: Mapping[str, Any] = mapping(simple)
    return {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}


def _rounded(value: Any) -> Any:
    """Nested coordinates with five decimals: multiples of the grid are not exact in binary."""
    return round(value, 5) if isinstance(value, float) else [_rounded(one) for one in value]


@dataclass(frozen=True, slots=True)
class OwnBase:
    """Where maps fetch the city's own base map, and what must stand on them."""

    url: str
    source: str


def base_map() -> OwnBase | None:
    """None where the city has none: maps draw the villages' outlines."""
    found = tiles.base_map()
    if found is None:
        return None
    return OwnBase(reverse("territory:base_map"), found.source)
