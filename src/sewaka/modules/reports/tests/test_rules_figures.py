"""The definitions of the figures: worked examples, and what holds for all of them."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.calendar import WorkCalendar
from sewaka.kernel.geo import Position, distance_m
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.boxes import CITY
from sewaka.modules.reports.rules.figures import courses, durations, grid, suppression
from sewaka.modules.reports.rules.figures.counts import AGES, Counts, age_of, counted
from sewaka.modules.reports.rules.figures.courses import Course, Hold, Kind, Move, Promise

WEEK = {day: ((time(8), time(16)),) for day in range(1, 6)}
OFFICE = WorkCalendar(zone=ZoneInfo("Asia/Makassar"), opening=WEEK)
MONDAY = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # 10.00 WITA
LONGEST = 200_000


def at(hours: float) -> datetime:
    """That many hours after Monday, ten o'clock."""
    return MONDAY + timedelta(hours=hours)


def moves(*steps: tuple[float, str]) -> tuple[Move, ...]:
    """Steps by hours after the opening."""
    before, told = states.SUBMITTED, []
    for hours, state in steps:
        told.append(Move(at(hours), before, state))
        before = state
    return tuple(told)


def both(
    *, answered: float | None = None, done: float | None = None, late: tuple[str, ...] = ()
) -> tuple[Promise, Promise]:
    """The two clocks of a first round; missed ones were due after five and after thirty hours."""
    due = {courses.RESPONSE: 5.0, courses.RESOLUTION: 30.0}
    ended = {courses.RESPONSE: answered, courses.RESOLUTION: done}
    one, other = (
        Promise(
            kind,
            MONDAY,
            stopped_at=None if ended[kind] is None else at(ended[kind] or 0),
            breached_at=at(due[kind]) if kind in late else None,
        )
        for kind in due
    )
    return one, other


def count(course: Course) -> Counts:
    """All counts of one report."""
    return counted(courses.facts(course, calendar=OFFICE))


def test_a_new_report_is_received_and_open() -> None:
    found = count(Course(MONDAY, promises=both()))
    assert found == Counts(received=1, open=1)


def test_kept_promises_and_a_confirmed_result() -> None:
    told = moves(
        (1, states.ACCEPTED), (4, states.IN_PROGRESS), (26, states.RESOLVED), (40, states.CONFIRMED)
    )
    found = count(Course(MONDAY, told, both(answered=1, done=26)))
    assert found == Counts(
        received=1,
        answered=1,
        answered_in_time=1,
        resolved=1,
        done_in_time=1,
        confirmed=1,
        answer_time=durations.histogram([durations.bucket_of(60)]),
        done_time=durations.histogram([durations.bucket_of((6 + 4) * 60)]),
    )
    assert found.answered_in_time_share == 1
    assert found.median_answer_h == pytest.approx(1, rel=0.11)
    assert found.median_done_h == pytest.approx(10, rel=0.11)


def test_a_missed_promise_is_missed_on_its_due_day_and_never_in_time() -> None:
    """Due Monday 15.00; answered on Wednesday: the day before had it already."""
    told = moves((48, states.ACCEPTED))
    course = Course(MONDAY, told, both(answered=48, late=(courses.RESPONSE,)))
    facts = {fact.kind: fact for fact in courses.facts(course, calendar=OFFICE)}
    assert facts[Kind.ANSWER_MISSED].day == date(2026, 3, 9)
    assert facts[Kind.ANSWERED].day == date(2026, 3, 11)
    assert Kind.ANSWERED_IN_TIME not in facts
    assert count(course).answered_in_time_share == 0
    assert Kind.OVERDUE not in facts


@pytest.mark.parametrize("clock", [courses.RESPONSE, courses.RESOLUTION])
def test_overdue_is_either_clock(clock: str) -> None:
    found = count(Course(MONDAY, promises=both(late=(clock,))))
    assert (found.open, found.overdue) == (1, 1)


def test_waiting_for_the_citizen_is_subtracted() -> None:
    """Asked at 11.00, answered next day 11.00: of ten working hours eight were ours to wait."""
    told = moves(
        (1, states.NEEDS_INFO), (25, states.SUBMITTED), (26, states.ACCEPTED), (28, states.RESOLVED)
    )
    found = count(Course(MONDAY, told, both(answered=26, done=28)))
    assert found.answer_time == durations.histogram([durations.bucket_of(2 * 60)])
    assert found.done_time == durations.histogram([durations.bucket_of(4 * 60)])


def test_silence_is_never_added_to_confirmed() -> None:
    told = moves((1, states.ACCEPTED), (2, states.RESOLVED), (242, states.AUTO_CLOSED))
    found = count(Course(MONDAY, told, both(answered=1, done=2)))
    assert (found.resolved, found.confirmed, found.silent, found.disputed) == (1, 0, 1, 0)
    assert found.confirmed_share is None
    assert found.reopened_share == 0


def test_a_reopened_report_counts_both_results() -> None:
    told = moves(
        (1, states.ACCEPTED), (2, states.RESOLVED), (3, states.REOPENED),
        (4, states.ACCEPTED), (5, states.RESOLVED), (6, states.CONFIRMED),
    )  # fmt: skip
    again = (
        Promise(courses.RESPONSE, at(3), stopped_at=at(4)),
        Promise(courses.RESOLUTION, at(3), stopped_at=at(5)),
    )
    found = count(Course(MONDAY, told, (*both(answered=1, done=2), *again)))
    assert (found.resolved, found.disputed, found.confirmed, found.open) == (2, 1, 1, 0)
    assert (found.answered, found.answered_in_time, found.done_in_time) == (2, 2, 2)
    assert found.reopened_share == 0.5
    assert found.confirmed_share == 0.5


def test_taken_back_kept_nothing_and_missed_nothing() -> None:
    told = moves((1, states.CANCELLED))
    found = count(Course(MONDAY, told, both(answered=1, done=1)))
    assert found == Counts(received=1, withdrawn=1)


def test_refused_is_an_answer_and_no_result() -> None:
    told = moves((1, states.REJECTED))
    found = count(Course(MONDAY, told, both(answered=1, done=1)))
    assert (found.answered, found.answered_in_time, found.rejected) == (1, 1, 1)
    assert (found.resolved, found.done_in_time, found.done_missed) == (0, 0, 0)


def test_an_imported_end_is_nobody_s_silence() -> None:
    told = moves((0, states.AUTO_CLOSED))
    assert count(Course(MONDAY, told, both(answered=0, done=0))) == Counts(received=1)


def test_showing_and_hiding_change_no_figure() -> None:
    shown = Move(at(1), states.SUBMITTED, states.SUBMITTED)
    course = Course(MONDAY, (shown,), both())
    assert count(course) == count(Course(MONDAY, promises=both()))


def test_each_agency_answers_for_what_it_held() -> None:
    """DLHK lets the day pass and hands over; PUPR answers."""
    holds = (Hold(MONDAY, ""), Hold(at(1), "dlhk"), Hold(at(20), "pupr"), Hold(at(21), "pupr"))
    told = moves((1, states.FORWARDED), (24, states.ACCEPTED))
    course = Course(MONDAY, told, both(answered=24, late=(courses.RESPONSE,)), holds)
    found = [(one.kind, one.agency) for one in courses.facts(course, calendar=OFFICE)]
    assert found == [
        (Kind.RECEIVED, ""),
        (Kind.REACHED, "dlhk"),
        (Kind.REACHED, "pupr"),
        (Kind.ANSWER_MISSED, "dlhk"),
        (Kind.ANSWERED, "pupr"),
        (Kind.OPEN, "pupr"),
    ]


def test_the_local_day_and_hour_count() -> None:
    """23.30 UTC is half past seven of the next day in Denpasar."""
    course = Course(datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    (fact, _) = courses.facts(course, calendar=OFFICE)
    assert (fact.day, fact.hour) == (date(2026, 3, 10), 7)


def test_every_kind_has_its_count() -> None:
    assert [one.name for one in fields(Counts)] == [*Kind, "answer_time", "done_time"]


@pytest.mark.parametrize(
    ("days", "age"),
    [(-1, "7"), (0, "7"), (7, "7"), (8, "14"), (14, "14"), (15, "30"), (30, "30"), (31, "60"),
     (60, "60"), (61, "more"), (4000, "more")],
)  # fmt: skip
def test_ages_of_the_backlog(days: int, age: str) -> None:
    today = date(2026, 11, 23)
    assert age_of(today - timedelta(days=days), today=today) == age


def test_ages_leave_no_gap() -> None:
    assert [first for _, first, _ in AGES[1:]] == [(last or 0) + 1 for _, _, last in AGES[:-1]]


MINUTES = st.lists(st.integers(min_value=0, max_value=LONGEST), max_size=60)


@given(one=MINUTES, other=MINUTES)
def test_histograms_of_parts_add_up_to_the_whole(one: list[int], other: list[int]) -> None:
    first, second, whole = (
        durations.histogram(map(durations.bucket_of, values))
        for values in (one, other, one + other)
    )
    assert durations.added(first, second) == whole


@given(values=st.lists(st.integers(min_value=1, max_value=119_999), min_size=1, max_size=60))
def test_a_median_is_right_to_within_half_a_bucket(values: list[int]) -> None:
    exact = sorted(values)[(len(values) - 1) // 2]
    found = durations.median_minutes(durations.histogram(map(durations.bucket_of, values)))
    assert found is not None
    assert 0.9 < found / exact < 1.11


@given(minutes=st.integers(min_value=0, max_value=LONGEST))
def test_every_duration_has_its_bucket(minutes: int) -> None:
    bucket = durations.bucket_of(minutes)
    assert 0 <= bucket < durations.BUCKETS
    assert bucket == 0 or durations.EDGES[bucket - 1] <= minutes
    assert bucket == durations.BUCKETS - 1 or minutes < durations.EDGES[bucket]


def test_nothing_measured_has_no_median_and_no_share() -> None:
    empty = Counts()
    assert durations.median_minutes(durations.EMPTY) is None
    assert (empty.median_answer_h, empty.answered_in_time_share, empty.is_empty) == (
        None,
        None,
        True,
    )


PARTS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.integers(min_value=0, max_value=12), max_size=8
)


@given(parts=PARTS)
def test_no_small_count_is_shown(parts: dict[str, int]) -> None:
    seen = suppression.shown(parts)
    assert [one for one in seen.parts.values() if one is not None and 0 < one < 5] == []
    assert seen.total is None or seen.total == 0 or seen.total >= 5
    assert {key: one for key, one in seen.parts.items() if one is not None}.items() <= parts.items()


@given(parts=PARTS)
def test_no_hidden_count_can_be_worked_out(parts: dict[str, int]) -> None:
    """At least two different fillings of the hidden cells agree with everything that is shown."""
    seen = suppression.shown(parts)
    hidden = [key for key, one in seen.parts.items() if one is None]
    if not hidden or seen.total is None:
        return
    rest = seen.total - sum(one for one in seen.parts.values() if one is not None)
    assert rest >= 5
    assert len(hidden) >= 2
    assert rest > len(hidden)  # otherwise each must be one


def test_worked_examples_of_suppression() -> None:
    shown = suppression.shown
    assert shown({"a": 9, "b": 2, "c": 6}).parts == {"a": 9, "b": None, "c": None}
    assert shown({"a": 9, "b": 2, "c": 4}) == suppression.Shown({"a": 9, "b": None, "c": None}, 15)
    assert shown({"a": 3, "b": 0}) == suppression.Shown({"a": None, "b": 0}, None)
    assert shown({"a": 5, "b": 0}) == suppression.Shown({"a": 5, "b": 0}, 5)
    assert shown({"a": 7, "b": 1}) == suppression.Shown({"a": None, "b": None}, 8)
    assert shown(dict.fromkeys("abcdef", 1)) == suppression.Shown(dict.fromkeys("abcdef"), None)


@given(
    lat=st.floats(min_value=CITY.south, max_value=CITY.north),
    lon=st.floats(min_value=CITY.west, max_value=CITY.east),
)
def test_a_position_lies_in_its_square(lat: float, lon: float) -> None:
    here = Position(lat=lat, lon=lon)
    square = grid.square_of(here)
    assert distance_m(here, square.centre) <= 250 / 2**0.5 + 1
    assert min(square.row, square.column) >= 0


def test_a_square_is_250_metres_wide_and_high() -> None:
    box = grid.Square(30, 20).box
    corner = Position(lat=box.south, lon=box.west)
    assert distance_m(corner, Position(lat=box.north, lon=box.west)) == pytest.approx(250, abs=0.1)
    assert distance_m(corner, Position(lat=box.south, lon=box.east)) == pytest.approx(250, abs=0.5)
