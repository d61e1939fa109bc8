"""Stage plans: cycle, splits, offset, the rules that a plan must keep, and when which one runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sewaka.modules.traffic.control import pkji
from sewaka.modules.traffic.control.network import Junction, Plan
from sewaka.modules.traffic.control.timing import Timing, change_s, stage_min_green_s

LONGER_AT_MOST = 0.2  # of a cycle, per cycle, while one plan gives way to another
_DAY_MIN = 24 * 60


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

    def cycle_end_s(self, *, t_s: float) -> float:
        """When the cycle ends that runs at `t_s`; that time itself where one begins."""
        return t_s + (self.offset_s - t_s) % self.cycle_s


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """The first rule that a plan breaks: where, what is needed, what it has."""

    code: str  # plan_empty, plan_nonsense, plan_stage, plan_min_green
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
    if not all(map(math.isfinite, (plan.offset_s, *(s.duration_s for s in plan.splits)))):
        return PlanProblem("plan_nonsense")
    for place, split in enumerate(plan.splits):
        if not 0 <= split.stage < len(min_green_s):
            return PlanProblem("plan_stage", place)
    for place, split in enumerate(plan.splits):
        before = plan.splits[place - 1].stage
        needed_s = change_s[before][split.stage] + min_green_s[split.stage]
        if split.duration_s + 1e-6 < needed_s:
            return PlanProblem("plan_min_green", place, needed_s, split.duration_s)
    return None


def fitted(*, plan: Plan | None, of: Junction, by: Timing) -> StagePlan:
    """A program as a plan by stages, each split long enough for its change and its least green.

    Without a program: every stage in turn for its least time.
    """
    greens: list[tuple[int, float]] = []
    by_light = {stage.green: stage.index for stage in reversed(of.stages)}
    for phase in plan.phases if plan else ():
        stage = by_light.get(phase.indications)
        if stage is not None:
            greens.append((stage, phase.duration_s))
        elif greens:
            greens[-1] = (greens[-1][0], greens[-1][1] + phase.duration_s)
    greens = greens or [(stage.index, 0.0) for stage in of.stages]
    splits: list[Split] = []
    for place, (stage, seconds) in enumerate(greens):
        before, after = of.stages[greens[place - 1][0]], of.stages[stage]
        least = change_s(junction=of, timing=by, before=before, after=after)
        least += stage_min_green_s(timing=by, stage=after)
        splits.append(Split(stage, float(math.ceil(max(seconds, least)))))
    return StagePlan(plan.code if plan else "least", tuple(splits), plan.offset_s if plan else 0.0)


def designed(
    *,
    code: str,
    flow_ratios: Sequence[float],
    change_s: Sequence[Sequence[float]],
    min_green_s: Sequence[float],
) -> StagePlan:
    """A plan of all stages in order: the cycle of the manual, its greens by flow ratio.

    A stage whose share is under its least green gets the least, and the cycle grows by it.
    Raises pkji.PkjiRefused: no flow at all, or the sum of the ratios is 0.95 or more.
    """
    number = len(min_green_s)
    changes = [change_s[stage - 1][stage] for stage in range(number)]
    lost_s = sum(changes)
    cycle = pkji.cycle_s(lost_s=lost_s, flow_ratios=flow_ratios)
    greens = pkji.greens_s(cycle=cycle, lost_s=lost_s, flow_ratios=flow_ratios)
    return StagePlan(
        code,
        tuple(
            Split(stage, float(math.ceil(changes[stage] + max(green, min_green_s[stage]))))
            for stage, green in enumerate(greens)
        ),
    )


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A plan's hours on days of one type; minutes of the day, half-open, may pass midnight."""

    plan: str
    day_type: str
    from_min: int
    until_min: int
    priority: int = 0

    def covers(self, *, day_type: str, minute: int) -> bool:
        """Whether the row speaks of that minute."""
        if day_type != self.day_type:
            return False
        return (minute - self.from_min) % _DAY_MIN < (
            self.until_min - self.from_min
        ) % _DAY_MIN or (self.from_min == self.until_min)


def plan_of_minute(
    *, rows: Sequence[CalendarRow], day_types: Sequence[str], minute: int
) -> str | None:
    """The plan of that minute, None if no row speaks of it.

    `day_types`: what the day is, the most special first (Nyepi, then school, then working). The
    higher priority wins, then the more special type, then the later begin.
    """
    found = [
        (row.priority, -rank, (row.from_min - minute - 1) % _DAY_MIN, row.plan)
        for rank, day_type in enumerate(day_types)
        for row in rows
        if row.covers(day_type=day_type, minute=minute)
    ]
    return max(found)[3] if found else None


@dataclass(frozen=True, slots=True)
class Changeover:
    """From one plan to the next: the old cycle ends, then the new one comes into step.

    Cycles are only lengthened, each by at most a fifth, until they begin where the new plan's
    should. `begins_s`: of each lengthened cycle, and at last of the first one in step.
    """

    old: StagePlan | Changeover
    new: StagePlan
    begins_s: tuple[float, ...]

    @property
    def code(self) -> str:
        """Of the plan that takes over."""
        return self.new.code

    def stage_at(self, *, t_s: float) -> int:
        """The stage whose turn it is, before, during and after."""
        if t_s < self.begins_s[0]:
            return self.old.stage_at(t_s=t_s)
        if t_s >= self.begins_s[-1]:
            return self.new.stage_at(t_s=t_s)
        place = sum(begin <= t_s for begin in self.begins_s) - 1
        begin, end = self.begins_s[place : place + 2]
        passed_s = (t_s - begin) * self.new.cycle_s / (end - begin)
        return self.new.stage_at(t_s=self.new.offset_s + passed_s)

    def cycle_end_s(self, *, t_s: float) -> float:
        """When the cycle ends that runs at `t_s`, a lengthened one too."""
        if t_s >= self.begins_s[-1]:
            return self.new.cycle_end_s(t_s=t_s)
        return next(begin for begin in self.begins_s if begin >= t_s)

    def running_at(self, *, t_s: float) -> StagePlan | Changeover:
        """What is left of it: one of its plans, but for the cycles in between."""
        if t_s < self.begins_s[0]:
            return self.old
        return self.new if t_s >= self.begins_s[-1] else replace(self, old=self.new)


def changeover(*, old: StagePlan | Changeover, new: StagePlan, t_s: float) -> Changeover:
    """How the new plan takes over when that is wanted at `t_s`, also while another one does."""
    if isinstance(old, Changeover):
        old = old.running_at(t_s=t_s)
    begin = old.cycle_end_s(t_s=t_s)
    cycle = new.cycle_s
    missing_s = (new.offset_s - begin) % cycle
    if cycle - missing_s < 1e-6:  # noqa: PLR2004 - a rounding error short of a whole cycle
        missing_s = 0.0
    number = math.ceil(missing_s / (LONGER_AT_MOST * cycle) - 1e-9)
    each_s = cycle + missing_s / number if number else cycle
    return Changeover(old, new, tuple(begin + place * each_s for place in range(number + 1)))
