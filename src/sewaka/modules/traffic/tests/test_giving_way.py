"""Who lets whom pass in the street of point queues: at a signal, and where there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sewaka.modules.traffic.control.demand import Journey, Kind
from sewaka.modules.traffic.control.giving_way import FOLLOW_UP_S, MINOR_GAP_S
from sewaka.modules.traffic.control.network import Lane
from sewaka.modules.traffic.control.queue_sim import QueueStreet
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.tests.small_net import NET, written
from sewaka.modules.traffic.tests.test_queue_sim import a_road, cars

MAJOR, MINOR = (0, 1), (2, 3)
NAMES = ("in_0", "out_0", "across_0", "away_0", "out_1")  # the last lies beside the way out


def departures(trips: list[Journey], *, gives_way: bool = True) -> list[float]:
    """Without a signal; when the vehicles of the minor road leave it, to the second."""
    yields = {MINOR: (MAJOR,)} if gives_way else {}
    town = a_road()
    lanes = (*town.lanes, Lane(4, 200.0, 10.0, 3.25))
    network = replace(
        town, lanes=lanes, next_lanes=(*town.next_lanes, ()), junctions=(), gives_way=yields
    )
    street = QueueStreet(
        network=network, lane_names=NAMES, signal_names=(),
        trips=sorted(trips, key=lambda one: one.wanted_s),
    )  # fmt: skip
    left: list[float] = []
    before = 0
    for _ in range(120):
        street.step()
        there = len(street.vehicles().get("away_0", {}))
        left += [street.now_s] * (there - before)
        before = there
        if len(left) == sum(one.path == MINOR for one in trips):
            break
    return left


@pytest.mark.parametrize("leaves", [MAJOR, (0, 4)])  # straight on, or to the lane beside
def test_a_minor_road_waits_for_the_last_of_a_platoon(leaves: tuple[int, int]) -> None:
    platoon = cars(6, path=leaves)  # 2 s apart, at the crossing from 20 to 30 s
    assert departures(platoon + cars(1, path=MINOR), gives_way=False) == [21.0]
    assert departures(platoon + cars(1, path=MINOR)) == [31.0]


def test_a_gap_is_used_if_it_is_long_enough() -> None:
    def later(gap_s: float) -> list[Journey]:
        return [*cars(1), *cars(1, at_s=gap_s), *cars(1, path=MINOR)]

    assert departures(later(MINOR_GAP_S + 1.5)) == [21.0]
    assert departures(later(MINOR_GAP_S - 1.5)) == [25.0]  # the second passes at 24.7


def test_who_waited_needs_the_follow_up_time() -> None:
    first, second, third = departures(cars(6) + cars(3, path=MINOR))
    assert third - first == pytest.approx(2 * FOLLOW_UP_S, abs=1.0)
    assert second - first == pytest.approx(FOLLOW_UP_S, abs=1.0)


def test_who_stands_before_a_full_road_does_not_hold_the_crossing() -> None:
    """Nobody leaves the major road: its exit is closed and full."""
    network = replace(a_road(out_m=30.0), junctions=(), gives_way={MINOR: (MAJOR,)})
    street = QueueStreet(
        network=network, lane_names=NAMES[:4], signal_names=(),
        trips=[*cars(8), Journey(30.0, Kind.CAR, MINOR)],
    )  # fmt: skip
    street.closed.add(1)
    for _ in range(60):
        street.step()
    assert len(street.vehicles()["in_0"]) == 4
    assert "across_0" not in street.vehicles()


def test_a_lane_beside_the_way_out_is_let_pass_in_green_too() -> None:
    town = a_road()
    network = replace(
        town, lanes=(*town.lanes, Lane(4, 200.0, 10.0, 3.25)), next_lanes=(*town.next_lanes, ())
    )
    street = QueueStreet(
        network=network, lane_names=NAMES, signal_names=("x",),
        trips=cars(6, path=(0, 4)) + cars(1, path=MINOR),
    )  # fmt: skip
    street.show("x", "Gg")
    for _ in range(29):
        street.step()
    assert "across_0" in street.vehicles()


def test_a_net_tells_who_gives_way_without_a_signal(tmp_path: Path) -> None:
    signalled = read_net(written(tmp_path))
    assert signalled.network.gives_way == {}
    net = read_net(written(tmp_path, NET.replace(' tl="c"', "")))
    ways = {
        (net.lane_names[lane], net.lane_names[to]): [net.lane_names[one] for one, _ in first]
        for (lane, to), first in net.network.gives_way.items()
    }
    assert ways == {
        ("south_in_0", "west_out_0"): ["north_in_0"],
        ("west_in_0", "east_out_0"): ["south_in_0", "south_in_0", "north_in_0"],
    }
