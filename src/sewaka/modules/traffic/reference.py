"""Kinds of days that a fresh installation begins with. What a city has changed stays."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from django.db import transaction

from sewaka.modules.traffic.models import DaySpan, DayType


@transaction.atomic
def load() -> None:
    """Add the kinds of days where there are none. Safe to run any number of times."""
    if DayType.objects.exists():
        return
    DayType.objects.bulk_create(
        DayType(
            code=row["code"],
            rank=int(row["rank"]),
            name=row["name"],
            name_en=row["name_en"],
            holiday=row["holiday"],
            shift_days=int(row["shift_days"]),
            weekdays=row["weekdays"],
            in_span=row["in_span"] == "1",
        )
        for row in _rows("day_types.csv")
    )
    DaySpan.objects.bulk_create(
        DaySpan(
            day_type_id=row["day_type"],
            begin=date.fromisoformat(row["begin"]),
            end=date.fromisoformat(row["end"]),
            source=row["source"],
            is_verified=row["verified"] == "1",
        )
        for row in _rows("day_spans.csv")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    source = files("sewaka.modules.traffic") / "seed" / name
    yield from csv.DictReader(source.read_text(encoding="utf-8").splitlines())
