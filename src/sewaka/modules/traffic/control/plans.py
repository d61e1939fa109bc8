"""Stage plans: cycle, splits, offset, and the rules that a plan must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Split:
    """The part of a cycle that belongs to a stage, the change into it included."""

    stage: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A fixed-time plan by stages. Its cycles begin at `offset_s` past a multiple of the cycle."""

    code: str
    splits: tuple[Split, ...]
    offset_s: float = 0.0

    @property
    def cycle_s(self) -> float:
        """The sum of the splits."""
        return sum(split.duration_s for split in self.splits)

    def stage_at(self, *, t_s: float) -> int:
        """The stage whose turn it is."""
        place = (t_s - self.offset_s) % self.cycle_s
        for split in self.splits:
            if place < split.duration_s - 1e-6:
                return split.stage
            place -= split.duration_s
        return self.splits[0].stage


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """The first rule that a plan breaks: where, what is needed, what it has."""

    code: str  # plan_empty, plan_stage, plan_min_green
    split: int = 0
    needed_s: float = 0.0
    has_s: float = 0.0


def check_plan(
    *, plan: StagePlan, change_s: Sequence[Sequence[float]], min_green_s: Sequence[float]
) -> PlanProblem | None:
    """What keeps a plan from being run: no splits, an unknown stage, a split too short.

    A split must hold the change into its stage, with yellow, all-red and the clearance of people
    on foot, and the least green.
    """
    if not plan.splits:
        return PlanProblem("plan_empty")
    for place, split in enumerate(plan.splits):
        if not 0 <= split.stage < len(min_green_s):
            return PlanProblem("plan_stage", place)
        before = plan.splits[place - 1].stage
        needed_s = change_s[before][split.stage] + min_green_s[split.stage]
        if split.duration_s + 1e-6 < needed_s:
            return PlanProblem("plan_min_green", place, needed_s, split.duration_s)
    return None
