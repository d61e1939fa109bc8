"""Which public reports may be the same as a draft, or as a case on an officer's desk.

Both are compared by what everybody may read: the covered text and the released photos.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sewaka.kernel.geo import Position, distance_m
from sewaka.modules.reports.effects import photos
from sewaka.modules.reports.models import Category, Report, ReportPhoto, catalogue, nearby
from sewaka.modules.reports.models.drafts import FlowDraft
from sewaka.modules.reports.models.nearby import Near
from sewaka.modules.reports.rules.draft import ReportKind
from sewaka.modules.reports.rules.duplicates import (
    CITIZEN_SEES,
    MOST_SHOWN,
    OFFICER_MARKS,
    OFFICER_RADIUS_M,
    Likeness,
    Search,
    Sketch,
    compare,
    kin,
)
from sewaka.modules.reports.rules.privacy import public_text
from sewaka.platform.cases.api import Case

OFFICER_SEES = 0.30
MOST_FOR_OFFICER = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """A public report beside the one in question."""

    near: Near
    likeness: Likeness
    distance_m: float

    @property
    def is_marked(self) -> bool:
        """Whether an officer should look at it first."""
        return self.likeness.score >= OFFICER_MARKS


def of_draft(draft: FlowDraft, *, now: datetime) -> tuple[Alike, ...]:
    """What the citizen is shown before sending: at most three, the likeliest first.

    None without a position, and none for what is nobody else's to know.
    """
    if draft.kind == ReportKind.INTEGRITY:
        return ()
    hashes = [one.dhash for one in photos.stored(draft.photos)] if draft.photo_ids else []
    return of_words(
        category=draft.category,
        position=draft.position.position,
        text=draft.description,
        photo_hashes=hashes,
        now=now,
    )


def of_words(
    *,
    category: str,
    position: Position | None,
    text: str,
    now: datetime,
    photo_hashes: Sequence[int] = (),
) -> tuple[Alike, ...]:
    """The same for a program that holds the draft itself."""
    chosen = catalogue.current().categories.get(category)
    if chosen is None or position is None:
        return ()
    asked = Sketch(at=now, position=position, text=public_text(text), photos=photo_hashes)
    found = _search(asked, chosen, radius_m=chosen.duplicate_radius_m, now=now)
    return tuple(one for one in found if one.likeness.score >= CITIZEN_SEES)[:MOST_SHOWN]


def of_case(*, case: Case, report: Report, now: datetime) -> tuple[Alike, ...]:
    """What an officer is shown beside an open case: the likeliest first, from further around.

    A place that is further away than the category's radius says nothing for it any more, so the
    same score means the same to citizen and officer.
    """
    if case.lat is None or case.lon is None or case.closed_at is not None:
        return ()
    sent = ReportPhoto.objects.filter(report=report, stage=ReportPhoto.Stage.BEFORE)
    asked = Sketch(
        at=case.opened_at,
        position=Position(lat=case.lat, lon=case.lon),
        text=report.description_public,
        photos=list(sent.values_list("file__dhash", flat=True)),
    )
    chosen = catalogue.category(report.category_id)
    found = _search(asked, chosen, radius_m=OFFICER_RADIUS_M, now=now, besides=case)
    return tuple(one for one in found if one.likeness.score >= OFFICER_SEES)[:MOST_FOR_OFFICER]


def _search(
    asked: Sketch,
    category: Category,
    *,
    radius_m: float,
    now: datetime,
    besides: Case | None = None,
) -> list[Alike]:
    """Everything near, the likeliest first; among equals the newest."""
    if asked.position is None:
        return []
    siblings = {code: row.siblings for code, row in catalogue.current().categories.items()}
    search = Search(
        codes=kin(category.service_code, siblings),
        centre=asked.position,
        radius_m=radius_m,
        now=now,
        days=category.duplicate_days,
    )
    found = nearby.near(search, besides=besides.pk if besides else None)
    return ranked(asked, found, radius_m=category.duplicate_radius_m)


def ranked(asked: Sketch, found: Iterable[Near], *, radius_m: float) -> list[Alike]:
    """All of them with their likeness, the likeliest first; among equals in the order given."""
    centre = asked.position
    if centre is None:
        return []
    alike = [
        Alike(
            near=near,
            likeness=compare(asked, near.sketch, radius_m=radius_m),
            distance_m=distance_m(centre, near.position),
        )
        for near in found
    ]
    return sorted(alike, key=lambda one: one.likeness.score, reverse=True)
