"""What the adaptive controller adds to the base policy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sewaka.modules.traffic.control.controllers.adaptive import Adaptive
from sewaka.modules.traffic.control.observe import (
    Health,
    Interval,
    LaneObservation,
    Observation,
    SignalState,
)
from sewaka.modules.traffic.control.stages import with_geometric_stages
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.control.zones import zones_of
from sewaka.modules.traffic.tests.small_net import written

SOUTH, NORTH, WEST = 0, 1, 2  # approaches in the order of the links


@pytest.fixture
def controller(tmp_path: Path) -> Adaptive:
    network = read_net(written(tmp_path)).network
    junction = with_geometric_stages(network.junctions[0])
    return Adaptive(junction=junction, zones=zones_of(network=network, junction=junction))


def observed(
    controller: Adaptive, *, standing: dict[int, int], waiting_s: float = 0.0, dead: int = -1
) -> Observation:
    """So many vehicles at each line, seven metres apart."""
    lanes: dict[int, LaneObservation] = {}
    for place, lane in enumerate(controller.junction.approach_lanes):
        count = standing.get(place, 0)
        lanes[lane] = LaneObservation(
            lane=lane,
            distance_m=np.arange(count, dtype=np.float64) * 7.0,
            speed_ms=np.zeros(count),
            waiting_s=np.full(count, waiting_s),
            share=np.ones(count),
            vehicle_class=np.full(count, 2, dtype=np.int8),
            passed=0,
            occupancy=0.0,
            health=Health.FAILED if place == dead else Health.HEALTHY,
        )
    return Observation(0.0, lanes, {}, np.ones(4, dtype=np.bool_))


def signal(*, stage: int = 0, age_s: float = 5.0, red_s: float = 0.0) -> SignalState:
    """A running stage; the last link has been red for so long."""
    shown = ("GgGr", "rrrG", "GGrr")[stage]
    return SignalState(0.0, stage, Interval.GREEN, age_s, shown, np.array([0.0, 0.0, 0.0, red_s]))


def test_an_empty_street_keeps_its_stage(controller: Adaptive) -> None:
    decision = controller.decide(
        observation=observed(controller, standing={}), signal=signal(), inbox=()
    )
    assert (decision.stage, decision.reason) == (0, "hold")


def test_who_waits_alone_is_served(controller: Adaptive) -> None:
    decision = controller.decide(
        observation=observed(controller, standing={WEST: 2}), signal=signal(), inbox=()
    )
    assert (decision.stage, decision.reason) == (1, "rate")


def test_no_change_before_the_least_green(controller: Adaptive) -> None:
    decision = controller.decide(
        observation=observed(controller, standing={WEST: 2}), signal=signal(age_s=4.0), inbox=()
    )
    assert decision.stage == 0


def test_an_old_red_comes_before_any_rate(controller: Adaptive) -> None:
    decision = controller.decide(
        observation=observed(controller, standing={NORTH: 10, WEST: 1}),
        signal=signal(red_s=101.0),
        inbox=(),
    )
    assert (decision.stage, decision.reason) == (1, "max_red")


def test_waiting_counts_less_the_more_work_there_is(controller: Adaptive) -> None:
    calm = observed(controller, standing={WEST: 2})
    full = observed(controller, standing={NORTH: 14, SOUTH: 14, WEST: 12})
    assert controller.work_s(calm) == 3 + 2 + 2 * 2
    assert controller.waiting_weight(calm) == 0.05
    assert controller.work_s(full) > 60
    assert controller.waiting_weight(full) == 0.0


def test_who_is_far_counts_the_more_the_more_work_there_is(controller: Adaptive) -> None:
    """Eighteen at 0, 7 ... 119 m: two are beyond 110 m. Work of 3 + 2 + 36 s: calm 0.475."""
    lane = controller.junction.approach_lanes[NORTH]
    some = controller.arrivals(observed(controller, standing={NORTH: 18}))[lane]
    assert [each.weight for each in some] == [1.0] * 16 + [pytest.approx(0.525)] * 2
    full = observed(controller, standing={NORTH: 18, SOUTH: 14, WEST: 14})
    assert {each.weight for each in controller.arrivals(full)[lane]} == {1.0}


def test_no_green_is_held_for_who_is_far(controller: Adaptive) -> None:
    """One waits; a platoon comes on the other street, 120 m away: it is not waited for."""
    seen = observed(controller, standing={NORTH: 2, WEST: 1})
    north = controller.junction.approach_lanes[NORTH]
    near, far = np.array([60.0, 67.0]), np.array([120.0, 127.0])
    stages = [
        controller.decide(
            observation=replace(
                seen,
                lanes={**seen.lanes, north: replace(seen.lanes[north], distance_m=distance_m)},
            ),
            signal=signal(),
            inbox=(),
        ).stage
        for distance_m in (near, far)
    ]
    assert stages == [0, 1]


def test_a_queue_back_to_the_crossing_upstream_counts_double(controller: Adaptive) -> None:
    lane = controller.junction.approach_lanes[WEST]
    controller._storage_m = {lane: 40.0}
    short = controller.arrivals(observed(controller, standing={WEST: 4}))
    long = controller.arrivals(observed(controller, standing={WEST: 6}))
    assert {each.weight for each in short[lane]} == {1.0}
    assert {each.weight for each in long[lane]} == {2.0}


def test_an_unseen_queue_that_may_spill_back_counts_double_too(controller: Adaptive) -> None:
    lane = controller.junction.approach_lanes[WEST]
    seen = observed(controller, standing={}, dead=WEST)
    for _ in range(100):  # red for its street: some five are thought to have come
        controller.decide(observation=seen, signal=signal(), inbox=())
    far = controller.arrivals(seen)[lane][0].weight
    controller._storage_m = {lane: 30.0}
    assert controller.arrivals(seen)[lane][0].weight == 2.0 * far


def test_a_dead_detector_does_not_starve_its_lane(controller: Adaptive) -> None:
    """The street before it is thought to fill, until it is served for what may be there."""
    served: list[int] = []
    seen = observed(controller, standing={NORTH: 2}, dead=WEST)
    for _ in range(120):
        decision = controller.decide(observation=seen, signal=signal(), inbox=())
        served.append(decision.stage)
    assert served[0] == 0
    assert served[-1] == 1
