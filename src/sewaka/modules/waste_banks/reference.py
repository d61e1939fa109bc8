"""What a fresh installation begins with: categories of waste, tiers and rewards, texts.

What a city changed stays.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from django.db import transaction

from sewaka.kernel import clock
from sewaka.modules.waste_banks.models import Reward, Tier, WasteCategory
from sewaka.platform.notify import api as notify

_SEED = files("sewaka.modules.waste_banks") / "seed"


@transaction.atomic
def load() -> None:
    """Add the texts, and the categories that are not there. Safe to run again and again."""
    texts = tomllib.loads((_SEED / "notices.toml").read_text(encoding="utf-8"))
    for code, by_language in texts.items():
        words = {language: (said[0], said[1]) for language, said in by_language.items()}
        notify.define(code=code, words=words, now=clock.now())
    _load_points()
    known = set(WasteCategory.objects.values_list("code", flat=True))
    WasteCategory.objects.bulk_create(
        WasteCategory(
            no=no,
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            group=row["group"],
            unit=row["unit"],
            grams_per_unit=int(row["grams_per_unit"]),
            max_line_g=int(row["max_line_kg"]) * 1_000,
        )
        for no, row in enumerate(_rows(), start=1)
        if row["code"] not in known
    )


def _load_points() -> None:
    """Tiers and rewards; what a city changed stays."""
    found = tomllib.loads((_SEED / "points.toml").read_text(encoding="utf-8"))
    for one in found["tier"]:
        Tier.objects.get_or_create(code=one["code"], defaults=one)
    for one in found["reward"]:
        more = {key: value for key, value in one.items() if key != "tier"}
        Reward.objects.get_or_create(code=one["code"], defaults={**more, "tier_id": one["tier"]})


def demo_prices() -> Mapping[str, int]:
    """Rupiah per kilogram by category: plausible, of no real bank. For the demo and for tests."""
    return {row["code"]: int(row["demo_idr_per_kg"]) for row in _rows()}


def _rows() -> list[dict[str, str]]:
    text = (_SEED / "categories.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
