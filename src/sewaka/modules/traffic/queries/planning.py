"""Reads of signal plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import access, town
from sewaka.modules.traffic.control.plans import StagePlan
from sewaka.modules.traffic.control.sheets import ArmSheet, plan_sheets, sum_of_ratios
from sewaka.modules.traffic.models import Approach, Junction, SignalNow, SignalPlan, plans
from sewaka.modules.traffic.rules.planning import PlanState
from sewaka.modules.traffic.simulating.arms import BusyHour, busiest_arms


@dataclass(frozen=True, slots=True)
class Shelf:
    """A junction's plans, the newest first; which is in force, and which its signal says it has."""

    junction: Junction
    versions: Sequence[SignalPlan]
    in_force: SignalPlan | None
    running: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """One plan with its sheet. `busy` is None where no usual day is known.

    `corridor`: plans of the junctions in line with it.
    """

    plan: SignalPlan
    streets: Mapping[str, str]
    busy: BusyHour | None
    sheets: Sequence[ArmSheet]
    sum_of_ratios: float
    corridor: Mapping[str, StagePlan]
    names: Mapping[str, str]
    is_own: bool

    @property
    def may_change(self) -> bool:
        """Whether the actor may still write it."""
        return self.is_own and self.plan.step == PlanState.DRAFT


def shelf(*, actor: Actor, junction: str, now: datetime) -> Shelf:
    """Of one junction. Raises NotFound."""
    access.engineer_of(actor=actor)
    found = Junction.objects.filter(pk=junction).first()
    if found is None:
        raise NotFound("traffic.junction.not_found")
    rows = SignalPlan.objects.filter(junction=junction).prefetch_related("stages")
    signal = SignalNow.objects.filter(junction=junction).first()
    return Shelf(
        junction=found,
        versions=list(rows.order_by("-created_at", "code")),
        in_force=plans.in_force(at=now).get(junction),
        running=signal.plan if signal else "",
    )


def plan_view(*, actor: Actor, junction: str, plan_id: UUID, now: datetime) -> PlanView:
    """One version. Raises NotFound, absent and of another junction alike."""
    person = access.engineer_of(actor=actor)
    plan = (
        SignalPlan.objects.filter(pk=plan_id, junction=junction)
        .select_related("junction")
        .prefetch_related("stages")
        .first()
    )
    if plan is None or junction not in town.posts():
        raise NotFound("traffic.plan.not_found")
    busy = busiest_arms(junction=junction, now=now)
    post, arms = town.posts()[junction], busy.arms if busy else ()
    own = plan.stage_plan
    return PlanView(
        plan=plan,
        streets=dict(Approach.objects.filter(junction=junction).values_list("code", "street")),
        busy=busy,
        sheets=plan_sheets(junction=post.junction, plan=own, change_s=post.change_s, arms=arms),
        sum_of_ratios=sum_of_ratios(junction=post.junction, plan=own, arms=arms),
        corridor=_corridor(plan, own, now=now),
        names=dict(Junction.objects.values_list("code", "name")),
        is_own=plan.author_id == person,
    )


def _corridor(plan: SignalPlan, own: StagePlan, *, now: datetime) -> Mapping[str, StagePlan]:
    """Of the same set where it has one for a junction, else in force."""
    lines = [line for line in town.corridors() if plan.junction_id in line]
    known = {code: one.stage_plan for code, one in plans.in_force(at=now).items()}
    beside = [one for one in plans.newest_of_sets() if one.code == plan.code]
    known |= {one.junction_id: one.stage_plan for one in beside}
    known[plan.junction_id] = own
    return {code: known[code] for code in max(lines, key=len, default=()) if code in known}
