"""Plans: design, calendar, giving way to one another, offsets."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.traffic.control.offsets import Stop, widest_band
from sewaka.modules.traffic.control.pkji import PkjiRefused
from sewaka.modules.traffic.control.plans import (
    CalendarRow,
    Changeover,
    PlanProblem,
    Split,
    StagePlan,
    changeover,
    check_plan,
    designed,
    plan_of_minute,
)

CHANGE = ((0.0, 5.0), (5.0, 0.0))
LEAST = (7.0, 7.0)
DAY = StagePlan("day", (Split(0, 40.0), Split(1, 50.0)), offset_s=10.0)


def test_whose_turn_it_is() -> None:
    assert [DAY.stage_at(t_s=t) for t in (9.0, 10.0, 49.0, 50.0, 99.9, 100.0)] == [1, 0, 0, 1, 1, 0]
    assert DAY.cycle_s == 90.0


def test_a_designed_plan() -> None:
    """WHH 10, R .25 and .30: 44.4 s, greens 15.7 and 18.8, each split up to the whole second."""
    plan = designed(code="a", flow_ratios=(0.25, 0.30), change_s=CHANGE, min_green_s=LEAST)
    assert plan.splits == (Split(0, 21.0), Split(1, 24.0))
    assert check_plan(plan=plan, change_s=CHANGE, min_green_s=LEAST) is None


def test_a_designed_plan_keeps_the_least_greens() -> None:
    plan = designed(code="a", flow_ratios=(0.01, 0.5), change_s=CHANGE, min_green_s=LEAST)
    assert plan.splits[0] == Split(0, 12.0)
    with pytest.raises(PkjiRefused, match="sum_r"):
        designed(code="a", flow_ratios=(0.5, 0.5), change_s=CHANGE, min_green_s=LEAST)


def test_what_is_wrong_with_a_plan() -> None:
    short = StagePlan("a", (Split(0, 40.0), Split(1, 11.9)))
    assert check_plan(plan=short, change_s=CHANGE, min_green_s=LEAST) == PlanProblem(
        "plan_min_green", 1, 12.0, 11.9
    )
    for stage in (2, -1):  # the last one is also what the first comes after
        unknown = StagePlan("a", (Split(0, 40.0), Split(stage, 40.0)))
        assert check_plan(plan=unknown, change_s=CHANGE, min_green_s=LEAST) == PlanProblem(
            "plan_stage", 1
        )


ROWS = (
    CalendarRow("morning", "working", 6 * 60, 9 * 60),
    CalendarRow("day", "working", 0, 0),
    CalendarRow("school", "school", 6 * 60 + 30, 8 * 60),
    CalendarRow("night", "working", 22 * 60, 5 * 60, priority=1),
    CalendarRow("rest", "nyepi", 0, 0, priority=9),
)


@pytest.mark.parametrize(
    ("day_types", "minute", "plan"),
    [
        (("working",), 6 * 60, "morning"),
        (("working",), 9 * 60, "day"),
        (("school", "working"), 7 * 60, "school"),
        (("working",), 23 * 60 + 59, "night"),
        (("working",), 0, "night"),
        (("working",), 5 * 60, "day"),
        (("nyepi", "working"), 7 * 60, "rest"),
        (("sunday",), 7 * 60, None),
    ],
)
def test_the_calendar_chooses(day_types: tuple[str, ...], minute: int, plan: str | None) -> None:
    assert plan_of_minute(rows=ROWS, day_types=day_types, minute=minute) == plan


@given(st.floats(0, 5000), st.integers(0, 89), st.integers(40, 130))
def test_a_plan_gives_way_by_longer_cycles_only(t_s: float, offset: int, half: int) -> None:
    new = StagePlan("new", (Split(0, half / 2), Split(1, half / 2)), offset_s=float(offset))
    found = changeover(old=DAY, new=new, t_s=t_s)
    assert t_s <= found.begins_s[0] < t_s + 90.0 + 1e-6
    lengths = [after - before for before, after in itertools.pairwise(found.begins_s)]
    assert all(half - 1e-6 <= length <= 1.2 * half + 1e-6 for length in lengths)
    assert len(lengths) <= 5
    off = (found.begins_s[-1] - offset) % half
    assert min(off, half - off) < 1e-6
    for begin in found.begins_s[:-1]:
        assert found.stage_at(t_s=begin + 0.001) == 0


def test_before_and_after_giving_way() -> None:
    new = StagePlan("new", (Split(1, 30.0), Split(0, 30.0)), offset_s=5.0)
    found = changeover(old=DAY, new=new, t_s=60.0)
    assert found.begins_s == pytest.approx((100.0, 168.333, 236.667, 305.0), abs=0.001)
    assert found.stage_at(t_s=99.0) == 1
    assert found.stage_at(t_s=found.begins_s[-1]) == 1


PLANS = st.builds(
    lambda code, splits, offset: StagePlan(
        code, tuple(Split(stage, float(seconds)) for stage, seconds in enumerate(splits)),
        float(offset),
    ),
    st.sampled_from(("a", "b", "c")),
    st.lists(st.integers(12, 60), min_size=2, max_size=2),
    st.integers(0, 119),
)  # fmt: skip


@given(PLANS, st.lists(st.tuples(st.floats(1, 400), PLANS), min_size=1, max_size=5))
def test_however_often_plans_change_no_turn_is_cut(
    first: StagePlan, changes: list[tuple[float, StagePlan]]
) -> None:
    """A plan may be asked for while another takes over. Each turn lasts its whole split, of one of
    the plans, and no more than a fifth longer; the last plan is in step within its cycles.
    """
    running: StagePlan | Changeover = first
    t_s, least = 0.0, min(split.duration_s for split in first.splits)
    turns, begun_s, stage = [], None, first.stage_at(t_s=0.0)
    longest = max(split.duration_s for split in first.splits)
    for wait_s, plan in [*changes, (800.0, changes[-1][1])]:
        until_s = t_s + wait_s
        while t_s < until_s:
            found = running.stage_at(t_s=t_s)
            if found != stage:
                if begun_s is not None:
                    turns.append(t_s - begun_s)
                begun_s, stage = t_s, found
            t_s += 0.5
        running = changeover(old=running, new=plan, t_s=t_s)
        least = min(least, *(split.duration_s for split in plan.splits))
        longest = max(longest, *(split.duration_s for split in plan.splits))
    assert all(least - 1.0 <= turn <= 1.2 * longest + 1.0 for turn in turns)
    last = changes[-1][1]
    assert running.code == last.code
    assert all(running.stage_at(t_s=t) == last.stage_at(t_s=t) for t in (t_s, t_s + 33, t_s + 71))


def test_three_junctions_a_half_cycle_apart_let_everybody_through() -> None:
    """Travel of half a cycle each way: offsets of half a cycle give the whole green both ways."""
    stop = Stop((0, 30), (0, 30), 30, 30)
    band = widest_band(stops=(Stop((0, 30), (0, 30)), stop, stop), cycle_s=60)
    assert band.offsets_s == (0, 30, 0)
    assert (band.out_s, band.back_s) == (30, 30)


def test_a_long_arterial_is_searched() -> None:
    stop = Stop((0, 40), (0, 40), 20, 20)
    band = widest_band(stops=(Stop((0, 40), (0, 40)), *(stop,) * 5), cycle_s=80)
    simultaneous = widest_band(stops=(Stop((0, 40), (0, 40)), stop), cycle_s=80)
    assert 0 < band.out_s + band.back_s <= simultaneous.out_s + simultaneous.back_s
    assert len(band.offsets_s) == 6


def test_no_arterial() -> None:
    with pytest.raises(ValueError, match="arterial"):
        widest_band(stops=(), cycle_s=60)
