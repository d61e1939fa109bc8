"""Reads of what-if comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access
from sewaka.modules.traffic.control.queue_sim import JunctionTotals
from sewaka.modules.traffic.control.sumo.metric import Figures
from sewaka.modules.traffic.control.what_if import Comparison, PlanRun, Sides, compare
from sewaka.modules.traffic.models import Junction, Simulation, SimulationRun, choosing, plans
from sewaka.modules.traffic.rules.what_if import Question, RunState, Side

_LATEST = 20
_SLOW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan or a set of plans that can be compared. `junction`: "" where it is a set."""

    value: str
    code: str = ""
    junction: str = ""


@dataclass(frozen=True, slots=True)
class AtJunction:
    """One junction of a comparison. Vehicles: in the hour as counted, and as simulated under A."""

    junction: Junction
    sides: Sides
    counted: int
    simulated: int


@dataclass(frozen=True, slots=True)
class Report:
    """A comparison, as far as it has come. `locked`: the runs that ended in a gridlock."""

    asked: Simulation
    question: Question
    state: RunState
    done: int
    runs: int
    comparison: Comparison | None
    junctions: Sequence[AtJunction]
    locked: Sequence[SimulationRun]

    def is_slow(self, *, now: datetime) -> bool:
        """Whether it should have been done by now, so that somebody looks why it is not."""
        is_over = self.state in (RunState.DONE, RunState.FAILED)
        return not is_over and now - self.asked.asked_at > _SLOW


def choices(*, actor: Actor) -> Sequence[Choice]:
    """What is in force, every plan set, and every draft. Raises NotFound."""
    access.engineer_of(actor=actor)
    sets = dict.fromkeys(plan.code for plan in plans.newest_of_sets())
    drafts = plans.drafts()
    return [
        Choice(choosing.IN_FORCE),
        *(Choice(choosing.set_choice(code), code) for code in sets),
        *(Choice(choosing.plan_choice(one.pk), one.label, one.junction.name) for one in drafts),
    ]


def latest(*, actor: Actor) -> Sequence[Simulation]:
    """The newest questions with their runs. Raises NotFound."""
    access.engineer_of(actor=actor)
    return list(Simulation.objects.prefetch_related("runs")[:_LATEST])


def report(*, actor: Actor, simulation_id: UUID) -> Report:
    """One of them. Raises NotFound, absent and hidden alike."""
    access.engineer_of(actor=actor)
    found = Simulation.objects.prefetch_related("runs").filter(pk=simulation_id).first()
    if found is None:
        raise NotFound("traffic.simulation.not_found")
    runs = list(found.runs.all())
    comparison = _compared(runs) if found.state is RunState.DONE else None
    question = found.question
    return Report(
        asked=found,
        question=question,
        state=found.state,
        done=sum(run.step == RunState.DONE for run in runs),
        runs=len(runs),
        comparison=comparison,
        junctions=_by_junction(comparison, runs, question) if comparison else (),
        locked=[run for run in runs if run.gridlock_s is not None],
    )


def _compared(runs: Sequence[SimulationRun]) -> Comparison:
    a, b = ([_plan_run(run) for run in runs if run.side == side] for side in Side)
    return compare(a=a, b=b)


def _plan_run(run: SimulationRun) -> PlanRun:
    totals = tuple(JunctionTotals(**one) for one in run.junctions.values())
    return PlanRun(Figures(**(run.figures or {})), totals, run.gridlock_s)


def _by_junction(
    comparison: Comparison, runs: Sequence[SimulationRun], question: Question
) -> Sequence[AtJunction]:
    flowing = [run for run in runs if run.side == Side.A and run.gridlock_s is None]
    codes = list(runs[0].junctions)
    known = Junction.objects.in_bulk(codes)
    counted = _counted(question)
    return [
        AtJunction(
            junction=known[code],
            sides=sides,
            counted=round(counted.get(code, 0.0)),
            simulated=round(
                sum(run.junctions[code]["passed"] for run in flowing) / max(1, len(flowing))
            ),
        )
        for code, sides in zip(codes, comparison.by_junction, strict=False)
        if code in known
    ]


def _counted(question: Question) -> dict[str, float]:
    at = plans.junctions_of_lanes()
    found: dict[str, float] = {}
    for quarter in question.hour.quarters:
        for lane, vehicles in quarter.items():
            if lane in at:
                found[at[lane]] = found.get(at[lane], 0.0) + vehicles
    return found
