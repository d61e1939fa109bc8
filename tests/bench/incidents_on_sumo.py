"""The demo's street on SUMO with the engine beside it, as fast as it goes: which alarms there are.

    python -m tests.bench.incidents_on_sumo SEED BEGIN_H HOURS [BREAKDOWNS]

Prints JSON: alarms as (seconds since the begin, detector, rule, evidence) with ten minutes of
silence after each on an approach, breakdowns as (second, lane), and what was driven.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from random import Random

from sewaka.modules.traffic.control.incidents import QUIET_S
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.engine.engine import Engine
from sewaka.modules.traffic.field import MemoryField
from sewaka.modules.traffic.layout import posts_of
from sewaka.modules.traffic.street import denpasar12
from sewaka.modules.traffic.street.demand import HOUR_S, Stream
from sewaka.modules.traffic.street.living import LivingStreet
from sewaka.modules.traffic.street.simulators import OnSumo

_MIDNIGHT = 1_796_000_000.0
_LASTS_S = 600.0
_CALM_S = 900.0  # between two breakdowns, and before the first
_BEFORE_LINE_M = 25.0


@dataclass(slots=True)
class Found:
    """One run."""

    seed: int
    begin_h: float
    hours: float
    junctions: int = 0
    alarms: list[tuple[float, str, str, dict[str, float]]] = field(default_factory=list)
    breakdowns: list[tuple[float, str]] = field(default_factory=list)


def drive(*, seed: int, begin_h: float, hours: float, breakdowns: bool) -> Found:
    """From `begin_h` o'clock on; with breakdowns, a lorry for ten minutes in every twenty-five."""
    net, begin_s = read_net(denpasar12.NET), begin_h * HOUR_S
    simulator, wire = OnSumo(net=denpasar12.NET, begin_s=begin_s, seed=seed), MemoryField()
    street = LivingStreet(
        simulator=simulator,
        net=net,
        demand=Stream(
            nodes=denpasar12.nodes(), roads=denpasar12.roads(), begin_s=begin_s, seed=seed
        ),
        field=wire,
        field_s_at_zero=_MIDNIGHT,
    )
    engine = Engine(posts=posts_of(net=net), room=wire, first_order=1)
    found = Found(seed, begin_h, hours, junctions=len(engine.desks))
    lanes = sorted(code for desk in engine.desks.values() for code in desk.post.detectors)
    chance = Random(seed)  # noqa: S311 - the same lanes again for the same seed
    next_s, clear_s, lane = begin_s + _CALM_S, float("inf"), ""
    last: dict[str, float] = {}
    while simulator.now_s < begin_s + hours * HOUR_S:
        now_s = simulator.now_s
        if breakdowns and now_s >= next_s:
            lane = chance.choice(lanes)
            simulator.obstruct(lane=lane, before_line_m=_BEFORE_LINE_M)
            found.breakdowns.append((now_s - begin_s, lane))
            next_s, clear_s = now_s + _LASTS_S + _CALM_S, now_s + _LASTS_S
        if now_s >= clear_s:
            simulator.clear(lane=lane)
            clear_s = float("inf")
        street.step()
        engine.turn(now_s=street.now_s)
        _take(engine, found, last, now_s=now_s)
    simulator.close()
    return found


def _take(engine: Engine, found: Found, last: dict[str, float], *, now_s: float) -> None:
    for desk in engine.desks.values():
        for one in desk.watch.take():
            approach = edge_of(one.detector)
            if now_s - last.get(approach, float("-inf")) >= QUIET_S:
                last[approach] = now_s
                begin_s = found.begin_h * HOUR_S
                told = (
                    now_s - begin_s,
                    one.detector,
                    one.incident.rule,
                    dict(one.incident.evidence),
                )
                found.alarms.append(told)


if __name__ == "__main__":
    seed, begin_h, hours, *rest = sys.argv[1:]
    run = drive(seed=int(seed), begin_h=float(begin_h), hours=float(hours), breakdowns=bool(rest))
    sys.stdout.write(json.dumps(asdict(run)) + "\n")
