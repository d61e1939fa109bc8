"""From the rows of the cases to the courses that are counted, and to the sums of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from uuid import UUID

from sewaka.kernel.calendar import WorkCalendar
from sewaka.modules.reports.models import Hop, Report, ReportDaily, ReportFact
from sewaka.modules.reports.models.daily import ANY, HOURS
from sewaka.modules.reports.models.daily import Level as Split
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.chain import Ending
from sewaka.modules.reports.rules.figures import courses
from sewaka.modules.reports.rules.figures.courses import Course, Hold, Kind, Move, Promise, Skip
from sewaka.modules.reports.rules.figures.durations import BUCKETS
from sewaka.modules.reports.rules.levels import Level
from sewaka.modules.reports.rules.places import village_of
from sewaka.modules.reports.rules.validation import Verdict
from sewaka.platform.cases import api as cases


def facts_of(case_ids: Collection[UUID], *, calendar: WorkCalendar) -> Iterator[ReportFact]:
    """The facts of these reports, not saved yet. Sealed ones have none: even a one would tell."""
    reports = Report.objects.filter(case_id__in=case_ids).exclude(
        case__visibility=cases.Visibility.SECRET
    )
    told = _courses(case_ids)
    for report in reports.select_related("case"):
        for fact in courses.facts(told[report.pk].course, calendar=calendar):
            yield ReportFact(
                case_id=report.pk,
                day=fact.day,
                hour=fact.hour,
                kind=fact.kind.value,
                area=report.case.area_code,
                category=report.category_id,
                agency=fact.agency,
                channel=report.channel,
                is_private=report.visibility_wanted != cases.Visibility.PUBLIC,
                bucket=fact.bucket,
            )


@dataclass(slots=True)
class _Rows:
    """What the tables of the cases say of one report, in order of time."""

    opened: list[cases.CaseEntry] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)

    @property
    def course(self) -> Course:
        """The same as a value."""
        return Course(self.opened[0].at, self.moves, self.promises, self.holds, self.skips)


def _courses(case_ids: Collection[UUID]) -> Mapping[UUID, _Rows]:
    """Four queries, however many reports."""
    told: dict[UUID, _Rows] = defaultdict(_Rows)
    kinds = cases.CaseEntry.Kind
    entries = cases.CaseEntry.objects.filter(
        case_id__in=case_ids, kind__in=(kinds.OPENED, kinds.MOVED)
    )
    for entry in entries.order_by("at", "case_version"):
        rows = told[entry.case_id]
        if entry.kind == kinds.OPENED:
            rows.opened.append(entry)
        else:
            rows.moves.append(_move(entry))
    clocks = cases.SlaClock.objects.filter(case_id__in=case_ids)
    for clock in clocks.order_by("started_at", "kind"):
        told[clock.case_id].promises.append(
            Promise(clock.kind, clock.started_at, clock.stopped_at, clock.breached_at)
        )
    held = cases.Assignment.objects.filter(case_id__in=case_ids)
    for one in held.order_by("from_at", "id"):
        told[one.case_id].holds.append(Hold(one.from_at, one.agency_id or ""))
    for hop in Hop.objects.filter(case_id__in=case_ids, outcome=Ending.SKIPPED).order_by("n"):
        skip = Skip(hop.to_at or hop.from_at, Level(hop.level), hop.agency_id or "")
        told[hop.case_id].skips.append(skip)
    return told


def _move(entry: cases.CaseEntry) -> Move:
    is_silence = entry.facts.get("validation") == Verdict.SKIPPED.value
    return Move(
        entry.at,
        entry.from_state,
        entry.to_state,
        is_unvalidated=is_silence and entry.to_state == states.RESOLVED,
    )


Key = tuple[str, str, str, str, str, bool]  # level, area, category, agency, channel, is private


def sums_of(day: date, facts: Collection[ReportFact]) -> Iterator[ReportDaily]:
    """The rows of one day, at every level, from all its facts."""
    rows: dict[Key, ReportDaily] = {}
    for fact in facts:
        for key in _keys(fact):
            row = rows.get(key) or rows.setdefault(key, _row(day, key))
            _add(row, fact)
    yield from rows.values()


def _keys(fact: ReportFact) -> Iterator[Key]:
    area, category, agency, channel = fact.area, fact.category, fact.agency, fact.channel
    private = fact.is_private
    yield (Split.CELL, area, category, agency, channel, private)
    yield (Split.CITY, ANY, ANY, ANY, ANY, private)
    yield (Split.HAMLET, area, ANY, ANY, ANY, private)
    yield (Split.VILLAGE, village_of(area), ANY, ANY, ANY, private)
    yield (Split.CATEGORY, ANY, category, ANY, ANY, private)
    yield (Split.AGENCY, ANY, ANY, agency, ANY, private)
    yield (Split.CHANNEL, ANY, ANY, ANY, channel, private)
    whole = (village_of(area), category, agency, channel)
    for kept in combinations(range(len(whole)), 2):
        one, two, three, four = (part if at in kept else ANY for at, part in enumerate(whole))
        yield (Split.PAIR, one, two, three, four, private)


def _row(day: date, key: Key) -> ReportDaily:
    level, area, category, agency, channel, private = key
    return ReportDaily(
        day=day,
        level=level,
        area=area,
        category=category,
        agency=agency,
        channel=channel,
        is_private=private,
    )


def _add(row: ReportDaily, fact: ReportFact) -> None:
    setattr(row, fact.kind, getattr(row, fact.kind) + 1)
    if fact.kind == Kind.RECEIVED:
        row.received_hours = row.received_hours or [0] * HOURS
        row.received_hours[fact.hour] += 1
    if fact.bucket is None:
        return
    if fact.kind == Kind.ANSWERED:
        row.answer_time = row.answer_time or [0] * BUCKETS
        row.answer_time[fact.bucket] += 1
    else:
        row.done_time = row.done_time or [0] * BUCKETS
        row.done_time[fact.bucket] += 1
