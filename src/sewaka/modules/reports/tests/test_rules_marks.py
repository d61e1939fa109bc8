"""When a promise is spoken of: exact instants, in order, whatever the promise."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.calendar import Budget, Unit, WorkCalendar, due_at
from sewaka.modules.reports.rules import marks
from sewaka.modules.reports.rules.marks import Mark

WITA = ZoneInfo("Asia/Makassar")
CALENDAR = WorkCalendar(
    zone=WITA,
    opening={day: ((time(8), time(16)),) for day in range(1, 6)},
    holidays=frozenset(date(2026, 3, day) for day in (18, 19, 20, 23, 24)),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=WITA)


def instants(start: datetime, budget: Budget) -> list[datetime]:
    due = due_at(CALENDAR, start, budget)
    return [
        marks.instant_of(mark, calendar=CALENDAR, started_at=start, due_at=due, unit=budget.unit)
        for mark in Mark
    ]


def test_working_time_counts_and_nyepi_does_not() -> None:
    # from Monday 10.00 to Wednesday 16.00 are 22 hours of open office
    assert instants(at(9, 10), Budget(2, Unit.WORKING_DAYS)) == [
        at(10, 13),
        at(11, 11, 36),
        at(11, 16),
        at(13, 16),
    ]
    assert instants(at(16, 9), Budget(1, Unit.WORKING_DAYS))[-1] == at(26, 16)


def test_an_emergency_is_counted_by_the_clock_on_the_wall() -> None:
    start = at(18, 22)
    assert instants(start, Budget(24, Unit.HOURS)) == [
        at(19, 10),
        at(19, 17, 12),
        at(19, 22),
        at(27, 16),
    ]


def test_one_after_the_other() -> None:
    assert [marks.after(mark) for mark in (None, *Mark)] == [*Mark, None]


@given(
    minutes=st.integers(0, 60 * 24 * 40),
    budget=st.builds(Budget, st.integers(1, 40), st.sampled_from(list(Unit))),
)
def test_marks_come_in_their_order(minutes: int, budget: Budget) -> None:
    start = at(1, 0) + timedelta(minutes=minutes)
    found = [start, *instants(start, budget)]
    assert all(former <= later for former, later in pairwise(found))
