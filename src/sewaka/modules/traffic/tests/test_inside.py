"""Who stands inside the crossing, by the counts of its lines and exits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sewaka.modules.traffic.control.inside import Inside
from sewaka.modules.traffic.control.observe import ExitObservation, LaneObservation, Observation
from sewaka.modules.traffic.control.senses import Senses
from sewaka.modules.traffic.control.sumo.detectors import Detectors
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.control.sumo.street import Seen
from sewaka.modules.traffic.tests.small_net import written


def observed(*, crossed: int = 0, left: int = 0) -> Observation:
    nothing = np.zeros(0)
    lane = LaneObservation(
        lane=0,
        distance_m=nothing,
        speed_ms=nothing,
        waiting_s=nothing,
        share=nothing,
        vehicle_class=np.zeros(0, dtype=np.int8),
        passed=crossed,
        occupancy=0.0,
    )
    exit_lane = ExitObservation(9, 0, 0.0, 0.0, entered=left)
    return Observation(0.0, {0: lane}, {9: exit_lane}, np.zeros(4, dtype=np.bool_))


def after(*counts: tuple[int, int]) -> list[int]:
    """How many stand inside after each second of (crossed a line, left by an exit)."""
    inside = Inside()
    return [inside.standing(observed(crossed=into, left=out)) for into, out in counts]


def test_who_crosses_on_his_way_does_not_stand() -> None:
    assert after((1, 0), (1, 0), (1, 1), (0, 1), (0, 1)) == [0] * 5


def test_who_has_not_left_after_four_seconds_stands_until_he_leaves() -> None:
    """Two wait for their gap; a third drives by."""
    counts = [(2, 0), (1, 0), (0, 0), (0, 1), (0, 0), (0, 0), (0, 1), (0, 1)]
    assert after(*counts) == [0, 0, 0, 0, 1, 2, 1, 0]


def test_what_the_counts_missed_is_forgotten_when_nobody_moves() -> None:
    assert after((1, 0), *[(0, 0)] * 20) == [0] * 4 + [1] * 16 + [0]
    assert after((0, 3), (1, 0), *[(0, 0)] * 4)[-1] == 1  # and nobody is missing


def test_without_exit_counts_nobody_is_inside() -> None:
    inside = Inside()
    blind = replace(observed(crossed=1), exits={})
    assert [inside.standing(blind) for _ in range(8)] == [0] * 8


def seen(position_m: float) -> Seen:
    return Seen(position_m, 10.0, 0.0, 5.0, "passenger")


@pytest.mark.parametrize("way", ["north_in_0", "south_in_0"])
def test_the_loops_count_on_a_lane_of_one_metre_too(tmp_path: Path, way: str) -> None:
    """The lane of 0.9 m is jumped over between two seconds; the exit is only seen once reached."""
    net = read_net(written(tmp_path))
    junction = net.network.junctions[0]
    detectors = Detectors(net=net, junction=junction)
    before, inner, out = {
        "north_in_0": ("north_in_0", ":c_2_0", "south_out_0"),
        "south_in_0": ("far_0", ":c_0_0", "north_out_0"),
    }[way]
    counts = []
    for second, lane in enumerate((before, inner, inner, out, out)):
        found = detectors.observe(vehicles={lane: {"a": seen(1.0)}}, now_s=float(second))
        crossed = sum(each.passed for each in found.lanes.values())
        counts.append((crossed, sum(each.entered for each in found.exits.values())))
    assert counts == [(0, 0), (1, 0), (0, 0), (0, 1), (0, 0)]


def test_who_is_through_within_a_second_is_counted_at_both(tmp_path: Path) -> None:
    net = read_net(written(tmp_path))
    detectors = Detectors(net=net, junction=net.network.junctions[0])
    detectors.observe(vehicles={"north_in_0": {"a": seen(199.0)}}, now_s=0.0)
    found = detectors.observe(vehicles={"south_out_0": {"a": seen(3.0)}}, now_s=1.0)
    assert sum(each.passed for each in found.lanes.values()) == 1
    assert sum(each.entered for each in found.exits.values()) == 1


def test_the_shell_is_told(tmp_path: Path) -> None:
    senses = Senses(junction=read_net(written(tmp_path)).network.junctions[0])
    told = [
        senses.sensing(observation=observed(crossed=crossed)).is_occupied
        for crossed in (1, 0, 0, 0, 0)
    ]
    assert told == [False, False, False, False, True]
