"""Plans: written by one traffic engineer, approved by a second, published from a time.

The row is the wish; the engine hands what is in force to the field unit, whose safety shell takes
it or says why not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.traffic import access, town
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.sheets import sum_of_ratios
from sewaka.modules.traffic.events import PlanApproved, PlanDrafted, PlanPublished
from sewaka.modules.traffic.layout import Post
from sewaka.modules.traffic.models import Junction, PlanStage, SignalPlan, versions
from sewaka.modules.traffic.models.nets import approvals
from sewaka.modules.traffic.models.plans import keep
from sewaka.modules.traffic.rules import planning as rules
from sewaka.modules.traffic.simulating.arms import busiest_arms

_OF = "plan"


@transaction.atomic
def draft_plan(
    *,
    junction: str,
    code: str,
    splits: Sequence[tuple[int, float]],
    offset_s: float,
    actor: Actor,
    now: datetime,
) -> SignalPlan:
    """A new version of that plan. Splits: stage and seconds, in their order.

    Raises NotFound, DomainError("traffic.plan.code", ".empty", ".stage", ".min_green", ".offset",
    ".nonsense", ".sum_r").
    """
    person = access.engineer_of(actor=actor)
    post = _post(junction)
    rules.check_code(code)
    plan = _checked(post, splits, offset_s, now=now)
    Junction.objects.select_for_update().get(pk=junction)  # one version at a time
    known = SignalPlan.objects.filter(junction_id=junction, code=code)
    made = SignalPlan(
        junction_id=junction,
        code=code,
        version=(known.aggregate(Max("version"))["version__max"] or 0) + 1,
        offset_s=offset_s,
        author_id=person,
        created_at=now,
    )
    keep(plans=[(made, plan)])
    outbox.record(
        PlanDrafted(plan_id=made.pk, junction=junction, plan=made.label), actor=actor, now=now
    )
    return made


@transaction.atomic
def change_draft(
    *,
    plan_id: UUID,
    splits: Sequence[tuple[int, float]],
    offset_s: float,
    actor: Actor,
    now: datetime,
) -> SignalPlan:
    """By its author, while nobody has approved it. Raises as `draft_plan`, and ".not_yours"."""
    person = access.engineer_of(actor=actor)
    found = versions.draft_of(_locked(plan_id), person=person, of=_OF)
    plan = _checked(_post(found.junction_id), splits, offset_s, now=now)
    found.offset_s = offset_s
    found.save(update_fields=["offset_s"])
    found.stages.all().delete()
    PlanStage.objects.bulk_create(
        PlanStage(plan=found, place=place, stage=one.stage, split_s=one.duration_s)
        for place, one in enumerate(plan.splits)
    )
    return found


@transaction.atomic
def approve_plan(*, plan_id: UUID, actor: Actor, now: datetime) -> SignalPlan:
    """By another engineer than its author, of stages that are known to be safe.

    Raises NotFound, DomainError("traffic.plan.matrix", ".own", ".moved_on").
    """
    person = access.engineer_of(actor=actor)
    found = _locked(plan_id)
    if not _is_matrix_approved(found.junction_id):
        raise DomainError("traffic.plan.matrix")
    versions.approve(found, person=person, now=now, of=_OF)
    event = PlanApproved(plan_id=found.pk, junction=found.junction_id, plan=found.label)
    outbox.record(event, actor=actor, now=now)
    return found


@transaction.atomic
def publish_plan(*, plan_id: UUID, valid_from: datetime, actor: Actor, now: datetime) -> SignalPlan:
    """In force from that time on. Raises NotFound, DomainError(".past", ".moved_on")."""
    person = access.engineer_of(actor=actor)
    found = _locked(plan_id)
    versions.publish(found, person=person, valid_from=valid_from, now=now, of=_OF)
    outbox.record(
        PlanPublished(
            plan_id=found.pk,
            junction=found.junction_id,
            plan=found.label,
            valid_from=valid_from,
        ),
        actor=actor,
        now=now,
    )
    return found


def _is_matrix_approved(junction: str) -> bool:
    """Whether its stages may be used: of the net that Sewaka brings along always."""
    if town.own() is None:
        return True
    digest = town.matrices().get(junction)
    return digest is not None and junction in approvals(digests={junction: digest})


def _post(junction: str) -> Post:
    if junction not in town.posts() or not Junction.objects.filter(pk=junction).exists():
        raise NotFound("traffic.junction.not_found")
    return town.posts()[junction]


def _checked(
    post: Post, splits: Sequence[tuple[int, float]], offset_s: float, *, now: datetime
) -> StagePlan:
    plan = StagePlan("", tuple(Split(stage, seconds) for stage, seconds in splits), offset_s)
    rules.check_times(plan=plan, change_s=post.change_s, min_green_s=post.stage_min_green_s)
    arms = busiest_arms(junction=post.code, now=now)
    if arms is not None:
        total = sum_of_ratios(junction=post.junction, plan=plan, arms=arms.arms)
        rules.check_load(sum_of_ratios=total)
    return plan


def _locked(plan_id: UUID) -> SignalPlan:
    return versions.locked(SignalPlan.objects.filter(pk=plan_id), of=_OF)
