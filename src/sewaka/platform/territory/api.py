"""What the rest of the city may ask about its land."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.errors import NotFound
from sewaka.kernel.geo import Position
from sewaka.kernel.registry import MenuItem
from sewaka.platform.territory import atlas
from sewaka.platform.territory.actions import add_hamlet
from sewaka.platform.territory.atlas import Place, Ring
from sewaka.platform.territory.mapping import OwnBase, base_map
from sewaka.platform.territory.models import Area, Kind, Level, ReferencePoint
from sewaka.platform.territory.rules import Located, Method, nearest_hamlet

__all__ = [
    "MENU",
    "Area",
    "Kind",
    "Level",
    "Located",
    "Method",
    "OwnBase",
    "Place",
    "add_hamlet",
    "area",
    "areas",
    "base_map",
    "chain",
    "has_all_boundaries",
    "locate",
    "name_of",
    "outline",
    "places",
    "reference_points",
    "suggest_hamlet",
]

# Village offices hold roles of modules; those name the page in menus of their own.
MENU = (
    MenuItem(_("Hamlets"), "territory:villages", "house", roles=frozenset({"admin"}), order=810),
)


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


def outline(code: str) -> tuple[Ring, ...]:
    """The outer rings of an area as (lon, lat), simplified for a small drawing; () if unknown."""
    return atlas.current().outlines.get(code, ())


def reference_points(code: str) -> tuple[Position, ...]:
    """The known points of a village. One query."""
    found = ReferencePoint.objects.filter(area__code=code).order_by("lat", "lon")
    return tuple(Position(lat=lat, lon=lon) for lat, lon in found.values_list("lat", "lon"))


def chain(code: str) -> tuple[Place, ...]:
    """The area and what it lies in, city first: ("Kota Denpasar", "Denpasar Selatan", ...)."""
    known = atlas.current().places
    upwards: list[Place] = []
    place = known.get(code)
    while place is not None:
        upwards.append(place)
        place = known.get(place.parent_code) if place.parent_code else None
    return tuple(reversed(upwards))
