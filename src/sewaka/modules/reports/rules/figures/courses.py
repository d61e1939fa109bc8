"""The course of one report, and the facts that are counted of it.

A fact is counted on the local day on which it happened, for the agency that it was meant for then.
What is true now (open, overdue) is counted on the day on which the report came in, for the agency
that it is meant for now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sewaka.kernel.calendar import WorkCalendar, working_minutes
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.figures.durations import bucket_of
from sewaka.modules.reports.rules.levels import Level

RESPONSE, RESOLUTION = "response", "resolution"


class Kind(StrEnum):
    """What is counted. Each is a column of `ReportDaily` and a field of `Counts`."""

    RECEIVED = "received"
    REACHED = "reached"  # became an agency's business
    ANSWERED = "answered"
    ANSWERED_IN_TIME = "answered_in_time"
    ANSWER_MISSED = "answer_missed"  # the promised day passed without an answer
    RESOLVED = "resolved"  # the office says: done
    UNVALIDATED = "unvalidated"  # of these: the offices that were to look at it stayed silent
    DONE_IN_TIME = "done_in_time"
    DONE_MISSED = "done_missed"
    CONFIRMED = "confirmed"  # the citizen says: settled
    SILENT = "silent"  # closed because the citizen stayed silent
    DISPUTED = "disputed"  # the citizen says: not settled; open again
    REJECTED = "rejected"
    ELSEWHERE = "elsewhere"  # not the city's task
    WITHDRAWN = "withdrawn"  # taken back by the author
    MERGED = "merged"
    SKIPPED_HAMLET = "skipped_hamlet"  # let its time pass; the next office's turn began
    SKIPPED_VILLAGE = "skipped_village"
    SKIPPED_DISTRICT = "skipped_district"
    SKIPPED_AGENCY = "skipped_agency"
    SKIPPED_HEAD = "skipped_head"
    SKIPPED_TRIAGE = "skipped_triage"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Move:
    """One step of the workflow. `is_unvalidated`: done because nobody looked at it in time."""

    at: datetime
    from_state: str
    to_state: str
    is_unvalidated: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """One clock: `breached_at` is the missed due instant, `stopped_at` the end of its running."""

    kind: str  # RESPONSE, RESOLUTION
    started_at: datetime
    stopped_at: datetime | None = None
    breached_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """From when on an agency held it; empty for hamlet, village, district and triage."""

    from_at: datetime
    agency: str


@dataclass(frozen=True, slots=True)
class Skip:
    """An office let its time pass: at its due instant, on that level of the chain."""

    at: datetime
    level: Level
    agency: str = ""  # empty for hamlet, village, district and triage


@dataclass(frozen=True, slots=True)
class Course:
    """Everything about one report that is counted. All sequences in order of time."""

    opened_at: datetime
    moves: Sequence[Move] = ()
    promises: Sequence[Promise] = ()
    holds: Sequence[Hold] = ()
    skips: Sequence[Skip] = ()

    @property
    def state(self) -> str:
        """Where it stands now."""
        return self.moves[-1].to_state if self.moves else states.SUBMITTED

    def agency_at(self, at: datetime) -> str:
        """Who held it then; the last holder once it is closed."""
        return next((hold.agency for hold in reversed(self.holds) if hold.from_at <= at), "")


@dataclass(frozen=True, slots=True)
class Fact:
    """One countable fact. `bucket` is the duration of an answer or a result, `hour` is local."""

    kind: Kind
    day: date
    hour: int
    agency: str
    bucket: int | None = None


# An answer is what stops the response clock, except the author's own withdrawal.
_ANSWERS = frozenset(states.GROUP_OF) - {
    states.SUBMITTED, states.NEEDS_INFO, states.VERIFIED, states.FORWARDED, states.REOPENED,
    states.CONFIRMED, states.AUTO_CLOSED, states.CANCELLED,
}  # fmt: skip
# The inspectorate stands where another report's agency stands.
SKIPPED: Final[Mapping[Level, Kind]] = {
    Level.HAMLET: Kind.SKIPPED_HAMLET,
    Level.VILLAGE: Kind.SKIPPED_VILLAGE,
    Level.DISTRICT: Kind.SKIPPED_DISTRICT,
    Level.AGENCY: Kind.SKIPPED_AGENCY,
    Level.INSPECTORATE: Kind.SKIPPED_AGENCY,
    Level.AGENCY_HEAD: Kind.SKIPPED_HEAD,
    Level.INSPECTOR: Kind.SKIPPED_HEAD,
    Level.TRIAGE: Kind.SKIPPED_TRIAGE,
}
_ENDS = {
    states.RESOLVED: Kind.RESOLVED,
    states.CONFIRMED: Kind.CONFIRMED,
    states.REJECTED: Kind.REJECTED,
    states.NOT_RESPONSIBLE: Kind.ELSEWHERE,
    states.CANCELLED: Kind.WITHDRAWN,
    "duplicate": Kind.MERGED,
}


def facts(course: Course, *, calendar: WorkCalendar) -> Iterator[Fact]:
    """All facts of one report. The same course always gives the same facts."""
    yield _fact(course, Kind.RECEIVED, course.opened_at, calendar)
    yield from _arrivals(course, calendar)
    for promise in course.promises:
        yield from _decided(course, promise, calendar)
    for move in course.moves:
        kind = _end_of(move)
        if kind is not None:
            spent = _result_bucket(course, move, calendar) if kind is Kind.RESOLVED else None
            yield _fact(course, kind, move.at, calendar, bucket=spent)
        if move.is_unvalidated:
            yield _fact(course, Kind.UNVALIDATED, move.at, calendar)
    for skip in course.skips:
        yield _fact(course, SKIPPED[skip.level], skip.at, calendar, agency=skip.agency)
    yield from _now(course, calendar)


def _arrivals(course: Course, calendar: WorkCalendar) -> Iterator[Fact]:
    """Each time that another agency got it."""
    before = ""
    for hold in course.holds:
        if hold.agency and hold.agency != before:
            yield _fact(course, Kind.REACHED, hold.from_at, calendar)
        before = hold.agency or before


def _decided(course: Course, promise: Promise, calendar: WorkCalendar) -> Iterator[Fact]:
    """Whether a promise was kept. One that nobody answered by its day is missed.

    A report that ends otherwise before that day (taken back, refused, merged) kept nothing and
    missed nothing.
    """
    is_response = promise.kind == RESPONSE
    if promise.breached_at is not None:
        missed = Kind.ANSWER_MISSED if is_response else Kind.DONE_MISSED
        yield _fact(course, missed, promise.breached_at, calendar)
    at = promise.stopped_at
    wanted = _ANSWERS if is_response else {states.RESOLVED}
    if at is None or not any(m.at == at and m.to_state in wanted for m in course.moves):
        return
    if is_response:
        spent = bucket_of(_spent_minutes(course, promise.started_at, at, calendar))
        yield _fact(course, Kind.ANSWERED, at, calendar, bucket=spent)
    if promise.breached_at is None:
        kept = Kind.ANSWERED_IN_TIME if is_response else Kind.DONE_IN_TIME
        yield _fact(course, kept, at, calendar)


def _result_bucket(course: Course, move: Move, calendar: WorkCalendar) -> int | None:
    """How long a result took, by the promise that it fulfilled; None without a promise."""
    for promise in course.promises:
        if promise.kind == RESOLUTION and promise.stopped_at == move.at:
            return bucket_of(_spent_minutes(course, promise.started_at, move.at, calendar))
    return None


def _end_of(move: Move) -> Kind | None:
    """What a move means for the figures; None for steps on the way."""
    if move.from_state == move.to_state:
        return None
    if move.to_state == states.AUTO_CLOSED:  # imported ones were closed elsewhere, by nobody here
        return Kind.SILENT if move.from_state == states.RESOLVED else None
    if move.to_state == states.REOPENED:
        return Kind.DISPUTED
    return _ENDS.get(move.to_state)


def _now(course: Course, calendar: WorkCalendar) -> Iterator[Fact]:
    if not states.is_open(course.state):
        return
    holder = course.holds[-1].agency if course.holds else ""
    yield _fact(course, Kind.OPEN, course.opened_at, calendar, agency=holder)
    if any(one.breached_at is not None and one.stopped_at is None for one in course.promises):
        yield _fact(course, Kind.OVERDUE, course.opened_at, calendar, agency=holder)


def _spent_minutes(course: Course, start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Working minutes between two instants, without the time in which we waited for the citizen."""
    spent = working_minutes(calendar, start, end)
    for at, move in enumerate(course.moves):
        if move.to_state in states.PAUSING_STATES and move.from_state != move.to_state:
            later = (one.at for one in course.moves[at + 1 :] if one.to_state != move.to_state)
            resumed = next(later, end)
            spent -= working_minutes(calendar, max(start, move.at), min(end, resumed))
    return spent


def _fact(
    course: Course,
    kind: Kind,
    at: datetime,
    calendar: WorkCalendar,
    *,
    bucket: int | None = None,
    agency: str | None = None,
) -> Fact:
    local = at.astimezone(calendar.zone)
    holder = course.agency_at(at) if agency is None else agency
    return Fact(kind=kind, day=local.date(), hour=local.hour, agency=holder, bucket=bucket)
