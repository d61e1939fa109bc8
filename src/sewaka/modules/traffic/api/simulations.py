"""`/api/v1/traffic/simulations`: what-if comparisons for traffic engineers."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from sewaka.kernel import clock
from sewaka.kernel.rest import PROBLEMS, Input, SessionActor, actor_of, created_once
from sewaka.modules.traffic import access
from sewaka.modules.traffic.actions.simulating import ask_simulation
from sewaka.modules.traffic.control.kpi import Interval
from sewaka.modules.traffic.control.what_if import Sides
from sewaka.modules.traffic.queries import what_if as queries
from sewaka.modules.traffic.rules.what_if import USUAL_SEEDS, RunState, Source

router = Router(tags=["traffic"], auth=SessionActor())
Json = dict[str, Any]


class SimulationIn(Input):
    """Two choices of plans on the vehicles of one local hour.

    A choice is `in_force`, `set:CODE` or `plan:UUID`, which is one plan with the rest as it is.
    """

    day: date
    hour: int
    plan_a: str
    plan_b: str
    seeds: int = USUAL_SEEDS


class AskedOut(Schema):
    """Where the answer will be."""

    id: UUID
    state: RunState


class IntervalOut(Schema):
    """Seconds per vehicle with their 95 % interval; without bounds where only one draw is known."""

    value: float
    low: float | None
    high: float | None
    n: int


class SidesOut(Schema):
    """Under A, under B, and B less A draw by draw."""

    a: IntervalOut
    b: IntervalOut
    difference: IntervalOut
    is_sure: bool


class JunctionSidesOut(SidesOut):
    """The same at the stop lines of one junction."""

    junction: str


class GridlockOut(Schema):
    """A run that ended because nothing moved any more, so many seconds into the hour."""

    side: str
    seed: int
    at_s: float


class SimulationOut(Schema):
    """A comparison. `whole` is null until it is done, and where every draw locked.

    `source`: counts, or profile where less than 80 % of the hour was heard (`completeness`).
    """

    id: UUID
    day: date
    hour: int
    plan_a: str
    plan_b: str
    seeds: list[int]
    source: Source
    completeness: float
    inputs_hash: str
    state: RunState
    asked_at: datetime
    finished_at: datetime | None
    whole: SidesOut | None
    junctions: list[JunctionSidesOut]
    gridlocks: list[GridlockOut]


@router.post(
    "",
    response={201: AskedOut, 200: AskedOut, **PROBLEMS},
    operation_id="traffic_simulate",
)
def simulate(request: HttpRequest, body: SimulationIn) -> Status[Json]:
    """Compare two plans. The header `Idempotency-Key` is required; the same again gives 200."""
    access.engineer_of(actor=actor_of(request))
    return created_once(request, lambda: _ask(request, body))


@router.get(
    "/{simulation_id}",
    response={200: SimulationOut, **PROBLEMS},
    operation_id="traffic_simulation",
)
def simulation(request: HttpRequest, simulation_id: UUID) -> Json:
    """A comparison, as far as it has come."""
    found = queries.report(actor=actor_of(request), simulation_id=simulation_id)
    asked, comparison = found.asked, found.comparison
    names = ("id", "day", "hour", "plan_a", "plan_b", "inputs_hash", "asked_at", "finished_at")
    return {name: getattr(asked, name) for name in names} | {
        "seeds": list(found.question.seeds),
        "source": found.question.hour.source,
        "completeness": found.question.hour.completeness,
        "state": found.state,
        "whole": _sides(comparison.whole) if comparison and comparison.whole else None,
        "junctions": [
            {"junction": one.junction.code, **_sides(one.sides)} for one in found.junctions
        ],
        "gridlocks": [
            {"side": run.side, "seed": run.seed, "at_s": run.gridlock_s} for run in found.locked
        ],
    }


def _ask(request: HttpRequest, body: SimulationIn) -> Json:
    asked = ask_simulation(**body.dict(), actor=actor_of(request), now=clock.now())
    return {"id": str(asked.pk), "state": asked.state.value}


def _sides(found: Sides) -> Json:
    return {
        "a": _interval(found.a),
        "b": _interval(found.b),
        "difference": _interval(found.difference),
        "is_sure": found.is_sure,
    }


def _interval(found: Interval) -> Json:
    low, high = (round(end, 2) if math.isfinite(end) else None for end in (found.low, found.high))
    return {"value": round(found.value, 2), "low": low, "high": high, "n": found.n}
