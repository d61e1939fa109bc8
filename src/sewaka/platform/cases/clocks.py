"""The promises of a case as rows: `rules` decides, this stores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from sewaka.kernel.calendar import Budget, Unit, WorkCalendar, due_at
from sewaka.kernel.rows import insert
from sewaka.kernel.workflow import State
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import rules
from sewaka.platform.cases.models import Case, SlaClock
from sewaka.platform.cases.rules import Clock
from sewaka.platform.cases.values import ClockStart, Outcome


def clock_start(
    *, kind: str, budget: Budget, at: datetime, policy: str, policy_version: int = 1
) -> ClockStart:
    """A promise of `budget` from `at` over the city's working calendar, ready for `open_case`."""
    due = due_at(calendars.work_calendar(), at, budget)
    return ClockStart(
        kind=kind, due_at=due, unit=budget.unit, policy=policy, policy_version=policy_version
    )


def start(case: Case, starts: Iterable[ClockStart], *, at: datetime) -> list[Clock]:
    """Store new running clocks."""
    rows = [row_of(case, one, at=at) for one in starts]
    insert(*rows)
    return [value_of(row) for row in rows]


def row_of(case: Case, one: ClockStart, *, at: datetime) -> SlaClock:
    """A new running clock, not saved yet."""
    return SlaClock(
        case=case,
        kind=one.kind,
        unit=one.unit.value,
        policy=one.policy,
        policy_version=one.policy_version,
        started_at=at,
        due_at=max(one.due_at, at),
    )


@dataclass(frozen=True, slots=True)
class Turned:
    """The nearest due of the clocks that run now, and those found late that nobody had noted."""

    due_at: datetime | None
    missed: tuple[SlaClock, ...]


def turn(case: Case, *, source: State, target: State, at: datetime, outcome: Outcome) -> Turned:
    """Move the clocks as the change of state demands.

    Closing stops all of them, a pausing state pauses them, leaving one resumes them; what the
    `outcome` stops, revives, retimes or starts comes on top. The case's row is locked by the
    caller.
    """
    running = Q(stopped_at=None)
    if outcome.revive_since is not None:
        running |= Q(stopped_at__gte=outcome.revive_since)
    after: list[Clock] = []
    missed: list[SlaClock] = []
    for row in SlaClock.objects.filter(running, case=case):
        before = value_of(row)
        now = turned(
            before,
            source=source,
            target=target,
            at=at,
            stop_kinds=outcome.stop_clocks,
            calendar=calendars.work_calendar(),
        )
        is_new_policy = retime(row, outcome.retimed)
        if is_new_policy:
            now = replace(now, due_at=row.due_at, unit=Unit(row.unit))
        if before.is_running and rules.breached(before, at=at) != before:
            now = replace(now, breached_at=before.due_at)
            missed.append(row)
        if now != before or is_new_policy:
            _store(row, now)
        after.append(now)
    if outcome.start_clocks:
        after += start(case, outcome.start_clocks, at=at)
    return Turned(rules.nearest_due(after), tuple(missed))


def retime(row: SlaClock, starts: Iterable[ClockStart]) -> bool:
    """Put a promise under another policy; whether one of `starts` was for it. Not saved yet."""
    for one in starts:
        if one.kind == row.kind:
            row.unit, row.policy, row.policy_version = (
                one.unit.value,
                one.policy,
                one.policy_version,
            )
            row.due_at = max(one.due_at, row.started_at)
            return True
    return False


def turned(
    clock: Clock,
    *,
    source: State,
    target: State,
    at: datetime,
    stop_kinds: tuple[str, ...],
    calendar: WorkCalendar,
) -> Clock:
    """What becomes of one running, paused or revived clock when the state changes."""
    if clock.is_stopped:
        return rules.revived(clock, is_paused=target.pauses)
    if target.group.is_closed or clock.kind in stop_kinds:
        return rules.stopped(clock, at=at)
    if target.pauses:
        return rules.paused(clock, at=at)
    if source.pauses:
        return rules.resumed(clock, at=at, calendar=calendar)
    return clock


def due_anew(
    *, start: datetime, budget: Budget, pauses: Sequence[tuple[datetime, datetime | None]]
) -> datetime:
    """What a promise's due is over the calendar of today, with the pauses that there were."""
    calendar = calendars.work_calendar()
    clock = rules.started(kind="", budget=budget, calendar=calendar, at=start)
    for paused_at, resumed_at in pauses:
        if paused_at >= start:
            clock = rules.paused(clock, at=paused_at)
        if resumed_at is not None:
            clock = rules.resumed(clock, at=resumed_at, calendar=calendar)
    return clock.due_at


def set_dues(dues: Mapping[SlaClock, datetime]) -> None:
    """Store other dues for running clocks. The cases' rows are locked by the caller."""
    for row, due in dues.items():
        row.due_at = due
    SlaClock.objects.bulk_update(dues, ["due_at"])


def value_of(row: SlaClock) -> Clock:
    """The row as a plain value."""
    return Clock(
        kind=row.kind,
        unit=Unit(row.unit),
        started_at=row.started_at,
        due_at=row.due_at,
        paused_at=row.paused_at,
        stopped_at=row.stopped_at,
        breached_at=row.breached_at,
    )


def put_into(row: SlaClock, clock: Clock) -> None:
    """Set the row's columns to the value; not saved yet."""
    row.due_at = clock.due_at
    row.paused_at = clock.paused_at
    row.stopped_at = clock.stopped_at
    row.breached_at = clock.breached_at


def _store(row: SlaClock, clock: Clock) -> None:
    put_into(row, clock)
    row.save()
