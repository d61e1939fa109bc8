"""What a fresh installation begins with: kinds of days, texts. What a city has changed stays."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from django.db import transaction

from sewaka.kernel import clock
from sewaka.modules.traffic.models import DaySpan, DayType
from sewaka.platform.notify import api as notify

_SEED = files("sewaka.modules.traffic") / "seed"


@transaction.atomic
def load() -> None:
    """Add the texts, and the kinds of days where there are none. Safe to run again and again."""
    texts = tomllib.loads((_SEED / "notices.toml").read_text(encoding="utf-8"))
    for code, by_language in texts.items():
        words = {language: (said[0], said[1]) for language, said in by_language.items()}
        notify.define(code=code, words=words, now=clock.now())
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
    yield from csv.DictReader((_SEED / name).read_text(encoding="utf-8").splitlines())
