"""A public report as a card, from its ready row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.values import CaseCard, Photo, Status
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.labels import STATES
from sewaka.modules.reports.rules import states

_SIDE = 480


def row_title(row: Mapping[str, Any]) -> str:
    """Category in the reader's language, and where."""
    category = catalogue.current().categories.get(row["category"])
    name = category.local_name if category else row["category_name"]
    return ", ".join(filter(None, (name, row["landmark"] or row["village_name"])))


def card_of(row: Mapping[str, Any], *, distance_m: int | None = None) -> CaseCard:
    """A public report as a card: photo, what, where, state, date."""
    category = catalogue.current().categories.get(row["category"])
    return CaseCard(
        title=row_title(row),
        url=reverse("reports:report", args=[row["number"]]),
        number=row["number"],
        place=row["village_name"],
        status=Status(
            group=states.GROUP_OF[row["state"]],
            label=STATES[row["state"]],
            is_confirmed=row["state"] == states.CONFIRMED,
        ),
        at=datetime.fromisoformat(row["requested_at"]),
        distance_m=distance_m,
        photo=next(iter(photos_of(row)), None),
        icon=category.icon if category else "megaphone",
    )


def photos_of(row: Mapping[str, Any]) -> list[Photo]:
    """The released photos of what is wrong, small."""
    return [
        Photo(
            url=one["small"],
            alt=f"{_('Photo of the report')}: {row_title(row)}",
            width=_SIDE,
            height=max(1, round(_SIDE * one["height"] / one["width"])),
        )
        for one in row["photos"]
        if one["stage"] == "before" and one["small"]
    ]
