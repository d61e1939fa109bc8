"""What can be chosen to run: what is in force, a plan set, or one plan with the rest as it is.

As text: `in_force`, `set:CODE`, `plan:UUID`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError

from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.models import plans
from sewaka.modules.traffic.models.plans import SignalPlan

IN_FORCE = "in_force"
_SET, _PLAN = "set", "plan"


def set_choice(code: str) -> str:
    """The newest approved version of a plan set, where it has one."""
    return f"{_SET}:{code}"


def plan_choice(plan_id: UUID) -> str:
    """One plan, also a draft."""
    return f"{_PLAN}:{plan_id}"


def stage_plans(*, choice: str, at: datetime, of: datetime) -> Mapping[str, StagePlan]:
    """By junction, as published at `at`; the calendar's hours are those of the moment `of`.

    Raises DomainError("traffic.simulation.plan").
    """
    found = {code: plan.stage_plan for code, plan in plans.in_force(at=at, of=of).items()}
    if choice == IN_FORCE:
        return found
    kind, _, name = choice.partition(":")
    chosen = _set(name) if kind == _SET else [_plan(name)] if kind == _PLAN else []
    if not chosen:
        raise DomainError("traffic.simulation.plan")
    return found | {plan.junction_id: plan.stage_plan for plan in chosen}


def _set(code: str) -> list[SignalPlan]:
    return [plan for plan in plans.newest_of_sets() if plan.code == code]


def _plan(name: str) -> SignalPlan:
    try:
        return SignalPlan.objects.prefetch_related("stages").get(pk=name)
    except (SignalPlan.DoesNotExist, ValidationError):
        raise DomainError("traffic.simulation.plan") from None
