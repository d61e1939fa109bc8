"""The PKJI sheet of a plan: each approach under its green, and whether the whole can pass at all.

Turning shares are not known here: FBKa, FBKi and PB are neutral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sewaka.modules.traffic.control import pkji
from sewaka.modules.traffic.control.network import GREENS, PERMISSIVE, Junction
from sewaka.modules.traffic.control.pkji import PkjiRefused, Sheet
from sewaka.modules.traffic.control.plans import StagePlan


@dataclass(frozen=True, slots=True)
class Arm:
    """What comes on the lanes of one approach, in vehicles per hour."""

    code: str
    lanes: tuple[int, ...]
    effective_m: float
    motorcycles: float
    cars: float
    heavy: float


@dataclass(frozen=True, slots=True)
class ArmSheet:
    """An approach in a plan. `sheet` is None where it can not be worked; `refusal` says why.

    `no_green`: the plan gives it none. Else a code of PkjiRefused.
    """

    code: str
    green_s: float
    sheet: Sheet | None
    refusal: str = ""


def plan_sheets(
    *,
    junction: Junction,
    plan: StagePlan,
    change_s: Sequence[Sequence[float]],
    arms: Sequence[Arm],
) -> tuple[ArmSheet, ...]:
    """One for each approach. `change_s`: from stage to stage, as the shell has it."""
    return tuple(_arm_sheet(junction, plan, change_s, arm) for arm in arms)


def sum_of_ratios(*, junction: Junction, plan: StagePlan, arms: Sequence[Arm]) -> float:
    """ΣR: of each split the largest q/J among the approaches that it serves.

    An approach that several splits serve counts in each with its part.
    """
    served = [
        [split for split in plan.splits if _is_served(junction, split.stage, arm)] for arm in arms
    ]
    return sum(
        max(
            (
                _ratio(junction, arm, split.stage) / len(splits)
                for arm, splits in zip(arms, served, strict=True)
                if split in splits
            ),
            default=0.0,
        )
        for split in plan.splits
    )


def _arm_sheet(
    junction: Junction, plan: StagePlan, change_s: Sequence[Sequence[float]], arm: Arm
) -> ArmSheet:
    green_s, stages = 0.0, []
    for place, split in enumerate(plan.splits):
        if _is_served(junction, split.stage, arm):
            before = plan.splits[place - 1].stage
            green_s += split.duration_s - change_s[before][split.stage]
            stages.append(split.stage)
    if green_s <= 0.0:
        return ArmSheet(arm.code, 0.0, None, "no_green")
    approach = _approach(junction, arm, stages[0], cycle_s=plan.cycle_s, green_s=green_s)
    try:
        return ArmSheet(arm.code, green_s, pkji.sheet(approach=approach))
    except PkjiRefused as refusal:
        return ArmSheet(arm.code, green_s, None, refusal.code)


def _ratio(junction: Junction, arm: Arm, stage: int) -> float:
    approach = _approach(junction, arm, stage, cycle_s=2.0, green_s=1.0)  # of no account here
    return pkji.flow_pcu_h(approach=approach) / pkji.saturation_flow_pcu_h(approach=approach)


def _approach(
    junction: Junction, arm: Arm, stage: int, *, cycle_s: float, green_s: float
) -> pkji.Approach:
    is_opposed = PERMISSIVE in _shown(junction, stage, arm)
    return pkji.Approach(
        effective_m=arm.effective_m,
        motorcycles=arm.motorcycles,
        cars=arm.cars,
        heavy=arm.heavy,
        cycle_s=cycle_s,
        green_s=green_s,
        equivalents=pkji.OPPOSED if is_opposed else pkji.PROTECTED,
    )


def _is_served(junction: Junction, stage: int, arm: Arm) -> bool:
    """Whether every lane of it may go: where one way is held, the first who wants it blocks."""
    return _shown(junction, stage, arm) <= GREENS


def _shown(junction: Junction, stage: int, arm: Arm) -> set[str]:
    green = junction.stages[stage].green
    return {green[link.index] for link in junction.links if link.from_lane in arm.lanes}
