"""An ambulance through the demo's town on point queues, asked for through the engine.

    make bench ARGS=tests/bench/test_priority.py             ten seeds, some ten minutes
    BENCH_SEEDS=1,2 BENCH_STREET=sumo make bench ARGS=...    on SUMO, four minutes a seed

The whole way but for HTTP and the tables: its radio's words become rows, the engine serves them,
the wire is in memory, field units decide behind their shells. Each seed is driven twice, with the
same vehicles: the second time nobody hears the radio. Bars (printed, not asserted): 70 % less
delay, side streets as before within two cycles of the junction's plan.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

import pytest

from sewaka.modules.traffic.control.demand import ways_on
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.sumo.routes import EdgeMap
from sewaka.modules.traffic.street import denpasar12
from sewaka.modules.traffic.street.simulators import OnSumo
from sewaka.modules.traffic.tests.riding import NET, WAYS, Drive
from sewaka.modules.traffic.tests.test_living_street import SEVEN
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench
SEEDS = [int(one) for one in os.environ.get("BENCH_SEEDS", "1,2,3,4,5,6,7,8,9,10").split(",")]
SCALE = 0.5  # of the weights: the demo's own
ON_SUMO = os.environ.get("BENCH_STREET", "") == "sumo"
WARM_S = 600
BEGIN, END = "B08", "B09"
ON_THE_WAY = {"J05": "B08-J05", "J06": "J05-J06", "J07": "J06-J07"}


@dataclass(frozen=True, slots=True)
class Ride:
    """Seconds lost; by junction the seconds of PREEMPT and RECOVERY, and how many stand aside.

    `aside`: by junction and second, vehicles that stand on the arms that it does not come from.
    """

    delay_s: float
    preempted: dict[str, tuple[float, float, float]]  # begins, gives way to recovery, is as before
    aside: dict[str, dict[int, int]]


def free_s() -> float:
    """The way at the limit, junctions' insides too."""
    lanes = EdgeMap(NET).lanes(WAYS.between(BEGIN, END))
    inside = ways_on(network=NET.network)
    found = [NET.network.lanes[lane] for lane in lanes]
    roads_s = sum(lane.length_m / lane.speed_ms for lane in found)
    across = pairwise(lanes)
    return roads_s + sum(
        inside[lane].get(after, 0.0) / NET.network.lanes[lane].speed_ms for lane, after in across
    )


def ride(*, seed: int, has_priority: bool) -> Ride:
    """From end to end, after ten minutes of the morning's traffic, and five minutes more."""
    simulator = OnSumo(net=denpasar12.NET, begin_s=SEVEN, seed=seed) if ON_SUMO else None
    drive = Drive(seed=seed, scale=SCALE, simulator=simulator)
    aside: dict[str, dict[int, int]] = {code: {} for code in ON_THE_WAY}

    def run(seconds: int) -> None:
        for _ in range(seconds):
            drive.run(1)
            for code, road in ON_THE_WAY.items():
                sight = drive.city.engine.desks[code].sight
                aside[code][round(drive.city.street.now_s)] = sum(
                    one.last.queue
                    for name, one in sight.detectors.items()
                    if one.last is not None and not name.startswith(f"{road}_")
                )

    run(WARM_S)
    drive.ledger.is_deaf = not has_priority
    drive.send(begin=BEGIN, end=END)
    before_s = drive.city.street.now_s
    while drive.vehicle is not None and not drive.vehicle.is_done:
        run(1)
    delay_s = drive.city.street.now_s - before_s - free_s()
    run(300)
    drive.city.street.simulator.close()
    return Ride(delay_s, {code: _span(drive, code) for code in ON_THE_WAY}, aside)


def _span(drive: Drive, code: str) -> tuple[float, float, float]:
    changes = drive.modes[code]
    at = next((at for at, (_, mode) in enumerate(changes) if mode is Mode.PREEMPT), None)
    if at is None:
        return 0.0, 0.0, 0.0
    over = next(after for after, mode in changes[at:] if mode is not Mode.PREEMPT)
    normal = next(
        after for after, mode in changes[at:] if mode not in {Mode.PREEMPT, Mode.RECOVERY}
    )
    return changes[at][0], over, normal


def test_an_ambulance_and_the_side_streets(tell: Tell) -> None:
    cycles = {code: Drive().city.street.units[code].plan.cycle_s for code in ON_THE_WAY}
    lost, without, recovered, more, within = [], [], [], [], 0
    for seed in SEEDS:
        with_it, twin = (ride(seed=seed, has_priority=on) for on in (True, False))
        lost.append(with_it.delay_s)
        without.append(twin.delay_s)
        line = []
        for code, (began, over, normal) in with_it.preempted.items():
            if not began:
                line.append(f"{code} not pre-empted")
                continue
            after = round(over + 2 * cycles[code])
            difference = with_it.aside[code].get(after, 0) - twin.aside[code].get(after, 0)
            at_once = with_it.aside[code][round(over)] - twin.aside[code].get(round(over), 0)
            recovered.append(normal - over)
            more.append(difference)
            within += normal - over <= 2 * cycles[code]
            line.append(
                f"{code} {over - began:.0f} s taken, as before after {normal - over:.0f} s,"
                f" aside {at_once:+d} then {difference:+d}"
            )
        tell(
            f"seed {seed}: {twin.delay_s:.0f} s lost without, {with_it.delay_s:.0f} s with; "
            + "; ".join(line)
        )
    saved = 100.0 * (1.0 - mean(lost) / mean(without))
    tell(
        f"{len(SEEDS)} seeds: {mean(without):.1f} s lost without, {mean(lost):.1f} s with priority:"
        f" {saved:.0f} % less (bar 70 %)"
    )
    tell(
        f"side streets: {within} of {len(recovered)} junctions as before within two cycles"
        f" ({', '.join(f'{code} {cycle:.0f} s' for code, cycle in cycles.items())}), the longest"
        f" {max(recovered):.0f} s; two cycles after, {mean(more):+.1f} vehicles stand aside against"
        " the same second without an ambulance"
    )
