"""Routes, promises, limits and states."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.calendar import Budget, Unit
from sewaka.modules.reports.rules import policies, states
from sewaka.modules.reports.rules.limits import retry_at
from sewaka.modules.reports.rules.policies import STARTING_POLICIES
from sewaka.modules.reports.rules.routing import Plan, Route, choose_agency

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ROUTES = (
    Route("201", "dlhk"),
    Route("201", "dlhk-selatan", area_code="51.71.01"),
    Route("201", "desa-adat", area_code="51.71.01.1003", valid_to=TODAY),
    Route("104", "dishub", valid_from=TODAY + timedelta(days=1)),
)


def test_the_most_specific_valid_route_wins() -> None:
    def choose(category: str, area: str, on: date = TODAY) -> str | None:
        return choose_agency(ROUTES, category=category, area_code=area, on=on)

    assert choose("201", "51.71.04.2006") == "dlhk"
    assert choose("201", "51.71.01.1003") == "dlhk-selatan"
    assert choose("201", "51.71.01.1003.001", TODAY - timedelta(days=1)) == "desa-adat"
    assert choose("104", "51.71.01.1003") is None
    assert choose("999", "51.71.01.1003") is None


def test_a_prefix_of_digits_is_not_an_ancestor() -> None:
    routes = (Route("201", "x", area_code="51.71.01.100"),)
    assert choose_agency(routes, category="201", area_code="51.71.01.1003", on=TODAY) is None


def test_starting_policies_are_sound_and_as_published() -> None:
    assert [p for policy in policies.STARTING_POLICIES for p in policies.faults(policy)] == []
    light = next(p for p in policies.STARTING_POLICIES if p.code == "light")
    assert light.response == Budget(8, Unit.WORKING_HOURS)
    assert light.resolution == Budget(2, Unit.WORKING_DAYS)


def test_a_policy_that_answers_after_solving_is_reported() -> None:
    silly = policies.Policy("x", Budget(3, Unit.WORKING_DAYS), Budget(0, Unit.WORKING_HOURS))
    assert [(one.field, one.code) for one in policies.faults(silly)] == [
        ("resolution", "reports.policy.amount"),
        ("resolution", "reports.policy.solution_first"),
        ("direct-agency", "reports.policy.no_office"),
    ]


def test_offices_that_together_have_longer_than_the_answer_are_reported() -> None:
    light = next(one for one in STARTING_POLICIES if one.code == "light")
    hasty = replace(light, response=Budget(7, Unit.WORKING_HOURS))
    assert [(one.field, one.code) for one in policies.faults(hasty)] == [
        ("response", "reports.policy.offices_longer"),
        ("response", "reports.policy.offices_longer"),
    ]


def test_what_has_no_time_for_the_neighbourhood_goes_directly() -> None:
    emergency = next(one for one in STARTING_POLICIES if one.code == "emergency")
    assert emergency.plan_for(Plan.HAMLET_FIRST) is Plan.DIRECT
    assert emergency.plan_for(Plan.DIRECT) is Plan.DIRECT


def test_a_reopened_round_has_half_the_time() -> None:
    long = policies.Policy("x", Budget(5, Unit.WORKING_DAYS), Budget(14, Unit.WORKING_DAYS))
    assert policies.reopened(long).response == Budget(1, Unit.WORKING_DAYS)
    assert policies.reopened(long).resolution == Budget(7, Unit.WORKING_DAYS)
    short = policies.Policy("y", Budget(1, Unit.HOURS), Budget(1, Unit.WORKING_DAYS))
    assert policies.reopened(short).resolution == Budget(1, Unit.WORKING_DAYS)


def test_three_in_ten_minutes_then_wait() -> None:
    sent = [NOW - timedelta(minutes=m) for m in (9, 5, 1)]
    assert retry_at(sent[:2], now=NOW) is None
    assert retry_at(sent, now=NOW) == NOW + timedelta(minutes=1)
    assert retry_at([*sent, NOW - timedelta(minutes=10)], now=NOW) == NOW + timedelta(minutes=1)


def test_ten_a_day_then_wait_for_the_oldest() -> None:
    sent = [NOW - timedelta(hours=h) for h in range(1, 11)]
    assert retry_at(sent, now=NOW) == NOW + timedelta(hours=14)


@given(st.lists(st.integers(min_value=0, max_value=3000), max_size=20))
def test_coming_back_at_the_named_time_is_never_refused(minutes: list[int]) -> None:
    sent = [NOW - timedelta(minutes=m) for m in minutes]
    again = retry_at(sent, now=NOW)
    if again is not None:
        assert again > NOW
        assert retry_at(sent, now=again) is None


def test_open_states() -> None:
    assert states.OPEN_STATES == (
        "submitted",
        "needs_info",
        "verified",
        "forwarded",
        "accepted",
        "scheduled",
        "in_progress",
        "awaiting_validation",
        "reopened",
    )
    assert set(states.MYSOCIETY_OF) == set(states.GROUP_OF)
    assert not states.is_open("auto_closed")
