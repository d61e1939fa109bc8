"""What is learnt from stop-line counts, and what may stand before a dead detector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sewaka.modules.traffic.control.estimate import Discharge, SilentLanes
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import (
    Health,
    Interval,
    LaneObservation,
    Observation,
    SignalState,
)
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.tests.small_net import written


def seen(lane: int, *, count: int, passed: int = 0, is_dead: bool = False) -> LaneObservation:
    """So many vehicles, seven metres apart from the line on."""
    return LaneObservation(
        lane=lane,
        distance_m=np.arange(count, dtype=np.float64) * 7.0,
        speed_ms=np.zeros(count),
        waiting_s=np.zeros(count),
        share=np.ones(count),
        vehicle_class=np.full(count, 2, dtype=np.int8),
        passed=passed,
        occupancy=0.0,
        health=Health.FAILED if is_dead else Health.HEALTHY,
    )


def observed(*lanes: LaneObservation) -> Observation:
    """An observation of these lanes only."""
    return Observation(0.0, {each.lane: each for each in lanes}, {}, np.zeros(4, dtype=np.bool_))


def signal(*, age_s: float = 10.0, indications: str = "GgGr") -> SignalState:
    """The first stage, green for so long."""
    return SignalState(0.0, 0, Interval.GREEN, age_s, indications, np.zeros(4))


def after(seconds: int, *, passed_each: int, count: int = 3) -> float | None:
    """The learnt rate of a lane from which a vehicle leaves every `passed_each` seconds."""
    learnt = Discharge(priors={(0, 7): 1.0}, headway_s=2.0)
    for second in range(seconds):
        passed = int(second % passed_each == 0)
        learnt.look(observation=observed(seen(7, count=count, passed=passed)), signal=signal())
    return learnt.rate(stage=0, lane=7)


def test_a_queue_that_leaves_slowly_lowers_the_rate() -> None:
    assert after(0, passed_each=2) == 1.0
    assert after(100, passed_each=2) == pytest.approx(1.0, abs=0.02)
    assert after(100, passed_each=8) == pytest.approx(0.45, abs=0.05)


def test_a_lane_without_a_queue_teaches_nothing() -> None:
    assert after(100, passed_each=1_000, count=0) == 1.0


def test_what_was_learnt_is_forgotten() -> None:
    learnt = Discharge(priors={(0, 7): 1.0}, headway_s=2.0)
    queue = observed(seen(7, count=3))
    for _ in range(100):
        learnt.look(observation=queue, signal=signal())
    low = learnt.rate(stage=0, lane=7)
    for _ in range(2_000):
        learnt.look(observation=queue, signal=signal(age_s=0.0))
    later = learnt.rate(stage=0, lane=7)
    assert low is not None
    assert low < 0.3
    assert later is not None
    assert later > 0.9
    assert learnt.rate(stage=0, lane=8) is None


@pytest.fixture
def junction(tmp_path: Path) -> Junction:
    return read_net(written(tmp_path)).network.junctions[0]


def test_a_dead_detector_gets_the_queue_of_its_neighbours_flow(junction: Junction) -> None:
    south, _, west = junction.approach_lanes
    silent = SilentLanes(junction=junction, headway_s=2.0)
    for _ in range(100):
        lanes = observed(seen(south, count=1), seen(west, count=0, is_dead=True))
        silent.look(observation=lanes, signal=signal())
    queue = silent.queues()
    assert set(queue) == {west}
    assert 3 <= len(queue[west]) <= 5  # 0.05 vehicles a second at first, fewer as none is counted
    assert queue[west][0][1] > queue[west][-1][1]  # the first has waited longest
    for _ in range(20):
        lanes = observed(seen(south, count=1), seen(west, count=0, is_dead=True))
        silent.look(observation=lanes, signal=signal(indications="rrrG"))
    assert silent.queues()[west] == []
