"""The chain as plain values: the vectors of the brief, section 4, and its laws."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.calendar import Unit, WorkCalendar, due_at, working_minutes
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.rules.chain import Chain, Ending, Leg, level_of_reopening
from sewaka.modules.reports.rules.levels import (
    LEVELS_OF,
    Level,
    area_at,
    desk_at,
    is_hamlet,
    level_of,
    roles_at,
)
from sewaka.modules.reports.rules.policies import STARTING_POLICIES, Policy
from sewaka.modules.reports.rules.routing import Desk, Plan

WITA = ZoneInfo("Asia/Makassar")
CALENDAR = WorkCalendar(
    zone=WITA,
    opening={day: ((time(8), time(16)),) for day in range(1, 6)},
    holidays=frozenset(date(2026, 3, day) for day in (18, 19, 20, 23, 24)),
)
OF = {policy.code: policy for policy in STARTING_POLICIES}
MINUTE = timedelta(minutes=1)
FIRST = datetime(2026, 3, 1, tzinfo=WITA)
LONG_AFTER = datetime(2027, 1, 1, tzinfo=WITA)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=WITA)


def chain(policy: Policy, plan: Plan, *, vacant: frozenset[Level] = frozenset()) -> Chain:
    return Chain(policy, plan, CALENDAR, lambda level, _at: level not in vacant)


def untouched(policy: str, plan: Plan, start: datetime, *vacant: Level) -> list[Leg]:
    way = chain(OF[policy], plan, vacant=frozenset(vacant))
    first = way.first(has_hamlet=True, has_route=True)
    *closed, last = way.open(first, at=start)
    return [*closed, *way.run(last, until=LONG_AFTER)]


def told(legs: list[Leg]) -> list[tuple[str, datetime, datetime | None, str]]:
    return [(leg.level, leg.from_at, leg.to_at, leg.ending or "") for leg in legs]


def test_nonsupervisory_untouched_over_nyepi() -> None:
    start = at(16, 9)
    assert told(untouched("nonsupervisory", Plan.HAMLET_FIRST, start)) == [
        ("hamlet", start, at(17, 16), "skipped"),
        ("village", at(17, 16), at(25, 16), "skipped"),
        ("district", at(25, 16), at(26, 16), "skipped"),
        ("agency", at(26, 16), at(30, 16), "skipped"),
        ("mayor", at(30, 16), None, ""),
    ]
    assert due_at(CALENDAR, start, OF["nonsupervisory"].response) == at(30, 16)


def test_light_untouched() -> None:
    start = at(16, 14, 30)
    assert told(untouched("light", Plan.HAMLET_FIRST, start)) == [
        ("hamlet", start, at(17, 8, 30), "skipped"),
        ("village", at(17, 8, 30), at(17, 10, 30), "skipped"),
        ("district", at(17, 10, 30), at(17, 12, 30), "skipped"),
        ("agency", at(17, 12, 30), at(17, 14, 30), "skipped"),
        ("mayor", at(17, 14, 30), None, ""),
    ]
    assert due_at(CALENDAR, start, OF["light"].response) == at(17, 14, 30)


def test_a_deed_taken_back_gives_what_was_left_and_no_more() -> None:
    """Of two hours from Monday 14.30 one was gone at 15.30; given back on Wednesday after a day."""
    way = chain(OF["light"], Plan.HAMLET_FIRST)
    (village,) = way.open(Level.VILLAGE, at=at(9, 14, 30))
    ended = village.ended(Ending.HANDED_OVER, at=at(9, 15, 30))
    (held,) = way.given_back(ended, at=at(11, 8, 15))
    assert (held.level, held.from_at, held.due_at) == (Level.VILLAGE, at(11, 8, 15), at(11, 9, 15))
    assert (held.to_at, held.ending, held.paused_at) == (None, None, None)


def test_given_back_to_an_empty_office_the_next_has_it() -> None:
    way = chain(OF["light"], Plan.HAMLET_FIRST)
    (village,) = way.open(Level.VILLAGE, at=at(9, 9))
    left = chain(OF["light"], Plan.HAMLET_FIRST, vacant=frozenset({Level.VILLAGE}))
    legs = left.given_back(village.ended(Ending.HANDED_OVER, at=at(9, 10)), at=at(9, 10, 5))
    assert [(leg.level, leg.ending) for leg in legs] == [
        (Level.VILLAGE, Ending.VACANT),
        (Level.DISTRICT, None),
    ]
    assert legs[-1].due_at == at(9, 12, 5)


@given(
    policy=st.sampled_from(["light", "normative", "nonsupervisory"]),
    start=st.integers(0, 40 * 24 * 60),
    waits=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 9_000)), min_size=1, max_size=5),
)
def test_giving_away_and_getting_back_never_makes_time(
    policy: str, start: int, waits: list[tuple[int, int]]
) -> None:
    """What an office has held it and what it has left make up its time, however often."""
    way = chain(OF[policy], Plan.HAMLET_FIRST)
    (leg,) = way.open(Level.VILLAGE, at=FIRST + start * MINUTE)
    assert leg.due_at is not None
    whole, held = working_minutes(CALENDAR, leg.from_at, leg.due_at), 0
    for kept, away in waits:
        gave = leg.from_at + kept * MINUTE
        if leg.is_over_at(gave):
            return
        held += working_minutes(CALENDAR, leg.from_at, gave)
        before = leg.due_at
        (leg,) = way.given_back(leg.ended(Ending.HANDED_OVER, at=gave), at=gave + away * MINUTE)
        assert leg.due_at is not None
        assert held + working_minutes(CALENDAR, leg.from_at, leg.due_at) == whole
        assert leg.due_at >= before


def test_the_mayors_list_has_no_due_when_it_comes_back() -> None:
    way = chain(OF["light"], Plan.HAMLET_FIRST)
    (listed,) = way.open(Level.MAYOR, at=at(9, 9))
    (back,) = way.given_back(listed.ended(Ending.ACTED, at=at(9, 10)), at=at(9, 11))
    assert (back.level, back.due_at, back.paused_at) == (Level.MAYOR, None, None)


def test_emergency_runs_round_the_clock() -> None:
    start = at(18, 23)  # the night before Nyepi
    assert told(untouched("emergency", Plan.DIRECT, start)) == [
        ("agency", start, at(19, 0), "skipped"),
        ("agency_head", at(19, 0), at(19, 1), "skipped"),
        ("mayor", at(19, 1), None, ""),
    ]


def test_confidential_goes_from_the_inspectorate_to_its_head() -> None:
    levels = [leg.level for leg in untouched("supervisory", Plan.CONFIDENTIAL, at(9, 10))]
    assert levels == ["inspectorate", "inspector", "mayor"]


def test_vacant_offices_open_and_close_at_once() -> None:
    start = at(16, 9)
    legs = untouched("nonsupervisory", Plan.HAMLET_FIRST, start, Level.HAMLET, Level.DISTRICT)
    assert told(legs) == [
        ("hamlet", start, start, "vacant"),
        ("village", start, at(17, 16), "skipped"),
        ("district", at(17, 16), at(17, 16), "vacant"),
        ("agency", at(17, 16), at(26, 16), "skipped"),
        ("mayor", at(26, 16), None, ""),
    ]


def test_a_city_without_any_officer_still_reaches_the_mayor() -> None:
    legs = untouched("light", Plan.DIRECT, at(9, 10), *LEVELS_OF[Plan.DIRECT])
    assert [(leg.level, leg.ending) for leg in legs] == [
        ("agency", "vacant"),
        ("agency_head", "vacant"),
        ("mayor", None),
    ]


def test_where_a_report_begins() -> None:
    light = chain(OF["light"], Plan.HAMLET_FIRST)
    assert light.first(has_hamlet=True, has_route=True) is Level.HAMLET
    assert light.first(has_hamlet=False, has_route=True) is Level.VILLAGE
    assert light.first(has_hamlet=True, has_route=False) is Level.TRIAGE
    assert chain(OF["light"], Plan.DIRECT).first(has_hamlet=True, has_route=True) is Level.AGENCY


def test_triage_has_as_long_as_the_agency_then_the_mayor() -> None:
    way = chain(OF["light"], Plan.HAMLET_FIRST)
    (leg,) = way.open(Level.TRIAGE, at=at(9, 10))
    assert (leg.due_at, way.after(Level.TRIAGE)) == (at(9, 12), Level.MAYOR)


def test_a_due_of_this_very_instant_has_passed() -> None:
    way = chain(OF["light"], Plan.DIRECT)
    (leg,) = way.open(Level.AGENCY, at=at(9, 10))
    assert way.run(leg, until=at(9, 13, 59)) == (leg,)
    assert [one.level for one in way.run(leg, until=at(9, 14))] == ["agency", "agency_head"]


def test_a_pause_keeps_what_was_left() -> None:
    way = chain(OF["nonsupervisory"], Plan.DIRECT)
    (leg,) = way.open(Level.AGENCY, at=at(9, 10))
    assert leg.due_at == at(12, 16)
    paused = Leg(leg.level, leg.from_at, leg.due_at, leg.unit, paused_at=at(10, 12))
    assert way.run(paused, until=LONG_AFTER) == (paused,)
    resumed = way.resumed(paused, at=at(12, 14))  # 1,200 minutes were left
    assert (resumed.due_at, resumed.paused_at) == (at(17, 10), None)
    assert way.resumed(leg, at=at(12, 14)) == leg


def test_a_pause_of_an_emergency_is_wall_time() -> None:
    way = chain(OF["emergency"], Plan.DIRECT)
    (leg,) = way.open(Level.AGENCY, at=at(14, 22))
    paused = Leg(leg.level, leg.from_at, leg.due_at, leg.unit, paused_at=at(14, 22, 30))
    assert way.resumed(paused, at=at(15, 8)).due_at == at(15, 8, 30)


def test_a_reopened_round_gives_each_office_one_day() -> None:
    way = chain(policies.reopened(OF["light"]), Plan.HAMLET_FIRST)
    (leg,) = way.open(Level.AGENCY, at=at(9, 10))
    assert [(one.level, one.to_at) for one in way.run(leg, until=LONG_AFTER)] == [
        ("agency", at(10, 16)),
        ("mayor", None),
    ]


@pytest.mark.parametrize(
    ("round_number", "plan", "level"),
    [
        (1, Plan.HAMLET_FIRST, Level.VILLAGE),
        (2, Plan.HAMLET_FIRST, Level.AGENCY_HEAD),
        (2, Plan.CONFIDENTIAL, Level.INSPECTOR),
        (3, Plan.DIRECT, Level.MAYOR),
        (4, Plan.DIRECT, Level.MAYOR),
    ],
)
def test_who_answers_a_dispute(round_number: int, plan: Plan, level: Level) -> None:
    assert level_of_reopening(Level.VILLAGE, round_number=round_number, plan=plan) is level


def test_every_level_has_a_desk_and_comes_back_from_it() -> None:
    for plan, levels in LEVELS_OF.items():
        for level in levels:
            assert level_of(desk_at(level, before=None), plan=plan) is level
            assert desk_at(level, before=None) in roles_at(level)
    assert desk_at(Level.MAYOR, before=Level.AGENCY) is Desk.AGENCY
    assert desk_at(Level.MAYOR, before=Level.TRIAGE) is Desk.TRIAGE


def test_areas_of_the_offices() -> None:
    code = "51.71.01.1003.001"
    assert [area_at(level, area_code=code) for level in LEVELS_OF[Plan.HAMLET_FIRST]] == [
        "51.71.01.1003.001",
        "51.71.01.1003",
        "51.71.01",
        "",
    ]
    assert (is_hamlet(code), is_hamlet("51.71.01.1003"), is_hamlet("")) == (True, False, False)


def test_every_policy_of_the_table_answers_when_its_offices_end() -> None:
    """Sum of the hops = response, whatever the start: the brief's table is cut that way."""
    for policy in STARTING_POLICIES:
        for plan, stages in policy.chains.items():
            assert sum(policies.rough_minutes(stage.budget) for stage in stages) == (
                policies.rough_minutes(policy.response)
            ), (policy.code, plan)


instants = st.integers(0, 60 * 24 * 40).map(lambda n: FIRST + n * MINUTE)
policies_with_plan = st.sampled_from(
    [(policy, plan) for policy in STARTING_POLICIES for plan in policy.chains]
)
absences = st.frozensets(st.sampled_from(sorted(Level)), max_size=3)


@given(
    which=policies_with_plan, start=instants, looks=st.lists(instants, max_size=6), away=absences
)
def test_how_often_somebody_looks_changes_nothing(
    which: tuple[Policy, Plan], start: datetime, looks: list[datetime], away: frozenset[Level]
) -> None:
    """A worker on time, late, or down for weeks: the same legs, gapless, one of them open."""
    way = chain(*which, vacant=away)
    legs = list(way.open(way.first(has_hamlet=True, has_route=True), at=start))
    for look in sorted(look for look in looks if look >= start):
        legs[-1:] = way.run(legs[-1], until=look)
    legs[-1:] = way.run(legs[-1], until=LONG_AFTER)
    once = list(way.open(way.first(has_hamlet=True, has_route=True), at=start))
    once[-1:] = way.run(once[-1], until=LONG_AFTER)
    assert legs == once
    assert all(former.to_at == later.from_at for former, later in pairwise(legs))
    assert [leg.to_at is None for leg in legs] == [False] * (len(legs) - 1) + [True]
    assert legs[-1].level is Level.MAYOR
    assert {leg.level for leg in legs if leg.ending is Ending.VACANT} <= away


@given(which=policies_with_plan, start=instants)
def test_every_leg_equals_a_minute_by_minute_counter(
    which: tuple[Policy, Plan], start: datetime
) -> None:
    """Each due counted by hand: one open minute, one closing time after the other."""
    policy, plan = which
    for leg in untouched(policy.code, plan, start)[:-1]:
        budget = policy.budget_at(leg.level, plan=plan)
        assert leg.due_at == leg.to_at == counted(leg.from_at, budget.amount, budget.unit)


def counted(start: datetime, amount: int, unit: Unit) -> datetime:
    """The due, by walking there."""
    if unit is Unit.HOURS:
        return start + timedelta(hours=amount)
    moment = start
    if unit is Unit.WORKING_HOURS:
        left = amount * 60
        while left:
            left -= is_open(moment)
            moment += MINUTE
        return moment
    closings = 0
    moment = start.replace(hour=0, minute=0) - MINUTE
    while closings < amount:
        moment += MINUTE
        is_closing = is_work(moment) and moment.time() == time(16)
        closings += is_closing and moment.date() > day_zero(start)
    return moment


def day_zero(start: datetime) -> date:
    """The day that does not count: today while the office is open, else the next working day."""
    day = start
    while not is_work(day) or (day.date() == start.date() and start.time() > time(16)):
        day += timedelta(days=1)
    return day.date()


def is_work(moment: datetime) -> bool:
    return moment.isoweekday() <= 5 and moment.date() not in CALENDAR.holidays


def is_open(moment: datetime) -> bool:
    return is_work(moment) and time(8) <= moment.time() < time(16)
