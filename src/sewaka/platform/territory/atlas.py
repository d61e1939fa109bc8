"""The map in memory: read once per process, read again when its token changes.

A look-up costs no query of its own for `TERRITORY_RECHECK_S` seconds after the last comparison
of the token (setting, default 5; the tests set 0). Writers call `changed()` inside their
transaction.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import shapely
from django.conf import settings
from shapely.geometry.base import BaseGeometry

from sewaka.kernel.geo import Position
from sewaka.kernel.ids import new_id
from sewaka.platform.territory.models import Area, Boundary, Level, MapState, ReferencePoint
from sewaka.platform.territory.rules import Landmark, Locator

_DEFAULT_RECHECK_S = 5.0
_EQUATOR = 0.0


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

    token: UUID | None
    places: Mapping[str, Place]  # every area by code, in code order
    boundaries: Mapping[str, BaseGeometry]  # degrees, x = lon
    hamlets: Mapping[str, Sequence[Landmark]]  # hamlet centres by village code
    locator: Locator


class _Shelf:
    """The atlas of this process and when its token was last compared."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.atlas: Atlas | None = None
        self.compared_at = 0.0


_shelf = _Shelf()


def current() -> Atlas:
    """The map as of now, at most `TERRITORY_RECHECK_S` seconds old."""
    atlas = _shelf.atlas
    if atlas is not None and time.monotonic() - _shelf.compared_at < _recheck_s():
        return atlas
    with _shelf.lock:
        token = MapState.objects.values_list("token", flat=True).first()
        if _shelf.atlas is None or _shelf.atlas.token != token:
            _shelf.atlas = _read(token)
        _shelf.compared_at = time.monotonic()
        return _shelf.atlas


def changed() -> None:
    """Tell every process that the map has changed. Call inside the transaction that changes it."""
    MapState.objects.update_or_create(id=1, defaults={"token": new_id()})
    _shelf.compared_at = 0.0


def _recheck_s() -> float:
    return float(getattr(settings, "TERRITORY_RECHECK_S", _DEFAULT_RECHECK_S))


def _read(token: UUID | None) -> Atlas:
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
        token=token,
        places=places,
        boundaries=boundaries,
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


def _middle(points: Sequence[Landmark]) -> float:
    """The latitude on which distances are exact."""
    return sum(p.position.lat for p in points) / len(points) if points else _EQUATOR
