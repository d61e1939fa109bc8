"""A customer says that a line is wrong; the head of the bank keeps it, or reverses the deposit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.effects.disputes import settle, tell_heads
from sewaka.modules.waste_banks.events import DepositDisputed
from sewaka.modules.waste_banks.models import DepositLine, Dispute
from sewaka.modules.waste_banks.models.reading import locked_bank
from sewaka.modules.waste_banks.rules.disputing import check_dispute
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import DepositState, DisputeState, check_reason


@transaction.atomic
def dispute_line(*, deposit_id: UUID, n: int, words: str, actor: Actor, now: datetime) -> Dispute:
    """Object to a line within seven days: the owner, the guardian, or an officer for them.

    Raises NotFound, DomainError("waste_banks.dispute.late", ".dispute.twice", ".bad_transition"),
    Invalid("words").
    """
    rows = DepositLine.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("deposit__bank", "deposit__customer__guardian")
    line = rows.filter(deposit_id=deposit_id, n=n).first()
    customer = line.deposit.customer if line else None
    if line is None or customer is None or not access.is_near(actor=actor, customer=customer):
        raise NotFound("waste_banks.deposit.not_found")
    deposit = line.deposit
    said = check_dispute(
        state=DepositState(deposit.status), received_at=deposit.received_at, words=words, now=now
    )
    if Dispute.objects.filter(line=line).exists():
        raise DomainError("waste_banks.dispute.twice")
    made = Dispute.objects.create(
        bank=deposit.bank,
        line=line,
        subject_id=customer.subject_id,
        words=said,
        opened_by=actor.person_id or customer.pk,
        opened_at=now,
    )
    event = DepositDisputed(bank_id=deposit.bank_id, deposit_id=deposit.pk, dispute_id=made.pk)
    outbox.record(event, actor=actor, now=now, subject=customer.subject_id)
    tell_heads(made, now=now)
    return made


@transaction.atomic
def keep_line(*, dispute_id: UUID, reason: str, actor: Actor, now: datetime) -> Dispute:
    """Answer that the line is right as it is. For the head of the bank, who did not weigh it.

    Raises NotFound, Forbidden, Invalid("reason"), DomainError("waste_banks.deposit.weigher",
    ".bad_transition").
    """
    rows = Dispute.objects.select_related("bank", "line__deposit__customer__guardian__person")
    found = rows.filter(pk=dispute_id).first()
    absent = "waste_banks.deposit.not_found"
    if found is None:
        raise NotFound(absent)
    locked_bank(found.bank_id)
    managers = frozenset({Duty.MANAGER})
    access.officer_at(actor=actor, bank=found.bank, of=managers, absent=absent)
    weigher = found.line.deposit.weigher_id
    if weigher is not None and weigher == actor.person_id:
        raise DomainError("waste_banks.deposit.weigher")
    found.refresh_from_db(fields=["status"])
    answer = check_reason(reason)
    settle(found, after=DisputeState.KEPT, answer=answer, actor=actor, now=now)
    return found
