"""What a photo proves: near enough, late enough, and the server's time rules."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.geo import Position
from sewaka.modules.reports.rules.proofs import SKEW, Doubt, Shot, judge
from sewaka.modules.reports.rules.validation import VALIDATOR, first_validator, next_validator
from tests.cast import NOW

PLACE = Position(lat=-8.7016, lon=115.2205)
BEGAN = NOW - timedelta(hours=2)
HEAD = "reports.hamlet_head"
AGENCY = "reports.agency_officer"


def judged(
    *, north_m: float | None = 0, taken_at: datetime | None = NOW, place: Position | None = PLACE
) -> tuple[int | None, tuple[Doubt, ...]]:
    """Distance and doubts of a photo so many metres north."""
    where = None if north_m is None else Position(PLACE.lat + north_m / 111_195, PLACE.lon)
    one = judge(Shot(where, taken_at), place=place, within_m=100, began_at=BEGAN, arrived_at=NOW)
    return one.distance_m, one.doubts


def test_the_edge_of_the_distance_counts_as_near() -> None:
    assert judged(north_m=100) == (100, ())
    assert judged(north_m=101) == (101, (Doubt.TOO_FAR,))


def test_no_position_is_a_doubt_only_where_there_is_a_place() -> None:
    assert judged(north_m=None) == (None, (Doubt.NO_POSITION,))
    assert judged(north_m=None, place=None) == (None, ())


def test_ten_minutes_of_skew_are_forgiven() -> None:
    assert judged(taken_at=BEGAN - SKEW) == (0, ())
    assert judged(taken_at=BEGAN - SKEW - timedelta(seconds=1)) == (0, (Doubt.TOO_EARLY,))


@given(ahead=st.timedeltas(min_value=SKEW + timedelta(seconds=1), max_value=timedelta(days=900)))
def test_a_time_in_the_future_is_the_time_of_arrival(ahead: timedelta) -> None:
    one = judge(Shot(PLACE, NOW + ahead), place=PLACE, within_m=100, began_at=BEGAN, arrived_at=NOW)
    assert (one.taken_at, one.doubts) == (NOW, ())


@pytest.mark.parametrize(
    ("finished_by", "visibility", "has_head", "desks"),
    [
        (AGENCY, "public", True, [HEAD, VALIDATOR]),
        ("reports.village_staff", "public", True, [HEAD, VALIDATOR]),
        (AGENCY, "public", False, [VALIDATOR]),
        (HEAD, "public", True, [VALIDATOR]),
        (AGENCY, "parties", True, [VALIDATOR]),
        (AGENCY, "secret", True, []),
    ],
)
def test_who_is_asked_in_which_order(
    *, finished_by: str, visibility: str, has_head: bool, desks: list[str]
) -> None:
    asked = []
    desk = first_validator(finished_by=finished_by, visibility=visibility, has_hamlet_head=has_head)
    while desk:
        asked.append(desk)
        desk = next_validator(desk)
    assert asked == desks
    assert finished_by not in asked
