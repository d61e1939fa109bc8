"""The fraud desk: findings are written down once, and a person decides about each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.outbox.chain import head_of_day
from sewaka.kernel.text import clean_text
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import FraudDecided, FraudFlagged
from sewaka.modules.waste_banks.models import FraudFlag, ReweighDraw, WasteBank, WeighingSession
from sewaka.modules.waste_banks.queries import fraud
from sewaka.modules.waste_banks.rules.fraud import spans
from sewaka.modules.waste_banks.rules.fraud.chains import to_weigh_again
from sewaka.modules.waste_banks.rules.states import OUT, WEIGHED, FlagState

LONGEST: Final = 500  # letters of a reason
_DRAWN_FOR: Final = timedelta(days=31)  # days that are over and were not drawn for yet


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


@transaction.atomic
def draw_sessions(*, actor: Actor, now: datetime) -> int:
    """Draw whom to weigh again for weighing days that are over, once each; gives how many.

    The seed is the log's head of that day, which is published and which nobody can steer.
    """
    access.check_supervisor(actor=actor)
    today, zone = localdate(now), ZoneInfo(settings.TIME_ZONE)
    over = WeighingSession.objects.filter(
        status__in=WEIGHED, on__lt=today, on__gte=today - _DRAWN_FOR, reweigh_draw=None
    )
    rows = []
    for session in over:
        head = head_of_day(session.on, zone=zone).hash.hex()
        brought = session.deposits.exclude(status__in=OUT).values_list("pk", flat=True)
        ids = [str(one) for one in brought]
        drawn = to_weigh_again(session=str(session.pk), head=head, deposits=ids)
        rows.append(
            ReweighDraw(session=session, head=head, of=len(ids), deposits=drawn, drawn_at=now)
        )
    ReweighDraw.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
