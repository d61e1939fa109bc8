"""The land that every fresh installation starts with: city, 4 districts, 43 villages, 344 points.

Codes and names: decree Kepmendagri 300.2.2-2430/2025. The reference points are computed and only
approximate; every screen that relies on them says so. `load` adds what is missing and overwrites
nothing that the city has changed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

from django.db import transaction

from sewaka.kernel.text import sort_key
from sewaka.platform.territory import atlas
from sewaka.platform.territory.models import Area, Kind, Level, ReferencePoint

CITY_CODE = "51.71"
CITY_NAME = "Kota Denpasar"
CITY_LAT, CITY_LON = -8.65, 115.216


@transaction.atomic
def load() -> None:
    """Add missing areas and reference points. Safe to run any number of times."""
    villages = list(_rows("villages.csv"))
    wanted = len({row["district_code"] for row in villages}) + len(villages) + 1
    is_complete = Area.objects.exclude(level=Level.HAMLET).count() >= wanted
    if is_complete and ReferencePoint.objects.exists():
        return
    city = _add_areas([_city()])
    districts = _add_areas(_districts(villages, parent=city[CITY_CODE]))
    by_code = _add_areas(_villages(villages, parents=districts))
    ReferencePoint.objects.bulk_create(
        (
            ReferencePoint(area=by_code[row["code"]], lat=float(row["lat"]), lon=float(row["lon"]))
            for row in _rows("village_reference_points.csv")
        ),
        ignore_conflicts=True,
    )
    atlas.changed()


def _city() -> Area:
    return Area(
        code=CITY_CODE,
        level=Level.CITY,
        kind=Kind.CITY,
        name=CITY_NAME,
        lat=CITY_LAT,
        lon=CITY_LON,
        is_verified=True,
    )


def _districts(villages: list[dict[str, str]], *, parent: Area) -> list[Area]:
    names = {row["district_code"]: row["district_name"] for row in villages}
    return [
        Area(
            code=code,
            level=Level.DISTRICT,
            kind=Kind.DISTRICT,
            name=name,
            parent=parent,
            is_verified=True,
        )
        for code, name in names.items()
    ]


def _villages(villages: list[dict[str, str]], *, parents: dict[str, Area]) -> list[Area]:
    return [
        Area(
            code=row["code"],
            level=Level.VILLAGE,
            kind=row["kind"],
            name=row["name"],
            parent=parents[row["district_code"]],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            is_verified=True,
        )
        for row in villages
    ]


def _add_areas(wanted: list[Area]) -> dict[str, Area]:
    """Insert those that are missing; give all of them as stored, by code."""
    for area in wanted:
        area.sort_key = sort_key(area.name)
    Area.objects.bulk_create(wanted, ignore_conflicts=True)
    return {a.code: a for a in Area.objects.filter(code__in=[a.code for a in wanted])}


def _rows(name: str) -> Iterator[dict[str, str]]:
    source = files("sewaka.platform.territory") / "seed" / name
    yield from csv.DictReader(source.read_text(encoding="utf-8").splitlines())
