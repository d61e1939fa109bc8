"""Clocks as plain values: the vectors of the reports brief, section 4, and their laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.calendar import Budget, Unit, WorkCalendar
from sewaka.platform.cases import rules

WITA = ZoneInfo("Asia/Makassar")
CALENDAR = WorkCalendar(
    zone=WITA,
    opening={day: ((time(8), time(16)),) for day in range(1, 6)},
    holidays=frozenset(date(2026, 3, day) for day in (18, 19, 20, 23, 24)),
)
FIVE_DAYS = Budget(5, Unit.WORKING_DAYS)
instants = st.datetimes(
    min_value=datetime(2026, 3, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2026, 4, 30),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=WITA)


MONDAY_TEN = at(9, 10)


def clock(start: datetime = MONDAY_TEN, budget: Budget = FIVE_DAYS) -> rules.Clock:
    return rules.started(kind="resolution", budget=budget, calendar=CALENDAR, at=start)


def test_five_days_from_monday_ten() -> None:
    assert clock().due_at == at(16, 16)


@pytest.mark.parametrize(
    ("paused_at", "resumed_at", "due"),
    [
        (at(10, 12), at(12, 14), at(26, 10)),
        (at(13, 17), at(15, 12), at(16, 16)),  # wholly outside working time
        (at(17, 9), at(30, 9), at(16, 16)),  # already late when it began
    ],
)
def test_pause_moves_the_due(paused_at: datetime, resumed_at: datetime, due: datetime) -> None:
    still = rules.paused(clock(), at=paused_at)
    assert (still.is_running, still.due_at) == (False, at(16, 16))
    assert rules.resumed(still, at=resumed_at, calendar=CALENDAR).due_at == due


def test_wall_clock_budget_moves_by_the_length_of_the_pause() -> None:
    running = clock(start=at(13, 15), budget=Budget(24, Unit.HOURS))
    still = rules.paused(running, at=at(13, 16))
    resumed = rules.resumed(still, at=at(15, 16), calendar=CALENDAR)
    assert resumed.due_at == at(16, 15)


def test_breach_bears_the_due_instant_and_comes_after_it() -> None:
    assert rules.breached(clock(), at=at(16, 16)).breached_at is None
    assert rules.breached(clock(), at=at(16, 16, 1)).breached_at == at(16, 16)
    assert rules.breached(clock(), at=at(30, 9)).breached_at == at(16, 16)


def test_a_paused_clock_is_not_late() -> None:
    still = rules.paused(clock(), at=at(10, 12))
    assert rules.breached(still, at=at(30, 9)).breached_at is None


def test_stopping_in_time_and_late() -> None:
    in_time = rules.stopped(clock(), at=at(16, 16))
    late = rules.stopped(clock(), at=at(17, 8))
    assert (in_time.stopped_at, in_time.breached_at) == (at(16, 16), None)
    assert (late.stopped_at, late.breached_at) == (at(17, 8), at(16, 16))


def test_nearest_due_is_of_the_running_ones() -> None:
    early = clock(budget=Budget(1, Unit.HOURS))
    assert rules.nearest_due([clock(), early]) == early.due_at
    assert rules.nearest_due([clock(), rules.paused(early, at=at(9, 10))]) == at(16, 16)
    assert rules.nearest_due([rules.stopped(clock(), at=at(9, 11))]) is None


@given(start=instants, pause=st.timedeltas(timedelta(), timedelta(days=20)), later=instants)
def test_a_pause_never_brings_the_due_nearer(
    start: datetime, pause: timedelta, later: datetime
) -> None:
    running = clock(start=start)
    begin = max(start, later)
    resumed = rules.resumed(rules.paused(running, at=begin), at=begin + pause, calendar=CALENDAR)
    assert resumed.due_at >= running.due_at
    assert resumed.is_running


@given(start=instants, when=instants)
def test_doing_it_twice_is_doing_it_once(start: datetime, when: datetime) -> None:
    running = clock(start=start)
    still = rules.paused(running, at=max(start, when))
    assert rules.paused(still, at=when + timedelta(days=1)) == still
    stopped = rules.stopped(running, at=max(start, when))
    assert rules.stopped(stopped, at=when + timedelta(days=9)) == stopped
    assert rules.breached(stopped, at=when + timedelta(days=9)) == stopped
    assert rules.resumed(stopped, at=when + timedelta(days=9), calendar=CALENDAR) == stopped


@pytest.mark.parametrize(
    ("is_office", "is_author", "readable"),
    [
        (True, False, {"public", "applicant", "internal"}),
        (True, True, {"public", "applicant", "internal"}),
        (False, True, {"public", "applicant"}),
        (False, False, {"public"}),
    ],
)
def test_who_reads_which_line(*, is_office: bool, is_author: bool, readable: set[str]) -> None:
    assert rules.readable_audiences(is_office=is_office, is_author=is_author) == readable
