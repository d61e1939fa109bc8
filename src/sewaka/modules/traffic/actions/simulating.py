"""A traffic engineer asks what another plan would do; the runs of the answer, one by one."""

from __future__ import annotations

import time
from concurrent.futures import BrokenExecutor
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import Forbidden
from sewaka.modules.traffic import access, town
from sewaka.modules.traffic.control.what_if import PlanRun
from sewaka.modules.traffic.models import Simulation, SimulationRun, choosing, profiles
from sewaka.modules.traffic.rules import what_if as rules
from sewaka.modules.traffic.rules.what_if import QUEUE, Question, RunState, Side
from sewaka.modules.traffic.simulating import hours
from sewaka.modules.traffic.simulating.computing import Compute

TASK = "traffic.simulate"


@transaction.atomic
def ask_simulation(
    *, day: date, hour: int, plan_a: str, plan_b: str, seeds: int, actor: Actor, now: datetime
) -> Simulation:
    """Compare two choices of plans (`models.choosing`) on the vehicles of that hour.

    Who asks what was asked before gets the answer of then. Raises NotFound for whoever is no
    traffic engineer, DomainError("traffic.simulation.hour", ".seeds", ".same", ".plan", ".counts").
    """
    person = access.engineer_of(actor=actor)
    middle = profiles.midnight(day) + timedelta(hours=hour % rules.HOURS, minutes=30)
    plans = {
        Side.A: choosing.stage_plans(choice=plan_a, at=now, of=middle),
        Side.B: choosing.stage_plans(choice=plan_b, at=now, of=middle),
    }
    rules.check_asked(hour=hour, seeds=seeds, is_same=plans[Side.A] == plans[Side.B])
    question = Question(hours.vehicles_of(day=day, hour=hour), plans, tuple(range(1, seeds + 1)))
    found, is_new = Simulation.objects.get_or_create(
        inputs_hash=question.digest,
        defaults={
            "day": day, "hour": hour, "plan_a": plan_a, "plan_b": plan_b,
            "inputs": question.as_json(), "asked_by": person, "asked_at": now,
        },
    )  # fmt: skip
    if is_new:
        SimulationRun.objects.bulk_create(
            SimulationRun(simulation=found, side=side, seed=seed)
            for seed in question.seeds
            for side in Side
        )
    _queue(found)
    return found


def run_simulation(*, run_id: int, compute: Compute, now: datetime, actor: Actor = SYSTEM) -> None:
    """One run; one that is over is left alone. `compute` takes its time outside transactions.

    Raises Forbidden.
    """
    if not access.engine().allows(actor, None):
        raise Forbidden
    waiting = SimulationRun.objects.filter(pk=run_id, step__in=_UNFINISHED)
    if waiting.update(step=RunState.RUNNING) != 1:
        return
    run = SimulationRun.objects.select_related("simulation").get(pk=run_id)
    began = time.perf_counter()
    try:
        found = compute(run.simulation.question, Side(run.side), run.seed)
    except (ValueError, BrokenExecutor) as refusal:
        outcome: dict[str, Any] = {"step": RunState.FAILED, "failure": type(refusal).__name__}
    else:
        outcome = _outcome(found)
    outcome["wall_s"] = round(time.perf_counter() - began, 2)
    _finish(run, outcome, now=now)


_UNFINISHED = (RunState.QUEUED, RunState.RUNNING)


def _queue(asked: Simulation) -> None:
    """Runs that failed before are tried again."""
    again = SimulationRun.objects.filter(simulation=asked, step=RunState.FAILED)
    again.update(step=RunState.QUEUED, failure="")
    for run_id in asked.runs.filter(step=RunState.QUEUED).values_list("pk", flat=True):
        app.configure_task(TASK, queue=QUEUE).defer(run_id=run_id)


def _outcome(found: PlanRun) -> dict[str, Any]:
    return {
        "step": RunState.DONE,
        "figures": asdict(found.figures),
        "gridlock_s": found.gridlock_s,
        "junctions": {
            code: asdict(totals) for code, totals in zip(town.posts(), found.junctions, strict=True)
        },
    }


@transaction.atomic
def _finish(run: SimulationRun, outcome: dict[str, Any], *, now: datetime) -> None:
    asked = Simulation.objects.select_for_update().get(pk=run.simulation_id)
    SimulationRun.objects.filter(pk=run.pk).update(**outcome)
    if not asked.runs.filter(step__in=_UNFINISHED).exists():
        asked.finished_at = now
        asked.save(update_fields=["finished_at"])
