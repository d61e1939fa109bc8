"""A change of a promise, tried on the reports of the last year. Reads only; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from sewaka.modules.reports.effects.hops import chain_for
from sewaka.modules.reports.models import Hop, Report, catalogue
from sewaka.modules.reports.rules import rehearsal
from sewaka.modules.reports.rules.chain import Ending
from sewaka.modules.reports.rules.levels import Level, is_hamlet
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.rehearsal import Course, Pause, Step, Tally
from sewaka.modules.reports.rules.routing import Plan
from sewaka.platform.cases import api as cases

SPAN: Final = timedelta(days=365)
MOST: Final = 5_000  # the newest; a city has fewer in a year
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was looked at, and what was found. `is_cut`: older ones were left out."""

    since: datetime
    until: datetime
    tally: Tally
    is_cut: bool


def rehearse(*, draft: Policy, now: datetime, most: int = MOST) -> Rehearsal:
    """Compare the promise in force with the draft over the reports that began under its name.

    Sealed reports are left out: their number and days belong to the inspectors. Memory is that of
    one batch, whatever the number of reports. Raises KeyError for an unknown promise.
    """
    before, since = catalogue.policy(draft.code), now - SPAN
    tally = Tally()
    found = (
        Report.objects.filter(policy=draft.code, case__opened_at__gte=since)
        .filter(case__opened_at__lt=now)
        .exclude(case__visibility="secret")
        .select_related("case")
        .defer("description", "description_public", "answers", "public_note")
        .order_by("-case__opened_at", "-pk")
    )
    rows = found[:most].iterator(chunk_size=_BATCH)
    while reports := list(islice(rows, _BATCH)):
        for report, course in _courses(reports, now=now):
            old, new = (_judged(report, course, policy=one) for one in (before, draft))
            tally.add(course, before=old, after=new)
    return Rehearsal(since, now, tally, is_cut=found[most : most + 1].exists())


def _judged(report: Report, course: Course, *, policy: Policy) -> rehearsal.Verdict:
    plan = policy.plan_for(Plan(catalogue.category(report.category_id).plan))
    chain = chain_for(
        policy=policy,
        plan=plan,
        area_code=report.hamlet_code or report.village_code,
        agency=report.case.agency_id or "",
    )
    return rehearsal.judge(course, chain=chain)


def _courses(reports: Sequence[Report], *, now: datetime) -> Iterator[tuple[Report, Course]]:
    """What people did with each report. Three queries."""
    ids = [report.pk for report in reports]
    hops = _hops(ids)
    stops = _stops(ids)
    pauses = cases.pauses_of([one.case for one in reports if one.pauses])
    for report in reports:
        kept = stops.get(report.pk, {})
        yield (
            report,
            course_of(
                report,
                hops.get(report.pk, []),
                pauses=pauses.get(report.pk, []),
                answered_at=kept.get("response"),
                solved_at=kept.get("resolution"),
                now=now,
            ),
        )


def course_of(
    report: Report,
    hops: Sequence[Hop],
    *,
    pauses: Sequence[Pause],
    answered_at: datetime | None,
    solved_at: datetime | None,
    now: datetime,
) -> Course:
    """The course of one report from its rows; `hops` in their order."""
    first = hops[0] if hops else None
    is_known = first is not None and first.plan == Plan.HAMLET_FIRST
    return Course(
        number=report.case.number,
        category=report.category_id,
        began_at=report.case.opened_at,
        until=now,
        has_hamlet=(
            first.level == Level.HAMLET if is_known and first else is_hamlet(report.hamlet_code)
        ),
        has_route=first is None or first.level != Level.TRIAGE,
        steps=tuple(_steps(hops)),
        pauses=tuple(pauses),
        answered_at=answered_at,
        solved_at=solved_at,
    )


def _steps(hops: Sequence[Hop]) -> Iterator[Step]:
    """The deeds of people among the turns, up to the first answer. What passed by is none."""
    for hop, following in zip(hops, (*hops[1:], None), strict=True):
        if hop.to_at is None or hop.outcome in (Ending.SKIPPED, Ending.VACANT):
            continue
        is_answer = hop.outcome == Ending.ACTED or following is None
        target = None if is_answer or following is None else Level(following.level)
        yield Step(hop.to_at, Level(hop.level), target)
        if target is None:
            return


def _hops(ids: Iterable[UUID]) -> dict[UUID, list[Hop]]:
    found: dict[UUID, list[Hop]] = {}
    for hop in Hop.objects.filter(case__in=ids).order_by("n"):
        found.setdefault(hop.case_id, []).append(hop)
    return found


def _stops(ids: Iterable[UUID]) -> dict[UUID, dict[str, datetime | None]]:
    """When the two promises of the first round were kept, by kind."""
    found: dict[UUID, dict[str, datetime | None]] = {}
    clocks = cases.SlaClock.objects.filter(case__in=ids).order_by("started_at", "pk")
    for case_id, kind, stopped_at in clocks.values_list("case_id", "kind", "stopped_at"):
        found.setdefault(case_id, {}).setdefault(kind, stopped_at)
    return found
