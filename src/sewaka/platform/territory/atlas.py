"""The map in memory: read once per process, read again when it has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from sewaka.kernel.geo import Position
from sewaka.kernel.ids import new_id
from sewaka.kernel.remembered import Remembered
from sewaka.platform.territory.models import Area, Boundary, Level, MapState, ReferencePoint
from sewaka.platform.territory.rules import Landmark, Locator

_EQUATOR = 0.0
_OUTLINE_DEG = 0.0006  # about 65 m: invisible on a drawing of the whole city

Ring = tuple[tuple[float, float], ...]  # (lon, lat)


@dataclass(frozen=True, slots=True)
class Place:
    """What screens need of an area, without a query."""

    code: str
    level: str
    kind: str
    name: str
    parent_code: str | None
    position: Position | None
    is_example: bool


@dataclass(frozen=True, slots=True)
class Atlas:
    """One consistent reading of the map."""

    places: Mapping[str, Place]  # every area by code, in code order
    boundaries: Mapping[str, BaseGeometry]  # degrees, x = lon
    outlines: Mapping[str, tuple[Ring, ...]]  # outer rings, simplified for a small drawing
    hamlets: Mapping[str, Sequence[Landmark]]  # hamlet centres by village code
    locator: Locator


def current() -> Atlas:
    """The map, at most a few seconds behind the database (`kernel.remembered`)."""
    return _kept.get()


def changed() -> None:
    """Tell every process that the map has changed. Call inside the transaction that changes it."""
    MapState.objects.update_or_create(id=1, defaults={"token": new_id()})
    _kept.doubt()
    transaction.on_commit(_kept.doubt)  # another thread may have read the old state meanwhile


def _token() -> UUID | None:
    return MapState.objects.values_list("token", flat=True).first()


def _read() -> Atlas:
    places = {place.code: place for place in map(_place, _area_rows())}
    boundaries = {
        code: shapely.from_wkb(bytes(shape))
        for code, shape in Boundary.objects.values_list("area__code", "shape")
    }
    points = [
        Landmark(code=code, position=Position(lat=lat, lon=lon))
        for code, lat, lon in ReferencePoint.objects.values_list("area__code", "lat", "lon")
    ]
    return Atlas(
        places=places,
        boundaries=boundaries,
        outlines={code: _outline(shape) for code, shape in boundaries.items()},
        hamlets=_hamlets(places.values()),
        locator=Locator(boundaries=boundaries, points=points, lat=_middle(points)),
    )


_Row = tuple[str, str, str, str, str | None, float | None, float | None, bool]


def _area_rows() -> Sequence[_Row]:
    return list(
        Area.objects.order_by("code").values_list(
            "code", "level", "kind", "name", "parent__code", "lat", "lon", "is_example"
        )
    )


def _place(row: _Row) -> Place:
    code, level, kind, name, parent_code, lat, lon, is_example = row
    position = None if lat is None or lon is None else Position(lat=lat, lon=lon)
    return Place(
        code=code,
        level=level,
        kind=kind,
        name=name,
        parent_code=parent_code,
        position=position,
        is_example=is_example,
    )


def _hamlets(places: Iterable[Place]) -> Mapping[str, Sequence[Landmark]]:
    found: dict[str, list[Landmark]] = defaultdict(list)
    for place in places:
        if place.level == Level.HAMLET and place.position and place.parent_code:
            found[place.parent_code].append(Landmark(code=place.code, position=place.position))
    return dict(found)


def _outline(boundary: BaseGeometry) -> tuple[Ring, ...]:
    simple = boundary.simplify(_OUTLINE_DEG)
    parts = getattr(simple, "geoms", (simple,))
    rings = shapely.get_exterior_ring(list(parts))
    return tuple(tuple((x, y) for x, y in ring.coords) for ring in rings)


def _middle(points: Sequence[Landmark]) -> float:
    """The latitude on which distances are exact."""
    return sum(p.position.lat for p in points) / len(points) if points else _EQUATOR


_kept = Remembered(token=_token, read=_read)
