"""Delay without identities, effects with their intervals, plan A against plan B, explanations."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sewaka.modules.traffic.control.demand import Demand, Inflow, journeys
from sewaka.modules.traffic.control.explain import CODES, Explanation, explanation
from sewaka.modules.traffic.control.kpi import (
    Day,
    KpiRefused,
    delay_per_vehicle_s,
    effect,
    mean_interval,
)
from sewaka.modules.traffic.control.observe import (
    Decision,
    Interval,
    LaneObservation,
    Mode,
    Observation,
    SignalState,
)
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.queue_sim import QueueStreet
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.control.timing import benchmark_timing
from sewaka.modules.traffic.control.what_if import PlanRefused, PlanRun, compare, run_plans
from sewaka.modules.traffic.tests.small_net import written
from sewaka.modules.traffic.tests.test_queue_sim import a_road, a_street


def test_delay_from_counts_alone() -> None:
    """Two vehicles, 20 s and 30 s in a zone that takes 10 s at free speed: 15 s each."""
    counts = np.array([2.0] * 20 + [1.0] * 10)
    assert delay_per_vehicle_s(
        zone_count=counts, tick_s=1.0, passed=2, zone_m=100.0, free_ms=10.0
    ) == pytest.approx(15.0)
    with pytest.raises(KpiRefused, match="nothing_passed"):
        delay_per_vehicle_s(zone_count=counts, tick_s=1.0, passed=0, zone_m=100.0, free_ms=10.0)
    with pytest.raises(KpiRefused, match="nonsense"):
        delay_per_vehicle_s(zone_count=counts, tick_s=1.0, passed=2, zone_m=0.0, free_ms=10.0)


def test_it_agrees_with_what_each_vehicle_lost() -> None:
    """Within 10 % of the sum over vehicles at the same stop line."""
    network = a_road()
    demand = Demand((Inflow(0, 550.0, 0.0, 900.0),))
    street = a_street(journeys(network=network, demand=demand, seed=2), network=network)
    counts = []
    for second in range(960):
        street.show("x", "Gr" if second % 60 < 30 else "rG")
        street.step()
        counts.append(float(len(street.vehicles().get("in", {}))))
    passed = street.totals[0].passed
    found = delay_per_vehicle_s(
        zone_count=np.array(counts), tick_s=1.0, passed=passed, zone_m=200.0, free_ms=10.0
    )
    assert found == pytest.approx(street.totals[0].mean_delay_s, rel=0.10)


def test_the_interval_of_five_runs() -> None:
    """t with 4 degrees of freedom: 2.776 · 1.5811 / √5 = 1.963."""
    found = mean_interval(values=[8.0, 9.0, 10.0, 11.0, 12.0])
    assert (found.value, found.n) == (10.0, 5)
    assert found.high - found.value == pytest.approx(1.963, abs=0.001)
    assert mean_interval(values=[3.0]).low == -math.inf
    assert mean_interval(values=[1.0] * 40).low == 1.0


def days(delay_s: float, *, kinds: str = "wwwwwee", noise: float = 2.0) -> list[Day]:
    draw = np.random.default_rng(int(delay_s * 10))
    names = {"w": "working", "e": "weekend"}
    return [Day(names[kind], delay_s + float(draw.normal(0, noise)), 900.0) for kind in kinds]


def test_an_effect_and_how_sure_it_is() -> None:
    found = effect(before=days(50.0), after=days(41.0))
    assert found.value == pytest.approx(-0.18, abs=0.04)
    assert found.low < found.value < found.high < 0
    assert found.n == 14


def test_what_changed_everywhere_is_taken_out() -> None:
    found = effect(
        before=days(50.0),
        after=days(45.0),
        control_before=days(40.0),
        control_after=days(36.0),
    )
    assert found.low < 0 < found.high
    assert found.value == pytest.approx(0.0, abs=0.05)


def test_it_is_exact_where_nothing_varies_and_the_same_every_time() -> None:
    found = effect(before=days(50.0, noise=0.0), after=days(40.0, noise=0.0))
    assert (found.value, found.low, found.high) == pytest.approx((-0.2, -0.2, -0.2))
    assert effect(before=days(50.0), after=days(41.0)) == effect(
        before=days(50.0), after=days(41.0)
    )


def test_day_types_are_not_mixed() -> None:
    """Quieter weekends only before would look like a loss; only working days count."""
    found = effect(
        before=days(50.0, noise=0.0) + days(10.0, kinds="ee", noise=0.0),
        after=days(40.0, kinds="wwwww", noise=0.0),
    )
    assert found.value == pytest.approx(-0.2)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (days(50.0, kinds="wwww"), days(40.0), "days_few"),
        (days(50.0, kinds="wwwww"), days(40.0, kinds="eeeee"), "day_types"),
        (days(50.0), [Day("working", 40.0, 0.0)] * 7, "nonsense"),
        (days(50.0), [], "days_few"),
    ],
)
def test_refused_effects(before: list[Day], after: list[Day], code: str) -> None:
    with pytest.raises(KpiRefused) as refusal:
        effect(before=before, after=after)
    assert refusal.value.code == code


@pytest.fixture
def net(tmp_path: Path) -> NetFile:
    return read_net(written(tmp_path))


def plan(code: str, first: float, second: float) -> dict[int, StagePlan]:
    return {0: StagePlan(code, (Split(0, first), Split(1, second)))}


def runs_of(net: NetFile, plans: dict[int, StagePlan]) -> list[PlanRun]:
    ids = {name: number for number, name in enumerate(net.lane_names)}
    demand = Demand((Inflow(ids["north_in_0"], 700.0), Inflow(ids["west_in_0"], 200.0)))
    timings = [benchmark_timing(junction=each) for each in net.network.junctions]
    return [
        run_plans(net=net, timings=timings, plans=plans, demand=demand, seconds=1200, seed=seed)
        for seed in range(3)
    ]


def test_the_better_of_two_plans_is_found(net: NetFile) -> None:
    good, bad = runs_of(net, plan("A", 45.0, 25.0)), runs_of(net, plan("B", 20.0, 50.0))
    found = compare(a=good, b=bad)
    assert found.whole is not None
    assert found.whole.is_sure
    assert found.whole.difference.value > 10.0
    [junction] = found.by_junction
    assert junction.difference.value == pytest.approx(found.whole.difference.value, rel=0.6)
    assert junction.b.value - junction.a.value == pytest.approx(junction.difference.value)
    same = compare(a=good, b=runs_of(net, plan("A", 45.0, 25.0)))
    assert same.whole is not None
    assert not same.whole.is_sure
    assert same.whole.difference.value == 0.0


def test_a_gridlock_is_told_and_not_averaged_away(net: NetFile) -> None:
    first, second, third = runs_of(net, plan("A", 45.0, 25.0))
    stuck = replace(second, figures=replace(second.figures, delay_s=900.0), gridlock_s=640.0)
    found = compare(a=[first, second, third], b=[first, stuck, third])
    assert (found.locked_a, found.locked_b) == (0, 1)
    assert found.whole is not None
    assert (found.whole.b.n, found.whole.difference.value) == (2, 0.0)
    nothing = compare(a=[stuck], b=[first])
    assert (nothing.whole, nothing.by_junction, nothing.locked_a) == (None, (), 1)


def test_streets_that_lock_are_noticed(net: NetFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may leave the north arm any more: ten have stood for five minutes by 400 s."""
    ids = {name: number for number, name in enumerate(net.lane_names)}
    begun = QueueStreet.__init__

    def blocked(street: QueueStreet, **rest: Any) -> None:
        begun(street, **rest)
        street.closed.add(ids["north_in_0"])

    monkeypatch.setattr(QueueStreet, "__init__", blocked)
    [run, *_] = runs_of(net, plan("A", 45.0, 25.0))
    assert run.gridlock_s is not None
    assert 350.0 < run.gridlock_s < 500.0


def test_a_plan_that_breaks_a_rule_is_not_simulated(net: NetFile) -> None:
    with pytest.raises(PlanRefused, match="plan_min_green: plan C at c"):
        runs_of(net, plan("C", 45.0, 5.0))


def seen(lane: int, rows: list[tuple[float, float]]) -> LaneObservation:
    table = np.array(rows, dtype=np.float64).reshape(-1, 2)
    size = len(table)
    return LaneObservation(
        lane=lane,
        distance_m=table[:, 0],
        speed_ms=np.zeros(size),
        waiting_s=table[:, 1],
        share=np.ones(size),
        vehicle_class=np.zeros(size, dtype=np.int8),
        passed=0,
        occupancy=0.0,
    )


def explained(
    decision: Decision,
    *,
    mode: Mode = Mode.ADAPTIVE,
    interval: Interval = Interval.GREEN,
    lanes: dict[int, LaneObservation] | None = None,
) -> Explanation:
    return explanation(
        junction=a_road().junctions[0],
        speeds_ms={0: 10.0, 2: 10.0},
        observation=Observation(9.0, lanes or {}, {}, np.array([True, True])),
        signal=SignalState(9.0, 0, interval, 9.0, "Gr", np.array([0.0, 121.4]), mode),
        decision=decision,
    )


def test_explanations() -> None:
    coming = {0: seen(0, [(79.0, 0.0), (80.0, 0.0), (81.0, 0.0)]), 2: seen(2, [])}
    waiting = {0: seen(0, []), 2: seen(2, [(0.0, 44.0), (7.0, 30.0), (90.0, 0.0)])}
    assert explained(Decision(0, "hold"), lanes=coming) == Explanation(
        "hold_coming", (("count", 2), ("seconds", 8))
    )
    assert explained(Decision(0, "hold"), lanes=waiting).code == "hold_empty"
    assert explained(Decision(1, "rate"), lanes=waiting) == Explanation(
        "switch_waiting", (("stage", 2), ("count", 2), ("seconds", 44))
    )
    near = {0: seen(0, []), 2: seen(2, [(30.0, 0.0)])}
    assert explained(Decision(1, "rate"), lanes=near) == Explanation(
        "switch_coming", (("stage", 2), ("count", 1), ("seconds", 8))
    )
    assert explained(Decision(1, "max_red"), lanes=waiting) == Explanation(
        "max_red", (("stage", 2), ("seconds", 121))
    )
    assert explained(Decision(0, "hold"), interval=Interval.YELLOW).code == "changing"


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.ADAPTIVE])
def test_every_mode_has_its_sentence(mode: Mode) -> None:
    found = explained(Decision(0, "hold"), mode=mode)
    assert found.code in CODES
    assert found.figures == (("stage", 1),)
