"""The offices that every fresh installation starts with.

Source: public lists of the city's offices (see the brief of the reports module, section 10).
Rows with `verified` 0 are facts that the city still has to confirm. What a city has changed is
never overwritten: `load` only adds what is missing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

from sewaka.kernel.text import sort_key
from sewaka.platform.agencies.models import Agency, AgencyKind, Unit


def load() -> None:
    """Add missing agencies and units. Safe to run any number of times."""
    Agency.objects.bulk_create(
        (
            Agency(
                code=row["code"],
                kind=row["kind"],
                short_name=row["short_name"],
                name=row["name"],
                name_en=row["name_en"],
                duties=row["duties"],
                duties_en=row["duties_en"],
                is_external=row["kind"] == AgencyKind.EXTERNAL,
                is_verified=row["verified"] == "1",
                sort_key=sort_key(row["name"]),
            )
            for row in _rows("agencies.csv")
        ),
        ignore_conflicts=True,
    )
    Unit.objects.bulk_create(
        (
            Unit(
                agency_id=row["agency"],
                code=row["code"],
                name=row["name"],
                name_en=row["name_en"],
                is_verified=row["verified"] == "1",
                sort_key=sort_key(row["name"]),
            )
            for row in _rows("units.csv")
        ),
        ignore_conflicts=True,
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    source = files("sewaka.platform.agencies") / "seed" / name
    yield from csv.DictReader(source.read_text(encoding="utf-8").splitlines())
