"""The promises of a case as rows: `rules` decides, this stores."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sewaka.kernel.calendar import Budget, Unit, due_at
from sewaka.kernel.workflow import State
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import rules
from sewaka.platform.cases.models import Case, SlaClock
from sewaka.platform.cases.rules import Clock
from sewaka.platform.cases.values import ClockStart


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
    rows = [
        SlaClock(
            case=case,
            kind=one.kind,
            unit=one.unit.value,
            policy=one.policy,
            policy_version=one.policy_version,
            started_at=at,
            due_at=max(one.due_at, at),
        )
        for one in starts
    ]
    SlaClock.objects.bulk_create(rows)
    return [_value(row) for row in rows]


def turn(
    case: Case,
    *,
    source: State,
    target: State,
    at: datetime,
    stop_kinds: tuple[str, ...] = (),
    starts: tuple[ClockStart, ...] = (),
) -> datetime | None:
    """Move the clocks as the change of state demands; gives the nearest due of those that run.

    Closing stops all of them, a pausing state pauses them, leaving one resumes them, kinds in
    `stop_kinds` stop. The case's row is locked by the caller.
    """
    rows = {row.kind: row for row in SlaClock.objects.filter(case=case, stopped_at=None)}
    after: list[Clock] = []
    for kind, row in rows.items():
        before = _value(row)
        if target.group.is_closed or kind in stop_kinds:
            now = rules.stopped(before, at=at)
        elif target.pauses:
            now = rules.paused(before, at=at)
        elif source.pauses:
            now = rules.resumed(before, at=at, calendar=calendars.work_calendar())
        else:
            now = before
        if now != before:
            _store(row, now)
        after.append(now)
    if starts:
        after += start(case, starts, at=at)
    return rules.nearest_due(after)


def _value(row: SlaClock) -> Clock:
    return Clock(
        kind=row.kind,
        unit=Unit(row.unit),
        started_at=row.started_at,
        due_at=row.due_at,
        paused_at=row.paused_at,
        stopped_at=row.stopped_at,
        breached_at=row.breached_at,
    )


def _store(row: SlaClock, clock: Clock) -> None:
    row.due_at = clock.due_at
    row.paused_at = clock.paused_at
    row.stopped_at = clock.stopped_at
    row.breached_at = clock.breached_at
    row.save(update_fields=["due_at", "paused_at", "stopped_at", "breached_at"])
