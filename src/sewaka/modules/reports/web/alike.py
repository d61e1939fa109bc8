"""Reports that may be the same, as values of the components: for the citizen, for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from sewaka.kernel.ui.formats import moment, percent
from sewaka.kernel.ui.values import CaseCard, Side
from sewaka.modules.reports.effects.likeness import Alike
from sewaka.modules.reports.web.cards import card_of, photos_of, row_title


@dataclass(frozen=True, slots=True)
class Shown:
    """One report beside the one in question."""

    number: str
    card: CaseCard
    percent: str
    is_marked: bool
    side: Side  # words and pictures, beside those of the other one


def shown(found: Sequence[Alike]) -> list[Shown]:
    """What the pages show of them: only what everybody may read."""
    return [
        Shown(
            number=one.near.number,
            card=card_of(one.near.shown, distance_m=round(one.distance_m)),
            percent=percent(one.likeness.score),
            is_marked=one.is_marked,
            side=_side(one),
        )
        for one in found
    ]


def _side(one: Alike) -> Side:
    row = one.near.shown
    return Side(
        title=f"{row_title(row)} ({row['number']})",
        text=row["description"],
        photos=photos_of(row),
        url=reverse("reports:report", args=[row["number"]]),
        note=moment(one.near.requested_at),
    )
