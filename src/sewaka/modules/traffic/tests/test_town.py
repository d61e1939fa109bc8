"""A drawn town under the shells: both sides of driving, the ladder, detectors that are dead."""

from __future__ import annotations

import pytest

from sewaka.modules.traffic.control.conformance.ambulance import ride
from sewaka.modules.traffic.control.conformance.drawn_town import drawn_town, town_demand
from sewaka.modules.traffic.control.conformance.matrix_proof import unguarded
from sewaka.modules.traffic.control.controllers.service_rate import ServiceRate
from sewaka.modules.traffic.control.corridor import crossings_of
from sewaka.modules.traffic.control.demand import journeys
from sewaka.modules.traffic.control.network import Junction, Turn
from sewaka.modules.traffic.control.noise import CLEAN, Fault
from sewaka.modules.traffic.control.observe import Controller, Mode
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.queue_sim import QueueStreet
from sewaka.modules.traffic.control.sumo.detectors import Detectors
from sewaka.modules.traffic.control.sumo.metric import Figures
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.timing import benchmark_timing
from sewaka.modules.traffic.control.town import Town

PLAN = StagePlan("day", tuple(Split(stage, 20.0) for stage in range(4)))


def adaptive(_net: NetFile, junction: Junction, detectors: Detectors) -> Controller:
    return ServiceRate(junction=junction, zones=detectors.zones)


def a_town(
    *, is_left_hand: bool = True, fault: Fault = CLEAN, mode: Mode = Mode.ADAPTIVE
) -> tuple[Town, QueueStreet]:
    net = drawn_town(columns=2, rows=1, is_left_hand=is_left_hand)
    demand = town_demand(net=net, vehicles_h=300.0, until_s=400.0)
    street = QueueStreet(
        network=net.network,
        lane_names=net.lane_names,
        signal_names=net.signal_names,
        trips=journeys(network=net.network, demand=demand, seed=4),
    )
    town = Town(
        net=net,
        street=street,
        timings=[benchmark_timing(junction=each) for each in net.network.junctions],
        build=adaptive,
        plans={0: PLAN, 1: PLAN},
        fault=fault,
        mode=mode,
    )
    return town, street


def drive(town: Town, street: QueueStreet, seconds: int = 400) -> Figures:
    for _ in range(seconds):
        town.second()
    return street.results()


@pytest.mark.parametrize("is_left_hand", [True, False])
def test_conflicts_follow_from_the_drawing(*, is_left_hand: bool) -> None:
    """16 crossings of ways, and 3 ways into each of 4 exits."""
    net = drawn_town(columns=1, rows=1, is_left_hand=is_left_hand)
    junction = net.network.junctions[0]
    assert int(junction.conflicts.sum()) // 2 == 16 + 4 * 3
    assert unguarded(junction=junction, truth=junction) == []
    across = Turn.RIGHT if is_left_hand else Turn.LEFT
    yielding = {link.turn for link in junction.links if junction.yields[link.index].any()}
    assert yielding == {across}


def test_a_mirrored_town_is_as_good() -> None:
    left, right = (drive(*a_town(is_left_hand=side)) for side in (True, False))
    assert left.arrived == pytest.approx(right.arrived, rel=0.05)
    assert left.delay_s == pytest.approx(right.delay_s, rel=0.25)


def test_the_better_steps_of_the_ladder_lose_less() -> None:
    delays = [
        drive(*a_town(mode=mode)).delay_s for mode in (Mode.ADAPTIVE, Mode.LOCAL, Mode.SCHEDULED)
    ]
    assert delays == sorted(delays)


def test_dead_detectors_take_a_signal_down_and_it_flows_on() -> None:
    town, street = a_town(fault=Fault(dead=0.999))
    assert drive(town, street).arrived > 100
    assert set(town.modes) == {Mode.SCHEDULED}


def test_an_ambulance_loses_little_and_the_side_streets_recover() -> None:
    """Two cycles of the plan are 160 s."""
    without, given = (
        ride(
            build=None,
            mode=Mode.SCHEDULED,
            seed=2,
            has_priority=has_priority,
            columns=2,
            rows=1,
        )
        for has_priority in (False, True)
    )
    assert without.is_through
    assert given.is_through
    assert given.delay_s < 0.3 * without.delay_s
    assert 0 < given.recovery_s <= 160.0


def test_the_signals_on_a_way() -> None:
    net = drawn_town(columns=2, rows=1)
    names = ("-1.0>0.0_0", "0.0>1.0_0", "1.0>2.0_0")
    path = [net.lane_names.index(name) for name in names]
    found = crossings_of(network=net.network, path=path)
    assert [(each.junction, each.lane) for each in found] == [(0, path[0]), (1, path[1])]
    for each in found:
        junction = net.network.junctions[each.junction]
        index = next(
            link.index
            for link in junction.links
            if link.from_lane == each.lane and link.turn is Turn.THROUGH
        )
        assert junction.stages[each.stage].green[index] == "G"
