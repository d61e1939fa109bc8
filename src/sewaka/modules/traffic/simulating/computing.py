"""One run of one plan, on the engine alone: it needs no database and may run in another process."""

from __future__ import annotations

from collections.abc import Callable

from sewaka.modules.traffic import town
from sewaka.modules.traffic.control.demand import Demand, Kind
from sewaka.modules.traffic.control.sumo.routes import edge_of
from sewaka.modules.traffic.control.turning import counted_demand
from sewaka.modules.traffic.control.what_if import PlanRun, run_plans
from sewaka.modules.traffic.rules.what_if import SECONDS, Hour, Question, Side

Compute = Callable[[Question, Side, int], PlanRun]


def compute(question: Question, side: Side, seed: int) -> PlanRun:
    """The hour under the plans of one side. Raises ValueError: a plan or a count will not do."""
    plans = question.plans[side]
    posts = list(town.posts().values())
    return run_plans(
        net=town.net(),
        timings=[post.timing for post in posts],
        plans={number: plans[post.code] for number, post in enumerate(posts)},
        demand=demand_of(question.hour),
        seconds=SECONDS,
        seed=seed,
    )


def demand_of(hour: Hour) -> Demand:
    """Who drives where, as far as counts tell."""
    net = town.net()
    lanes = {name: number for number, name in enumerate(net.lane_names)}
    edges = {edge_of(name): net.network.lanes[number].edge for name, number in lanes.items()}
    return counted_demand(
        network=net.network,
        periods=[
            {lanes[name]: vehicles for name, vehicles in quarter.items() if name in lanes}
            for quarter in hour.quarters
        ],
        exits={edges[name]: vehicles for name, vehicles in hour.exits.items()},
        mix={Kind(kind): share for kind, share in hour.mix.items()},
        period_s=SECONDS / len(hour.quarters),
    )
