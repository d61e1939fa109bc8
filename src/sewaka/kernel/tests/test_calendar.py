"""Working time: the vectors of the reports' brief, and a slow counter beside the fast one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.calendar import (
    Budget,
    Unit,
    WorkCalendar,
    add_working_days,
    advance,
    due_after_pause,
    due_at,
    working_days_left,
    working_minutes,
)

WITA = ZoneInfo("Asia/Makassar")
DAY = ((time(8), time(16)),)
HOLIDAYS = frozenset(date(2026, 3, day) for day in (18, 19, 20, 23, 24))
OFFICE = WorkCalendar(zone=WITA, opening=dict.fromkeys(range(1, 6), DAY), holidays=HOLIDAYS)
# Two openings a day, a short Friday, Saturday mornings.
COUNTER = WorkCalendar(
    zone=WITA,
    opening={
        **dict.fromkeys(range(1, 5), ((time(8), time(12)), (time(13), time(15, 30)))),
        5: ((time(7, 30), time(11)),),
        6: ((time(9), time(10)),),
    },
    holidays=HOLIDAYS,
)
CLOSED = WorkCalendar(zone=WITA, opening={})
MINUTE = timedelta(minutes=1)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=WITA)


def is_open(calendar: WorkCalendar, instant: datetime) -> bool:
    """Whether the office is open in the minute that begins at the instant."""
    local = instant.astimezone(calendar.zone)
    if local.date() in calendar.holidays:
        return False
    spans = calendar.opening.get(local.isoweekday(), ())
    return any(start <= local.time() < end for start, end in spans)


def counted_minutes(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    """W(start, end) by looking at every minute."""
    total = 0
    while start < end:
        total += is_open(calendar, start)
        start += MINUTE
    return total


def counted_advance(calendar: WorkCalendar, start: datetime, minutes: int) -> datetime:
    """advance(start, minutes) by walking minute by minute."""
    while minutes:
        minutes -= is_open(calendar, start)
        start += MINUTE
    return start


instants = st.integers(0, 25 * 24 * 60).map(lambda n: at(1) + n * MINUTE)
calendars = st.sampled_from((OFFICE, COUNTER))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (at(9, 10), 3, at(12, 16)),
        (at(9, 10), 14, at(3, 16, month=4)),
        (at(9, 10), 60, at(8, 16, month=6)),
        (at(9, 16), 1, at(10, 16)),
        (at(9, 16, 1), 1, at(11, 16)),
        (at(13, 17, 30), 2, at(25, 16)),
        (at(15, 11), 1, at(17, 16)),
        (at(16, 9), 5, at(30, 16)),
    ],
)
def test_vectors_in_working_days(start: datetime, days: int, due: datetime) -> None:
    assert due_at(OFFICE, start, Budget(days, Unit.WORKING_DAYS)) == due


def test_vector_of_a_pause() -> None:
    due = due_at(OFFICE, at(9, 10), Budget(5, Unit.WORKING_DAYS))
    assert due == at(16, 16)
    paused = at(10, 12)
    assert working_minutes(OFFICE, paused, due) == 2160
    assert due_after_pause(OFFICE, due=due, paused=paused, resumed=at(12, 14)) == at(26, 10)


def test_vector_of_a_pause_outside_working_time() -> None:
    due = at(16, 16)
    assert due_after_pause(OFFICE, due=due, paused=at(13, 17), resumed=at(15, 12)) == due


def test_vector_of_untouched_hops_in_working_days() -> None:
    start, dues = at(16, 9), []
    for days in (1, 1, 1, 2):
        start = due_at(OFFICE, start, Budget(days, Unit.WORKING_DAYS))
        dues.append(start)
    assert dues == [at(17, 16), at(25, 16), at(26, 16), at(30, 16)]
    assert dues[-1] == due_at(OFFICE, at(16, 9), Budget(5, Unit.WORKING_DAYS))


def test_vector_of_untouched_hops_in_working_hours() -> None:
    start, dues = at(16, 14, 30), []
    for _ in range(4):
        start = due_at(OFFICE, start, Budget(2, Unit.WORKING_HOURS))
        dues.append(start)
    assert dues == [at(17, 8, 30), at(17, 10, 30), at(17, 12, 30), at(17, 14, 30)]
    assert dues[-1] == due_at(OFFICE, at(16, 14, 30), Budget(8, Unit.WORKING_HOURS))


def test_wall_clock_hours_know_no_night() -> None:
    assert due_at(OFFICE, at(17, 23), Budget(24, Unit.HOURS)) == at(18, 23)


@given(calendar=calendars, start=instants, span=st.integers(-600, 4000))
def test_minutes_equal_the_counter(calendar: WorkCalendar, start: datetime, span: int) -> None:
    end = start + span * MINUTE
    assert working_minutes(calendar, start, end) == counted_minutes(calendar, start, end)


@given(calendar=calendars, start=instants, minutes=st.integers(0, 1500))
def test_advance_equals_the_counter(calendar: WorkCalendar, start: datetime, minutes: int) -> None:
    assert advance(calendar, start, minutes) == counted_advance(calendar, start, minutes)


@given(calendar=calendars, days=st.integers(1, 12), start=instants)
def test_working_days_equal_a_walk_over_days(
    calendar: WorkCalendar, days: int, start: datetime
) -> None:
    day = start.date()
    if not calendar.is_working_day(day) or start > calendar.closing(day):
        day += timedelta(days=1)
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
    assert add_working_days(calendar, start, days) == calendar.closing(day)


@given(calendar=calendars, moments=st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_minutes_add_up(calendar: WorkCalendar, moments: list[datetime]) -> None:
    a, b, c = moments
    whole = working_minutes(calendar, a, c)
    assert whole == working_minutes(calendar, a, b) + working_minutes(calendar, b, c)


@given(calendar=calendars, start=instants, span=st.integers(0, 5000))
def test_advance_undoes_the_count(calendar: WorkCalendar, start: datetime, span: int) -> None:
    end = start + span * MINUTE
    minutes = working_minutes(calendar, start, end)
    landed = advance(calendar, start, minutes)
    assert landed <= end
    assert working_minutes(calendar, start, landed) == minutes


@given(
    calendar=calendars,
    start=instants,
    budget=st.builds(Budget, st.integers(1, 30), st.sampled_from(Unit)),
    before=st.integers(0, 3000),
    length=st.integers(0, 4000),
    more=st.integers(0, 2000),
)
def test_pauses(
    *, calendar: WorkCalendar, start: datetime, budget: Budget, before: int, length: int, more: int
) -> None:
    due = due_at(calendar, start, budget)
    paused = start + before * MINUTE
    resumed = paused + length * MINUTE
    after = due_after_pause(calendar, due=due, paused=paused, resumed=resumed)
    assert after >= due
    if paused >= due or counted_minutes(calendar, paused, resumed) == 0:
        assert after == due
    longer = due_after_pause(calendar, due=due, paused=paused, resumed=resumed + more * MINUTE)
    assert longer >= after


@given(calendar=calendars, start=instants, first=st.integers(0, 900), second=st.integers(0, 900))
def test_two_pauses_are_one_pause(
    calendar: WorkCalendar, start: datetime, first: int, second: int
) -> None:
    """Resuming and pausing again at once gains nothing and loses nothing."""
    due = due_at(calendar, start, Budget(3, Unit.WORKING_HOURS))
    middle = start + first * MINUTE
    end = middle + second * MINUTE
    once = due_after_pause(calendar, due=due, paused=start, resumed=end)
    half = due_after_pause(calendar, due=due, paused=start, resumed=middle)
    assert due_after_pause(calendar, due=half, paused=middle, resumed=end) == once


def test_zone_of_the_question_is_the_zone_of_the_answer() -> None:
    start = at(9, 10).astimezone(UTC)
    for unit in Unit:
        assert due_at(OFFICE, start, Budget(3, unit)).tzinfo is UTC
    assert due_at(OFFICE, start, Budget(3, Unit.WORKING_DAYS)) == at(12, 16)


def test_local_day_decides_and_not_the_utc_day() -> None:
    late = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)  # Monday 07:30 in Denpasar
    assert advance(OFFICE, late, 30) == at(9, 8, 30)
    assert OFFICE.local_date(late) == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("now", "due", "left"),
    [
        (at(16, 9), at(30, 16), 5),
        (at(17, 9), at(17, 16), 0),
        (at(17, 17), at(17, 16), 0),
        (at(25, 9), at(17, 16), -1),
        (at(13, 17), at(16, 16), 1),
    ],
)
def test_working_days_left(now: datetime, due: datetime, left: int) -> None:
    assert working_days_left(OFFICE, now, due) == left


def test_calendar_without_opening_ends_in_an_error() -> None:
    with pytest.raises(OverflowError, match=r"calendar\.no_opening"):
        advance(CLOSED, at(9), 1)
    with pytest.raises(OverflowError, match=r"calendar\.no_opening"):
        add_working_days(CLOSED, at(9), 1)
    assert working_minutes(CLOSED, at(1), at(30)) == 0
    assert advance(CLOSED, at(9), 0) == at(9)


def test_year_end_and_leap_day() -> None:
    calendar = WorkCalendar(zone=WITA, opening=dict.fromkeys(range(1, 6), DAY))
    new_year = datetime(2027, 12, 31, 15, 30, tzinfo=WITA)  # a Friday
    assert advance(calendar, new_year, 60) == datetime(2028, 1, 3, 8, 30, tzinfo=WITA)
    leap = datetime(2028, 2, 28, 12, tzinfo=WITA)
    assert add_working_days(calendar, leap, 1) == datetime(2028, 2, 29, 16, tzinfo=WITA)
