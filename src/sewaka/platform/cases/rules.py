"""Clocks of a case and who reads which line of its history. Pure: no Django, no clock, no I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sewaka.kernel.calendar import Budget, Unit, WorkCalendar, due_after_pause, due_at


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise as plain values; all instants are aware."""

    kind: str  # response, resolution
    unit: Unit
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Whether its time is passing now."""
        return self.stopped_at is None and self.paused_at is None

    @property
    def is_stopped(self) -> bool:
        """Whether the promise was answered, in time or not."""
        return self.stopped_at is not None


def started(*, kind: str, budget: Budget, calendar: WorkCalendar, at: datetime) -> Clock:
    """A running clock whose whole budget begins at `at`."""
    due = due_at(calendar, at, budget)
    return Clock(kind=kind, unit=budget.unit, started_at=at, due_at=due)


def paused(clock: Clock, *, at: datetime) -> Clock:
    """The clock standing still from `at`; a paused or stopped clock stays as it is."""
    return replace(clock, paused_at=at) if clock.is_running else clock


def resumed(clock: Clock, *, at: datetime, calendar: WorkCalendar) -> Clock:
    """The clock running again from `at`, with what was left at the pause.

    Wall-clock budgets are moved by the length of the pause, working-time budgets by the working
    time that was left. A due that was already past at the pause stays where it was.
    """
    if clock.paused_at is None or clock.is_stopped:
        return clock
    if clock.paused_at >= clock.due_at:
        due = clock.due_at
    elif clock.unit is Unit.HOURS:
        due = clock.due_at + max(at - clock.paused_at, at - at)
    else:
        due = due_after_pause(calendar, due=clock.due_at, paused=clock.paused_at, resumed=at)
    return replace(clock, due_at=due, paused_at=None)


def stopped(clock: Clock, *, at: datetime) -> Clock:
    """The clock stopped at `at`, with its breach noted when the promise was missed by then."""
    if clock.is_stopped:
        return clock
    return replace(breached(clock, at=at), stopped_at=at, paused_at=None)


def revived(clock: Clock, *, is_paused: bool) -> Clock:
    """The clock as if it had not been stopped: running, or standing still since it was stopped."""
    return replace(clock, stopped_at=None, paused_at=clock.stopped_at if is_paused else None)


def breached(clock: Clock, *, at: datetime) -> Clock:
    """The clock with its breach noted if its due lies before `at`.

    The breach bears the due instant, not the time at which somebody looked: a late worker shifts
    nothing. While a clock is paused only a due before the pause counts.
    """
    if clock.is_stopped or clock.breached_at is not None:
        return clock
    looked_at = at if clock.paused_at is None else clock.paused_at
    return replace(clock, breached_at=clock.due_at) if clock.due_at < looked_at else clock


def nearest_due(clocks: Iterable[Clock]) -> datetime | None:
    """The earliest due among the running clocks; None when none runs."""
    return min((clock.due_at for clock in clocks if clock.is_running), default=None)


def readable_audiences(*, is_office: bool, is_author: bool) -> frozenset[str]:
    """Which audiences' entries a reader of the case may read.

    The office (a desk of the case, the chain above it, the city's readers) reads everything; the
    author reads what is written to them; everybody else what is public.
    """
    if is_office:
        return frozenset({"public", "applicant", "internal"})
    if is_author:
        return frozenset({"public", "applicant"})
    return frozenset({"public"})
