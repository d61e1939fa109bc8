"""What is learnt from stop-line counts, and what may stand before a dead detector."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sewaka.modules.traffic.control.estimate import Discharge, SilentLanes
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import (
    ExitObservation,
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


def is_dead(silent: SilentLanes, lane: int, *, come: int, indications: str) -> None:
    """One second in which so many come onto an exit of the lane; nobody is counted over a line."""
    links = silent.junction.links
    way = next(link.to_lane for link in links if link.from_lane == lane)
    exits = {link.to_lane: ExitObservation(link.to_lane, 0, 0.0, 0.0) for link in links}
    exits[way] = replace(exits[way], entered=come)
    lanes = {
        each: seen(each, count=0, is_dead=each == lane) for each in silent.junction.approach_lanes
    }
    silent.look(
        observation=Observation(0.0, lanes, exits, np.zeros(4, dtype=np.bool_)),
        signal=signal(indications=indications),
    )


def test_who_comes_onto_its_exit_has_come_from_the_dead_lane_and_others_follow(
    junction: Junction,
) -> None:
    west = junction.approach_lanes[2]
    silent = SilentLanes(junction=junction, headway_s=2.0)
    for second in range(20):  # more than were thought to stand there
        is_dead(silent, west, come=second % 2, indications="rrrG")
        assert second < 1 or silent.queues()[west]
    assert not silent.spent()
    for _ in range(6):
        is_dead(silent, west, come=0, indications="rrrG")
    assert silent.spent() == {west}
    assert silent.queues()[west] == []


def test_the_flow_of_a_dead_lane_is_learnt(junction: Junction) -> None:
    """Twelve in each minute; the other lanes are empty."""
    west = junction.approach_lanes[2]
    silent = SilentLanes(junction=junction, headway_s=2.0)
    for second in range(1200):
        lamps = "GgGr" if second % 60 < 30 else "rrrG"
        come = int(lamps == "rrrG" and second % 2 == 0 and second % 60 < 54)
        is_dead(silent, west, come=come, indications=lamps)
    for _ in range(30):
        is_dead(silent, west, come=0, indications="GgGr")
    assert 5 <= len(silent.queues()[west]) <= 7  # half a minute's


def test_who_may_come_from_a_living_lane_tells_nothing(junction: Junction) -> None:
    """From south and north one drives to other exits; from south and west to none in common."""
    south = junction.approach_lanes[0]
    silent = SilentLanes(junction=junction, headway_s=2.0)
    shared = tuple(replace(link, to_lane=9) for link in junction.links)
    together = SilentLanes(junction=replace(junction, links=shared), headway_s=2.0)
    for each in (silent, together):
        for lamps in ["rrrG"] * 60 + ["GGGr"] * 12:
            is_dead(each, south, come=0, indications=lamps)
    assert silent.spent() == {south}
    assert not together.spent()


def test_before_a_yielding_green_one_may_be_left(junction: Junction) -> None:
    """Nobody comes: nobody is there, or the first finds no gap."""
    south = junction.approach_lanes[0]
    silent = SilentLanes(junction=junction, headway_s=2.0)
    for lamps in ["rrrG"] * 60 + ["GgGr"] * 12:
        is_dead(silent, south, come=0, indications=lamps)
    assert silent.spent() == {south}
    assert len(silent.queues()[south]) == 1
