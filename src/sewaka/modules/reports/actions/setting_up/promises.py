"""Promises: a new one, and a new version of one; old versions stay for reports that began there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound, Stale
from sewaka.kernel.text import clean_text
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


def add_promise(*, draft: Policy, name: str, name_en: str, actor: Actor, now: datetime) -> Policy:
    """Enter a promise under a code of its own; categories may choose it from now on.

    Raises Forbidden, Invalid (code, name, name_en, and `policies.check`).
    """
    access.check_set_up(actor)
    words = (clean_text(name), clean_text(name_en))
    _check_new(draft.code, words)
    policies.check(draft)
    try:
        with transaction.atomic():
            row = _store(draft, version=1, names=words, actor=actor, now=now)
            _tell(row, before={}, after=policies.written(draft), actor=actor, now=now)
    except IntegrityError:  # two at once: the other's promise stands
        raise Invalid("reports.policy.impossible", fields=_TAKEN) from None
    return row.as_policy(draft.chains)


_TAKEN = {"code": "reports.policy.taken"}


def _check_new(code: str, names: tuple[str, str]) -> None:
    found = {
        field: "reports.policy.name"
        for field, name in zip(("name", "name_en"), names, strict=True)
        if not 1 <= len(name) <= policies.MOST_NAME
    }
    if not policies.CODE.fullmatch(code):
        found["code"] = "reports.policy.code"
    elif SlaPolicy.objects.filter(code=code).exists():
        found |= _TAKEN
    if found:
        raise Invalid("reports.policy.impossible", fields=found)


def _publish(draft: Policy, *, actor: Actor, now: datetime) -> Policy:
    before = catalogue.read().policies.get(draft.code)
    if before is None:
        raise NotFound("reports.policy.unknown", policy=draft.code)
    if before.version != draft.version:
        raise Stale("reports.setup.stale", version=before.version)
    old, new = policies.written(before), policies.written(draft)
    if old == new:
        raise DomainError("reports.setup.unchanged")
    words = catalogue.read().policy_names.get(draft.code)
    names = (words.id, words.en) if words else ("", "")
    row = _store(draft, version=before.version + 1, names=names, actor=actor, now=now)
    _tell(row, before=old, after=new, actor=actor, now=now)
    return row.as_policy(draft.chains)


def _tell(
    row: SlaPolicy,
    *,
    before: Mapping[str, str],
    after: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> None:
    told = PolicyChanged(policy=row.code, number=row.version, before=before, after=after)
    outbox.record(told, actor=actor, now=now)
    catalogue.forget()


def _store(
    draft: Policy, *, version: int, names: tuple[str, str], actor: Actor, now: datetime
) -> SlaPolicy:
    row = SlaPolicy.objects.create(
        code=draft.code,
        version=version,
        name=names[0],
        name_en=names[1],
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
