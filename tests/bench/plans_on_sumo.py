"""A plan of Denpasar-12 on SUMO and on point queues: the same vehicles, shells and lamps.

    python -m tests.bench.plans_on_sumo PLAN SECONDS SEED

From 07:00 on. Prints JSON: the delay of the benchmark (seconds a vehicle, insertion included) on
both. A process of its own, because libsumo has one simulation.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from sewaka.modules.traffic import town
from sewaka.modules.traffic.control.demand import Journey, Kind
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.queue_sim import QueueStreet
from sewaka.modules.traffic.control.shell import Shell
from sewaka.modules.traffic.control.sumo.metric import figures, read_trips
from sewaka.modules.traffic.control.sumo.routes import EdgeMap
from sewaka.modules.traffic.control.sumo.street import Scenario, Street
from sewaka.modules.traffic.control.what_if import CRUISE
from sewaka.modules.traffic.street import demand, denpasar12
from sewaka.modules.traffic.street.demand import Trip

BEGIN_S = 7 * 3600.0
_KINDS = {"motorcycle": Kind.MOTORCYCLE, "car": Kind.CAR, "heavy": Kind.HEAVY}
_STEP_S = 0.5


class SubLanes(Street):
    """SUMO as the demo drives it: half a second, motorcycles beside each other."""

    def __init__(self, *, scenario: Scenario, tripinfo: Path) -> None:
        self.scenario = scenario
        self._start(
            command=[
                *("-n", str(scenario.net), "-r", str(scenario.route)),
                *("-b", str(scenario.begin_s), "-e", str(scenario.end_s)),
                *("--seed", str(scenario.seed), "--time-to-teleport", "-1"),
                *("--step-length", str(_STEP_S), "--lateral-resolution", "0.4"),
                *("--collision.action", "warn", "--tripinfo-output", str(tripinfo)),
                *("--tripinfo-output.write-unfinished", "true"),
                *("--tripinfo-output.write-undeparted", "true"),
                *("--no-step-log", "true", "--no-warnings", "true"),
                *("--duration-log.disable", "true"),
            ],
            begin_s=scenario.begin_s,
        )


def stretched(factor: float) -> Callable[[StagePlan], StagePlan]:
    """Every split longer."""

    def longer(plan: StagePlan) -> StagePlan:
        splits = tuple(
            Split(one.stage, float(round(factor * one.duration_s))) for one in plan.splits
        )
        return replace(plan, splits=splits)

    return longer


def skewed(plan: StagePlan) -> StagePlan:
    """The first arm has twenty seconds more than it needs."""
    first, *others = plan.splits
    return replace(plan, splits=(replace(first, duration_s=first.duration_s + 20.0), *others))


PLANS: Mapping[str, Callable[[StagePlan], StagePlan]] = {
    "own": lambda plan: plan,
    "longer": stretched(1.6),
    "long": stretched(2.2),
    "longest": stretched(3.0),
    "skewed": skewed,
}


def shells(plan: str) -> dict[str, Shell]:
    """One behind each signal, in the plan."""
    found = {}
    for code, post in town.posts().items():
        own = PLANS[plan](post.plan)
        found[code] = shell = Shell(junction=post.junction, timing=post.timing, tick_s=1.0)
        if not shell.set_plan(plan=own).is_accepted:
            raise ValueError(f"{plan} breaks a rule at {code}")
        stage = own.stage_at(t_s=BEGIN_S)
        shell.begin_at(t_s=BEGIN_S, stage=stage, mode=Mode.SCHEDULED)
    return found


def on_queues(plan: str, trips: list[Trip], seconds: int) -> float:
    """The delay on the street of point queues."""
    net = town.net()
    edges = EdgeMap(net)
    street = QueueStreet(
        network=net.network,
        lane_names=net.lane_names,
        signal_names=net.signal_names,
        trips=[Journey(t.depart_s, _KINDS[t.kind], edges.lanes(t.route)) for t in trips],
        begin_s=BEGIN_S,
        cruise=CRUISE,
    )
    steered = shells(plan)
    for second in range(seconds):
        for code, shell in steered.items():
            street.show(code, shell.tick(t_s=BEGIN_S + second))
        street.step()
    return street.results().delay_s


def on_sumo(plan: str, trips: list[Trip], seconds: int, seed: int) -> float:
    """The delay on SUMO. Raises StreetMissing."""
    with tempfile.TemporaryDirectory() as place:
        routes, tripinfo = Path(place) / "trips.rou.xml", Path(place) / "tripinfo.xml"
        routes.write_text(demand.as_routes(trips), encoding="utf-8")
        scenario = Scenario(denpasar12.NET, routes, BEGIN_S, BEGIN_S + seconds, seed)
        steered = shells(plan)
        with SubLanes(scenario=scenario, tripinfo=tripinfo) as street:
            for second in range(seconds):
                for code, shell in steered.items():
                    street.show(code, shell.tick(t_s=BEGIN_S + second))
                for _ in range(round(1.0 / _STEP_S)):
                    street.step()
        return figures(read_trips(tripinfo)).delay_s


def main(plan: str, seconds: int, seed: int) -> dict[str, float]:
    """Both."""
    trips = demand.trips(
        nodes=denpasar12.nodes(), roads=denpasar12.roads(),
        begin_s=BEGIN_S, end_s=BEGIN_S + seconds, seed=seed,
    )  # fmt: skip
    return {
        "queues": on_queues(plan, trips, seconds),
        "sumo": on_sumo(plan, trips, seconds, seed),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))  # noqa: T201 - that is what it is for
