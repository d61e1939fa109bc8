"""The mayor's list: what passed every office unanswered, and what is late by two working days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Min

from sewaka.modules.reports.models.chain import Hop
from sewaka.modules.reports.models.watch import Watch
from sewaka.modules.reports.rules.chain import Ending
from sewaka.modules.reports.rules.levels import Level
from sewaka.platform.cases.api import Case, CaseEntry

MOST: Final = 60  # a mayor who has more reads the oldest first
ASK: Final = "ask_office"


@dataclass(frozen=True, slots=True)
class Listed:
    """One report on the list. `passed_by` are the hops of the offices that let it pass."""

    case: Case
    since: datetime
    is_answered: bool
    passed_by: tuple[Hop, ...]
    answer_due_at: datetime | None  # of the mayor's last question


def mayors_list() -> list[Listed]:
    """Everything on the list, the longest there first. Four queries, whatever its length."""
    hops = Hop.objects.filter(level=Level.MAYOR, to_at=None).select_related("case__agency")
    late = Watch.objects.filter(listed_at__isnull=False).select_related("case__agency")
    found = [(hop.case, hop.from_at, False) for hop in hops.order_by("from_at")[:MOST]]
    found += [
        (watch.case, watch.listed_at, True)
        for watch in late.order_by("listed_at")[:MOST]
        if watch.listed_at is not None
    ]
    ids = [case.pk for case, _, _ in found]
    passed, asked = _passed_by(ids), _asked(ids)
    listed = [
        Listed(case, since, is_answered, tuple(passed.get(case.pk, ())), asked.get(case.pk))
        for case, since, is_answered in found
    ]
    return sorted(listed, key=lambda one: (one.since, one.case.number))[:MOST]


@dataclass(frozen=True, slots=True)
class Length:
    """How many reports are on the list, and since when the one that has been there longest."""

    count: int
    oldest: datetime


def length() -> Length | None:
    """How long the list is, beyond `MOST` too; None when it is empty. Two queries."""
    hops = Hop.objects.filter(level=Level.MAYOR, to_at=None)
    late = Watch.objects.filter(listed_at__isnull=False)
    parts = (
        hops.aggregate(count=Count("pk"), oldest=Min("from_at")),
        late.aggregate(count=Count("pk"), oldest=Min("listed_at")),
    )
    oldest = min((part["oldest"] for part in parts if part["oldest"]), default=None)
    return None if oldest is None else Length(sum(part["count"] for part in parts), oldest)


def _passed_by(case_ids: Sequence[UUID]) -> Mapping[UUID, list[Hop]]:
    skipped = Hop.objects.filter(
        case__in=case_ids, outcome__in=[Ending.SKIPPED, Ending.VACANT]
    ).order_by("case", "n")
    by_case: dict[UUID, list[Hop]] = {}
    for hop in skipped:
        by_case.setdefault(hop.case_id, []).append(hop)
    return by_case


def _asked(case_ids: Sequence[UUID]) -> Mapping[UUID, datetime]:
    entries = CaseEntry.objects.filter(case__in=case_ids, action=ASK).order_by("at")
    rows = entries.values_list("case_id", "facts")
    return {key: datetime.fromisoformat(facts["answer_due_at"]) for key, facts in rows}
