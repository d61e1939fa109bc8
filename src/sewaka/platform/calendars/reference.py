"""Opening hours and holidays of a fresh installation.

Office hours are a placeholder. Holidays: fixed dates by law are marked as checked; those that a
decree moves from year to year are written down from its text or computed, and wait for a person
of the city to compare them (`verified` 0). What a city has changed is never overwritten.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, time
from importlib.resources import files

from django.db import transaction

from sewaka.platform.calendars import almanac
from sewaka.platform.calendars.models import Holiday, OpeningHours


@transaction.atomic
def load() -> None:
    """Add hours and holidays of years that have none yet. Safe to run any number of times."""
    known = {day.year for day in Holiday.objects.dates("day", "year")}
    fresh = [
        row for row in _rows("holidays.csv") if date.fromisoformat(row["day"]).year not in known
    ]
    has_hours = OpeningHours.objects.exists()
    if has_hours and not fresh:
        return
    Holiday.objects.bulk_create(_holiday(row) for row in fresh)
    if not has_hours:
        OpeningHours.objects.bulk_create(_hours(row) for row in _rows("opening_hours.csv"))
    almanac.changed()


def _holiday(row: dict[str, str]) -> Holiday:
    return Holiday(
        day=date.fromisoformat(row["day"]),
        kind=row["kind"],
        name=row["name"],
        name_en=row["name_en"],
        closes_offices=row["closes_offices"] == "1",
        is_verified=row["verified"] == "1",
        source=row["source"],
    )


def _hours(row: dict[str, str]) -> OpeningHours:
    return OpeningHours(
        office=row["office"],
        weekday=int(row["weekday"]),
        opens=time.fromisoformat(row["opens"]),
        closes=time.fromisoformat(row["closes"]),
        is_verified=row["verified"] == "1",
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    source = files("sewaka.platform.calendars") / "seed" / name
    yield from csv.DictReader(source.read_text(encoding="utf-8").splitlines())
