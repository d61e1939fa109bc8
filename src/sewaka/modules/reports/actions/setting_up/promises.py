"""Promises: a new one, and a new version of one; old versions stay for reports that began there.

A promise of the city's own is renamed by a version too: who called it what since when stays.
"""

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
from sewaka.modules.reports.rules.questions import Words


def publish(*, draft: Policy, names: Words | None = None, actor: Actor, now: datetime) -> Policy:
    """Put the draft in force as the next version; `draft.version` is the one that was looked at.

    `names` are other names for a promise of the city's own; left out, it keeps its names. Raises
    Forbidden, NotFound, Stale, Invalid (name, name_en, and `policies.check`), DomainError if
    nothing differs.
    """
    access.check_set_up(actor)
    policies.check(draft)
    words = _cleaned(names) if names is not None else None
    if words is not None:
        _refuse(_name_faults(words))
    try:
        with transaction.atomic():
            return _publish(draft, words, actor=actor, now=now)
    except IntegrityError:  # two at once: the other's version stands
        raise Stale("reports.setup.stale") from None


def add_promise(*, draft: Policy, names: Words, actor: Actor, now: datetime) -> Policy:
    """Enter a promise under a code of its own; categories may choose it from now on.

    Raises Forbidden, Invalid (code, name, name_en, and `policies.check`).
    """
    access.check_set_up(actor)
    words = _cleaned(names)
    _refuse(_name_faults(words) | _code_faults(draft.code))
    policies.check(draft)
    try:
        with transaction.atomic():
            row = _store(draft, version=1, names=words, actor=actor, now=now)
            _tell(row, before={}, after=_written(draft, words), actor=actor, now=now)
    except IntegrityError:  # two at once: the other's promise stands
        raise Invalid("reports.policy.impossible", fields=_TAKEN) from None
    return row.as_policy(draft.chains)


_TAKEN = {"code": "reports.policy.taken"}


def _cleaned(names: Words) -> Words:
    return Words(clean_text(names.id), clean_text(names.en))


def _name_faults(names: Words) -> dict[str, str]:
    return {
        field: "reports.policy.name"
        for field, name in (("name", names.id), ("name_en", names.en))
        if not 1 <= len(name) <= policies.MOST_NAME
    }


def _code_faults(code: str) -> dict[str, str]:
    if not policies.CODE.fullmatch(code):
        return {"code": "reports.policy.code"}
    return _TAKEN if SlaPolicy.objects.filter(code=code).exists() else {}


def _refuse(faults: Mapping[str, str]) -> None:
    if faults:
        raise Invalid("reports.policy.impossible", fields=faults)


def _publish(draft: Policy, names: Words | None, *, actor: Actor, now: datetime) -> Policy:
    known = catalogue.read()
    before, kept = known.policies.get(draft.code), known.policy_names.get(draft.code)
    if before is None:
        raise NotFound("reports.policy.unknown", policy=draft.code)
    if before.version != draft.version:
        raise Stale("reports.setup.stale", version=before.version)
    if names is not None and kept is None:
        _refuse({"name": "reports.policy.named_by_software"})
    words = names or kept
    old, new = _written(before, kept), _written(draft, words)
    if old == new:
        raise DomainError("reports.setup.unchanged")
    row = _store(draft, version=before.version + 1, names=words, actor=actor, now=now)
    _tell(row, before=old, after=new, actor=actor, now=now)
    return row.as_policy(draft.chains)


def _written(policy: Policy, names: Words | None) -> dict[str, str]:
    """Times and names as the log has them; a promise of the software has no name of its own."""
    called = {"name": names.id, "name_en": names.en} if names else {}
    return {**policies.written(policy), **called}


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
    draft: Policy, *, version: int, names: Words | None, actor: Actor, now: datetime
) -> SlaPolicy:
    row = SlaPolicy.objects.create(
        code=draft.code,
        version=version,
        name=names.id if names else "",
        name_en=names.en if names else "",
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
