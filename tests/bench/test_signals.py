"""Signals without SUMO: what dying detectors cost, and how long a what-if takes.

A drawn town of twelve junctions, an hour, on the street of point queues. Nothing is asserted; the
bars stand beside the figures.
"""

from __future__ import annotations

import os
import time
from statistics import fmean

import pytest

from sewaka.modules.traffic.control.conformance.ambulance import ride
from sewaka.modules.traffic.control.conformance.drawn_town import drawn_town, town_demand
from sewaka.modules.traffic.control.controllers.service_rate import ServiceRate
from sewaka.modules.traffic.control.demand import journeys
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.noise import Fault
from sewaka.modules.traffic.control.observe import Controller, Mode
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.queue_sim import QueueStreet
from sewaka.modules.traffic.control.sumo.detectors import Detectors
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.control.sumo.routes import read_journeys
from sewaka.modules.traffic.control.timing import benchmark_timing
from sewaka.modules.traffic.control.town import Town
from sewaka.modules.traffic.control.what_if import CRUISE, compare, run_plans
from sewaka.modules.traffic.tests.shared_nets import shared_net
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench
SECONDS = int(os.environ.get("BENCH_SECONDS", "3600"))
FLOW_H = 350.0
SEEDS = (1, 2)
RIDES = int(os.environ.get("BENCH_RIDES", "10"))
# Begin of the hour, and the delay under the net's own program in SUMO 1.28.0, mean of seeds 1-3.
OWN_PROGRAMS = {
    "cologne1": (25200, 42.9),
    "ingolstadt1": (57600, 29.3),
    "cologne3": (25200, 35.8),
    "grid4x4": (0, 91.5),
    "arterial4x4": (0, 1470.7),
}
DEAD = (0.0, 0.1, 0.2, 0.4, 0.7, 1.0)


def adaptive(_net: NetFile, junction: Junction, detectors: Detectors) -> Controller:
    return ServiceRate(junction=junction, zones=detectors.zones)


def day_plan(code: str, main: float, turn: float) -> StagePlan:
    return StagePlan(code, tuple(Split(stage, (main, turn)[stage % 2]) for stage in range(4)))


def hour(net: NetFile, *, seed: int, dead: float, mode: Mode) -> tuple[float, dict[str, float]]:
    """Mean delay, and the part of the time in each mode."""
    demand = town_demand(net=net, vehicles_h=FLOW_H, until_s=float(SECONDS))
    street = QueueStreet(
        network=net.network,
        lane_names=net.lane_names,
        signal_names=net.signal_names,
        trips=journeys(network=net.network, demand=demand, seed=seed),
    )
    junctions = net.network.junctions
    town = Town(
        net=net,
        street=street,
        timings=[benchmark_timing(junction=each) for each in junctions],
        build=adaptive,
        plans={each.id: day_plan("day", 25.0, 15.0) for each in junctions},
        fault=Fault(dead=dead, seed=seed),
        mode=mode,
    )
    for _ in range(SECONDS):
        town.second()
    total = sum(town.modes.values())
    return street.results().delay_s, {
        mode.value: round(count / total, 2) for mode, count in sorted(town.modes.items())
    }


def test_what_dying_detectors_cost(tell: Tell) -> None:
    """Bar: rises monotonically, never above the plan of the day + 5 %."""
    net = drawn_town(columns=4, rows=3)
    plan = fmean(hour(net, seed=seed, dead=0.0, mode=Mode.SCHEDULED)[0] for seed in SEEDS)
    tell(f"plan of the day: {plan:.1f} s per vehicle")
    for dead in DEAD:
        runs = [hour(net, seed=seed, dead=dead, mode=Mode.ADAPTIVE) for seed in SEEDS]
        delay = fmean(delay for delay, _ in runs)
        tell(f"{dead:4.0%} dead: {delay:6.1f} s, {delay / plan:.2f} of the plan; {runs[0][1]}")


def test_how_long_a_what_if_takes(tell: Tell) -> None:
    """Bar: 12 junctions, an hour, two plans, five seeds in 60 s."""
    net = drawn_town(columns=4, rows=3)
    demand = town_demand(net=net, vehicles_h=FLOW_H, until_s=float(SECONDS))
    timings = [benchmark_timing(junction=each) for each in net.network.junctions]
    began = time.perf_counter()
    runs = [
        [
            run_plans(
                net=net,
                timings=timings,
                plans={each.id: plan for each in net.network.junctions},
                demand=demand,
                seconds=SECONDS,
                seed=seed,
            )
            for seed in range(5)
        ]
        for plan in (day_plan("A", 25.0, 15.0), day_plan("B", 35.0, 15.0))
    ]
    found = compare(a=runs[0], b=runs[1]).whole
    assert found is not None
    tell(
        f"what-if in {time.perf_counter() - began:.1f} s: A {found.a.value:.1f} s, B"
        f" {found.b.value:.1f} s, B - A {found.difference.value:+.1f} s"
        f" ({found.difference.low:+.1f} to {found.difference.high:+.1f})"
    )


@pytest.mark.parametrize("mode", [Mode.ADAPTIVE, Mode.SCHEDULED])
def test_an_ambulance(mode: Mode, tell: Tell) -> None:
    """Bar: 70 % less delay over ten seeds; the signals as before within two cycles."""
    build = adaptive if mode is Mode.ADAPTIVE else None
    without, given = (
        [
            ride(build=build, mode=mode, seed=seed, has_priority=has_priority)
            for seed in range(RIDES)
        ]
        for has_priority in (False, True)
    )
    before, after = (fmean(each.delay_s for each in rides) for rides in (without, given))
    tell(
        f"{mode.value}: ambulance loses {before:.1f} s without and {after:.1f} s with priority"
        f" ({after / before - 1.0:+.0%}); recovery at most"
        f" {max(each.recovery_s for each in given):.0f} s"
    )


@pytest.mark.parametrize("name", OWN_PROGRAMS)
def test_point_queues_against_sumo(name: str, tell: Tell) -> None:
    """Bar: mean delay within 15 % of SUMO's."""
    path = shared_net(name)
    net = read_net(path)
    begin_s, sumo_s = OWN_PROGRAMS[name]
    routes = next(path.parent.glob("*.rou.xml"))
    trips, _lost = read_journeys(
        path=routes, net=net, begin_s=float(begin_s), end_s=begin_s + 3600.0
    )
    street = QueueStreet(
        network=net.network,
        lane_names=net.lane_names,
        signal_names=net.signal_names,
        trips=trips,
        begin_s=float(begin_s),
        cruise=CRUISE,
    )
    for second in range(begin_s, begin_s + 3600):
        for signal, junction in zip(net.signal_names, net.network.junctions, strict=True):
            street.show(signal, junction.plans[-1].indications_at(t_s=float(second)))
        street.step()
    delay = street.results().delay_s
    tell(f"{name}: {delay:.1f} s, SUMO {sumo_s:.1f} s, {delay / sumo_s - 1.0:+.0%}")
