"""The fraud desk: findings are written down once, and a person decides about each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.text import clean_text
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import FraudDecided, FraudFlagged
from sewaka.modules.waste_banks.models import FraudFlag, WasteBank
from sewaka.modules.waste_banks.queries import fraud
from sewaka.modules.waste_banks.rules.fraud import spans
from sewaka.modules.waste_banks.rules.states import FlagState

LONGEST: Final = 500  # letters of a reason


@transaction.atomic
def write_flags(*, actor: Actor, now: datetime) -> int:
    """Run the rules over this month and write what is new; how many. Twice is once."""
    since = spans.since(now)
    found = {
        spans.key(one, since=since): one for one in fraud.flags(since=since, now=now, actor=actor)
    }
    known = set(FraudFlag.objects.filter(key__in=found).values_list("key", flat=True))
    banks = dict(WasteBank.objects.values_list("code", "pk"))
    fresh = [
        FraudFlag(
            key=key, rule=one.rule, severity=one.severity.value, bank_id=banks[one.bank],
            subject=one.subject, evidence=_plain(one.evidence), found_at=now,
        )
        for key, one in found.items()
        if key not in known
    ]  # fmt: skip
    FraudFlag.objects.bulk_create(fresh, ignore_conflicts=True)
    written = set(FraudFlag.objects.filter(key__in=found).values_list("pk", flat=True))
    told = [
        FraudFlagged(bank_id=one.bank_id, flag_id=one.pk, rule=one.rule, severity=one.severity)
        for one in fresh
        if one.pk in written  # else another run was faster
    ]
    outbox.record_all(outbox.Told(event, actor, now) for event in told)
    return len(told)


@transaction.atomic
def decide_flag(
    *, flag_id: UUID, outcome: FlagState, reason: str, actor: Actor, now: datetime
) -> FraudFlag:
    """Explain or confirm a finding, once. Nobody decides about themselves.

    Raises NotFound, Forbidden, Invalid("reason"), DomainError("waste_banks.bad_transition").
    """
    person = access.check_supervisor(actor=actor)
    flag = FraudFlag.objects.select_for_update().filter(pk=flag_id).first()
    if flag is None:
        raise NotFound("waste_banks.flag.not_found")
    if person is None or flag.subject == str(person):
        raise Forbidden
    if flag.status != FlagState.OPEN or outcome is FlagState.OPEN:
        raise DomainError("waste_banks.bad_transition", before=flag.status, after=outcome.value)
    words = clean_text(reason)[:LONGEST]
    if not words:
        raise Invalid(fields={"reason": "waste_banks.reason"})
    flag.status, flag.reason = outcome.value, words
    flag.decided_by, flag.decided_at = person, now
    flag.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    event = FraudDecided(
        bank_id=flag.bank_id, flag_id=flag.pk, rule=flag.rule, outcome=outcome.value, reason=words
    )
    outbox.record(event, actor=actor, now=now)
    return flag


def _plain(evidence: Mapping[str, object]) -> dict[str, Any]:
    """As JSON has it: instants with their zone as text."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in evidence.items()
    }
