"""What the rest of the city may ask about its land."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

import shapely
from django.db.models import QuerySet

from sewaka.kernel.errors import NotFound
from sewaka.kernel.geo import Position
from sewaka.platform.territory import atlas
from sewaka.platform.territory.atlas import Place
from sewaka.platform.territory.models import Area, Kind, Level
from sewaka.platform.territory.rules import Located, Method, nearest_hamlet

__all__ = [
    "Area",
    "Kind",
    "Level",
    "Located",
    "Method",
    "Place",
    "area",
    "areas",
    "chain",
    "has_all_boundaries",
    "locate",
    "name_of",
    "outline",
    "places",
    "suggest_hamlet",
]

OUTLINE_DEG = 0.0006  # about 65 m: invisible on a map of the whole city


def locate(position: Position) -> Located:
    """The village of a position (see `rules` for the steps). No query while the map is fresh."""
    return atlas.current().locator.locate(position)


def suggest_hamlet(*, position: Position, village_code: str) -> str | None:
    """The code of the nearest known hamlet of that village within 600 m: only a suggestion."""
    return nearest_hamlet(position, atlas.current().hamlets.get(village_code, ()))


def has_all_boundaries() -> bool:
    """Whether every village has its official boundary; else screens say "approximate"."""
    found = atlas.current()
    villages = [p.code for p in found.places.values() if p.level == Level.VILLAGE]
    return bool(villages) and all(code in found.boundaries for code in villages)


def areas(*, level: str | None = None, under: str | None = None) -> QuerySet[Area]:
    """Areas in code order; `level` one of `Level`, `under` the code of an area (not included)."""
    found = Area.objects.all()
    if level is not None:
        found = found.filter(level=level)
    if under is not None:
        found = found.filter(code__startswith=f"{under}.")
    return found


def area(code: str) -> Area:
    """The area of that code. Raises NotFound("territory.unknown")."""
    try:
        return Area.objects.get(code=code)
    except Area.DoesNotExist:
        raise NotFound("territory.unknown", area=code) from None


def places() -> Mapping[str, Place]:
    """All areas by code from memory, in code order. For lists, filters and labels."""
    return atlas.current().places


def name_of(code: str) -> str:
    """The name of an area from memory; the code itself when it is unknown."""
    found = atlas.current().places.get(code)
    return found.name if found else code


@lru_cache(maxsize=256)
def _rings(token: UUID | None, code: str) -> tuple[tuple[tuple[float, float], ...], ...]:  # noqa: ARG001 - the token only names the reading
    boundary = atlas.current().boundaries.get(code)
    if boundary is None:
        return ()
    simple = boundary.simplify(OUTLINE_DEG)
    parts = getattr(simple, "geoms", (simple,))
    rings = shapely.get_exterior_ring(list(parts))
    return tuple(tuple((x, y) for x, y in ring.coords) for ring in rings)


def outline(code: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The outer rings of an area as (lon, lat), simplified for a small drawing; () if unknown."""
    return _rings(atlas.current().token, code)


def chain(code: str) -> tuple[Place, ...]:
    """The area and what it lies in, city first: ("Kota Denpasar", "Denpasar Selatan", ...)."""
    known = atlas.current().places
    upwards: list[Place] = []
    place = known.get(code)
    while place is not None:
        upwards.append(place)
        place = known.get(place.parent_code) if place.parent_code else None
    return tuple(reversed(upwards))
