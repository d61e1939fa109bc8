"""The way of a signal plan: written by one engineer, approved by another, in force from a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic.control.pkji import SUM_R_LIMIT
from sewaka.modules.traffic.control.plans import StagePlan, check_plan

LONGEST_SPLIT_S = 600.0
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class PlanState(StrEnum):
    """How far a version of a plan has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"


def check_code(code: str) -> None:
    """Raises DomainError("traffic.plan.code")."""
    if _CODE.fullmatch(code) is None:
        raise DomainError("traffic.plan.code")


def check_times(
    *, plan: StagePlan, change_s: Sequence[Sequence[float]], min_green_s: Sequence[float]
) -> None:
    """Raises DomainError("traffic.plan.<rule>") with the line, what it needs and what it has."""
    problem = check_plan(plan=plan, change_s=change_s, min_green_s=min_green_s)
    if problem is not None:
        raise DomainError(
            f"traffic.plan.{problem.code.removeprefix('plan_')}",
            line=problem.split + 1,
            needed=round(problem.needed_s, 1),
            has=round(problem.has_s, 1),
        )
    if any(split.duration_s > LONGEST_SPLIT_S for split in plan.splits):
        raise DomainError("traffic.plan.nonsense")
    if not 0.0 <= plan.offset_s < plan.cycle_s:
        raise DomainError("traffic.plan.offset", cycle=round(plan.cycle_s, 1))


def check_load(*, sum_of_ratios: float) -> None:
    """PKJI: ΣR < 0.95. Raises DomainError("traffic.plan.sum_r")."""
    if sum_of_ratios >= SUM_R_LIMIT:
        raise DomainError("traffic.plan.sum_r", sum=round(sum_of_ratios, 2))


def check_second_person(*, author_id: UUID | None, person_id: UUID, of: str = "plan") -> None:
    """Nobody approves their own plan, or calendar. Raises DomainError("traffic.plan.own")."""
    if author_id == person_id:
        raise DomainError(f"traffic.{of}.own")


def check_begins(*, valid_from: datetime, now: datetime) -> None:
    """A plan does not begin in the past. Raises DomainError("traffic.plan.past")."""
    if valid_from < now:
        raise DomainError("traffic.plan.past")
