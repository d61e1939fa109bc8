"""A promise is changed by a new version; the old ones stay for the reports that began with them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound, Stale
from sewaka.modules.reports import access
from sewaka.modules.reports.events import PolicyChanged
from sewaka.modules.reports.models import HopBudget, SlaPolicy, catalogue
from sewaka.modules.reports.rules import policies
from sewaka.modules.reports.rules.policies import Policy


def publish(*, draft: Policy, actor: Actor, now: datetime) -> Policy:
    """Put the draft in force as the next version; `draft.version` is the one that was looked at.

    Raises Forbidden, NotFound, Stale, Invalid (`policies.check`), DomainError if nothing differs.
    """
    access.check_set_up(actor)
    policies.check(draft)
    try:
        with transaction.atomic():
            return _publish(draft, actor=actor, now=now)
    except IntegrityError:  # two at once: the other's version stands
        raise Stale("reports.setup.stale") from None


def _publish(draft: Policy, *, actor: Actor, now: datetime) -> Policy:
    before = catalogue.read().policies.get(draft.code)
    if before is None:
        raise NotFound("reports.policy.unknown", policy=draft.code)
    if before.version != draft.version:
        raise Stale("reports.setup.stale", version=before.version)
    old, new = policies.written(before), policies.written(draft)
    if old == new:
        raise DomainError("reports.setup.unchanged")
    row = _store(draft, version=before.version + 1, actor=actor, now=now)
    told = PolicyChanged(policy=row.code, number=row.version, before=old, after=new)
    outbox.record(told, actor=actor, now=now)
    catalogue.forget()
    return row.as_policy(draft.chains)


def _store(draft: Policy, *, version: int, actor: Actor, now: datetime) -> SlaPolicy:
    row = SlaPolicy.objects.create(
        code=draft.code,
        version=version,
        response_amount=draft.response.amount,
        response_unit=draft.response.unit,
        resolution_amount=draft.resolution.amount,
        resolution_unit=draft.resolution.unit,
        since=now,
        made_by_id=actor.person_id,
    )
    HopBudget.objects.bulk_create(
        HopBudget(
            policy=row,
            plan=plan,
            level=stage.level,
            amount=stage.budget.amount,
            unit=stage.budget.unit,
        )
        for plan, stages in draft.chains.items()
        for stage in stages
    )
    return row
