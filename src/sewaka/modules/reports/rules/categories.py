"""What a category may say of itself."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sewaka.modules.reports.rules.draft import Identity
from sewaka.modules.reports.rules.duplicates import OFFICER_RADIUS_M
from sewaka.modules.reports.rules.routing import Plan

MOST_NAME: Final = 120
MOST_KEYWORDS: Final = 300
MOST_TOPIC: Final = 120
# The code that strangers' programs use: it stands in addresses and never changes.
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,15}")
VISIBILITIES: Final = ("public", "parties", "secret")
# Smallest and largest value of what is a number, by its name.
RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "proof_distance_m": (10, 5_000),
    "duplicate_radius_m": (1, OFFICER_RADIUS_M),
    "duplicate_days": (1, 365),
    "order": (0, 9_999),
}


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """A category as somebody wrote it; the names are those of the table. `active_to` is half-open.

    Its questions stay as they are. Without an icon it bears its group's.
    """

    name: str
    name_en: str
    group: str
    plan: str
    policy: str
    visibility: str
    identities: tuple[str, ...]
    keywords: str = ""
    lapor_topic: str = ""  # what the national system calls it
    needs_after_photo: bool = False
    proof_distance_m: int = 100
    duplicate_radius_m: int = 50
    duplicate_days: int = 14
    order: int = 100
    active_from: date | None = None
    active_to: date | None = None
    icon: str = ""


def problems(
    said: Mapping[str, Any], *, groups: Container[str], icons: Container[str]
) -> dict[str, str]:
    """What is wrong with a category, a sentence's code for each name."""
    known = {identity.value for identity in Identity}
    is_range = None in (said["active_from"], said["active_to"]) or (
        said["active_from"] < said["active_to"]
    )
    checks = {
        "name": (1 <= len(said["name"]) <= MOST_NAME, "reports.category.name"),
        "name_en": (1 <= len(said["name_en"]) <= MOST_NAME, "reports.category.name"),
        "keywords": (len(said["keywords"]) <= MOST_KEYWORDS, "reports.category.keywords"),
        "lapor_topic": (len(said["lapor_topic"]) <= MOST_TOPIC, "reports.category.name"),
        "icon": (said["icon"] in icons, "reports.category.choice"),
        "group": (said["group"] in groups, "reports.category.choice"),
        "plan": (said["plan"] in set(Plan), "reports.category.choice"),
        "visibility": (said["visibility"] in VISIBILITIES, "reports.category.choice"),
        "identities": (
            bool(said["identities"]) and set(said["identities"]) <= known,
            "reports.category.identities",
        ),
        "active_to": (is_range, "reports.route.range"),
    } | {
        name: (least <= said[name] <= most, f"reports.category.{name}")
        for name, (least, most) in RANGES.items()
    }
    return {name: code for name, (is_well, code) in checks.items() if not is_well}
