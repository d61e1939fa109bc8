"""The street of point queues: worked examples, conservation, and what SUMO's interface promises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sewaka.modules.traffic.control.demand import (
    DENPASAR_MIX,
    Demand,
    Inflow,
    Journey,
    Kind,
    journeys,
    ways_on,
)
from sewaka.modules.traffic.control.local import UNKNOWN_GAP_S
from sewaka.modules.traffic.control.network import Junction, Lane, Link, Network, Stage, Turn
from sewaka.modules.traffic.control.observe import Health
from sewaka.modules.traffic.control.queue_sim import QueueStreet
from sewaka.modules.traffic.control.senses import Senses
from sewaka.modules.traffic.control.sumo.detectors import Detectors
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.tests.small_net import NET, written

# 0 leads to 1 over indication 0; 2 leads to 3 over indication 1, against it and yielding to it.
CARS = ("in", "out", "across", "away")


def a_road(*, length_m: float = 200.0, out_m: float = 200.0) -> Network:
    conflict = np.array([[False, True], [True, False]])
    return Network(
        lanes=tuple(
            Lane(number, length, 10.0, 3.25)
            for number, length in enumerate((length_m, out_m, length_m, 200.0))
        ),
        next_lanes=((1,), (), (3,), ()),
        previous_lanes=((), (0,), (), (2,)),
        junctions=(
            Junction(
                id=0,
                size=2,
                links=(Link(0, 0, 1, Turn.THROUGH), Link(1, 2, 3, Turn.RIGHT)),
                stages=(Stage(0, "Gr"), Stage(1, "rG"), Stage(2, "Gg")),
                conflicts=conflict,
                yields=np.array([[False, False], [True, False]]),
                clearance_s=np.zeros((3, 3)),
            ),
        ),
    )


def a_street(trips: list[Journey], *, network: Network | None = None) -> QueueStreet:
    return QueueStreet(
        network=network or a_road(), lane_names=CARS, signal_names=("x",), trips=trips
    )


def test_a_long_way_across_does_not_thin_a_queue_out(tmp_path: Path) -> None:
    """Cars 2 s apart leave 2 s apart, though each needs 3 s to cross: 22 in 45 s of green."""
    text = NET.replace(
        'id=":c_2_0" index="0" speed="13.9" length="10"',
        'id=":c_2_0" index="0" speed="13.9" length="45"',
    )
    net = read_net(written(tmp_path, text))
    ids = {name: number for number, name in enumerate(net.lane_names)}
    way = (ids["north_in_0"], ids["south_out_0"])
    street = QueueStreet(
        network=net.network, lane_names=net.lane_names, signal_names=net.signal_names,
        trips=[Journey(0.0, Kind.CAR, way) for _ in range(28)],
    )  # fmt: skip
    for second in range(105):
        street.show("c", "rrrr" if second < 60 else "GgGr")
        street.step()
    assert street.totals[0].passed == 22


def cars(number: int, *, path: tuple[int, ...] = (0, 1), at_s: float = 0.0) -> list[Journey]:
    return [Journey(at_s, Kind.CAR, path)] * number


def run(street: QueueStreet, seconds: int, shown: str | None = None) -> None:
    if shown:
        street.show("x", shown)
    for _ in range(seconds):
        street.step()


def test_a_vehicle_alone_loses_nothing() -> None:
    street = a_street(cars(1))
    run(street, 45)
    found = street.results()
    assert (found.arrived, found.delay_s, found.duration_s) == (1, 0.0, 40.0)


def test_a_queue_leaves_two_seconds_apart_after_two_seconds_of_loss() -> None:
    street = a_street(cars(5))
    run(street, 60, "rG")
    assert street.totals[0].passed == 0
    passed = []
    street.show("x", "Gr")
    for _ in range(13):
        street.step()
        passed.append(street.totals[0].passed)
    assert passed == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5]
    assert street.totals[0].longest_queue == 5


def test_it_stacks_and_starts_to_move_from_the_front() -> None:
    street = a_street(cars(3))
    run(street, 60, "rG")
    seen = sorted(street.vehicles()["in"].values(), key=lambda each: -each.position_m)
    assert [each.position_m for each in seen] == [200.0, 193.0, 186.0]
    assert [each.speed_ms for each in seen] == [0.0] * 3
    assert seen[0].waiting_s == pytest.approx(60.0 - 20.0)
    run(street, 3, "Gr")
    assert [each.speed_ms for each in street.vehicles()["in"].values()] == [10.0, 0.0]


def test_two_motorcycle_queues_are_shorter_and_faster() -> None:
    street = a_street([Journey(0.0, Kind.MOTORCYCLE, (0, 1))] * 20)
    run(street, 60, "rG")
    assert min(each.position_m for each in street.vehicles()["in"].values()) == (
        pytest.approx(200.0 - 19 * 0.8)
    )
    run(street, 9, "Gr")
    assert street.totals[0].passed == 20


def test_uniform_delay_is_that_of_the_formula() -> None:
    """0.5·s·(1−RH)²/(1−RH·DJ) for a stream; every 6 s one car, as here, it is 128 s for 10 cars."""
    trips = [Journey(6.0 * number, Kind.CAR, (0, 1)) for number in range(600)]
    street = a_street(trips)
    for second in range(3600):
        street.show("x", "Gr" if second % 60 < 32 else "rG")  # 2 s are lost at its begin
        street.step()
    ratio, flow = 30 / 60, 600 / 1800
    expected = 0.5 * 60 * (1 - ratio) ** 2 / (1 - flow)
    assert street.totals[0].mean_delay_s == pytest.approx(12.8, abs=0.05)
    assert street.totals[0].mean_delay_s == pytest.approx(expected, rel=0.15)


def test_a_yielding_stream_waits_for_a_gap() -> None:
    street = a_street(cars(6) + cars(1, path=(2, 3)))
    run(street, 25, "rr")
    street.show("x", "Gg")
    left = []
    for _ in range(20):
        street.step()
        left.append(len(street.vehicles().get("in", {})))
        if "across" not in street.vehicles():
            break
    assert left[-1] == 0
    assert len(left) > 10


def test_a_full_road_spills_back() -> None:
    network = a_road(out_m=30.0)
    street = a_street(cars(40), network=network)
    street.closed.add(1)
    run(street, 400, "Gr")
    assert len(street.vehicles()["out"]) == 4
    assert len(street.vehicles()["in"]) == 28
    assert street.results().never_inserted == 8
    street.closed.clear()
    run(street, 200)
    assert street.results().arrived == 40


def test_in_yellow_only_the_first_two_seconds_are_used() -> None:
    street = a_street(cars(8))
    run(street, 60, "rG")
    run(street, 6, "Gr")
    passed = street.totals[0].passed
    run(street, 3, "yr")
    assert street.totals[0].passed == passed + 1
    run(street, 30, "rG")
    assert street.totals[0].passed == passed + 1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 2500), st.sampled_from(["Gr", "rG", "Gg"]))
def test_nobody_is_lost_and_the_same_seed_is_the_same_run(
    seed: int, flow: float, shown: str
) -> None:
    demand = Demand((Inflow(0, flow, 0, 300), Inflow(2, flow, 0, 300)), mix=DENPASAR_MIX)
    network = a_road()
    trips = journeys(network=network, demand=demand, seed=seed)
    runs = []
    for _ in range(2):
        street = a_street(list(trips), network=network)
        run(street, 320, shown)
        runs.append(street.results())
    assert runs[0] == runs[1]
    assert runs[0].arrived + runs[0].running + runs[0].never_inserted == len(trips)
    assert runs[0].delay_s >= 0


def test_ways_lead_through_the_inside_of_a_junction(tmp_path: Path) -> None:
    net = read_net(written(tmp_path))
    ids = {name: number for number, name in enumerate(net.lane_names)}
    ways = ways_on(network=net.network)
    assert ways[ids["south_in_0"]] == {ids["north_out_0"]: 10.0, ids["west_out_0"]: 12.0}
    assert ways[ids[":c_0_0"]] == {}


def test_turn_shares_are_kept(tmp_path: Path) -> None:
    net = read_net(written(tmp_path))
    ids = {name: number for number, name in enumerate(net.lane_names)}
    shares = {ids["south_in_0"]: {ids["north_out_0"]: 0.9, ids["west_out_0"]: 0.1}}
    demand = Demand((Inflow(ids["far_0"], 3600.0),), shares)
    trips = journeys(network=net.network, demand=demand, seed=3)
    north = sum(trip.path[-1] == ids["north_out_0"] for trip in trips)
    assert len(trips) == pytest.approx(3600, rel=0.06)
    assert north / len(trips) == pytest.approx(0.9, abs=0.02)


def test_the_detectors_of_sumo_read_it(tmp_path: Path) -> None:
    net: NetFile = read_net(written(tmp_path))
    ids = {name: number for number, name in enumerate(net.lane_names)}
    trips = [Journey(0.0, Kind.CAR, (ids["west_in_0"], ids["east_out_0"]))] * 3
    street = QueueStreet(
        network=net.network,
        lane_names=net.lane_names,
        signal_names=net.signal_names,
        trips=trips,
    )
    street.show("c", "GgGr")
    run_seconds = 30
    for _ in range(run_seconds):
        street.step()
    junction = net.network.junctions[0]
    detectors = Detectors(net=net, junction=junction)
    observation = detectors.observe(vehicles=street.vehicles(), now_s=street.now_s)
    seen = observation.lanes[ids["west_in_0"]]
    assert seen.distance_m.tolist() == [0.0, 7.0, 14.0]
    assert observation.calls.tolist() == [False, False, False, True]
    senses = Senses(junction=junction)
    sensing = senses.sensing(observation=observation)
    assert sensing.calls == (False, False, False, True)
    assert sensing.gap_s[3] == 0.0
    assert sensing.gap_s[0] == float("inf")


def test_dead_detectors_call_and_are_counted(tmp_path: Path) -> None:
    net = read_net(written(tmp_path))
    junction = net.network.junctions[0]
    detectors = Detectors(net=net, junction=junction)
    observation = detectors.observe(vehicles={}, now_s=5.0)
    south, north, west = junction.approach_lanes
    object.__setattr__(observation.lanes[west], "health", Health.FAILED)
    senses = Senses(junction=junction, approaches=((south, north), (west,)))
    sensing = senses.sensing(observation=observation)
    assert sensing.calls == (False, False, False, True)
    assert sensing.gap_s[3] == UNKNOWN_GAP_S
    assert sensing.junction_dead == pytest.approx(1 / 3)
    assert sensing.approach_dead == 1.0
