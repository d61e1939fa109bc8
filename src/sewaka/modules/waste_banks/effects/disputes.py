"""An answered dispute, and whom it is told to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks.events import DisputeAnswered
from sewaka.modules.waste_banks.models import BankOfficer, Dispute
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import DisputeState, check_move
from sewaka.platform.notify import api as notify


def settle(
    dispute: Dispute, *, after: DisputeState, answer: str, actor: Actor, now: datetime
) -> None:
    """Write the answer down, and tell the customer; the bank is locked by the caller."""
    check_move(before=DisputeState(dispute.status), after=after)
    dispute.status, dispute.answer = after.value, answer
    dispute.answered_by, dispute.answered_at = actor.person_id, now
    dispute.save(update_fields=["status", "answer", "answered_by", "answered_at"])
    event = DisputeAnswered(
        bank_id=dispute.bank_id,
        deposit_id=dispute.line.deposit_id,
        dispute_id=dispute.pk,
        outcome=after.value,
    )
    outbox.record(event, actor=actor, now=now, subject=dispute.subject_id)
    customer = dispute.line.deposit.customer
    guardian = customer.guardian if customer else None
    owner = (guardian.person if guardian else None) or (customer.person if customer else None)
    if owner is not None:
        _tell("waste_banks.dispute_answered", [owner], dispute, now=now)


def tell_heads(dispute: Dispute, *, now: datetime) -> None:
    """Tell the heads of the bank that somebody objects."""
    rows = BankOfficer.objects.filter(bank=dispute.bank, duty=Duty.MANAGER.value, until=None)
    heads = [one.person for one in rows.select_related("person")]
    _tell("waste_banks.dispute_opened", heads, dispute, now=now)


def _tell(
    template: str, to: Iterable[notify.Recipient], dispute: Dispute, *, now: datetime
) -> None:
    deposit = dispute.line.deposit
    notify.send(
        template=template,
        to=to,
        facts={"bank": dispute.bank.name, "at": deposit.occurred_at},
        now=now,
        url=reverse("waste_banks:deposit", args=[deposit.pk]),
        key=f"{dispute.pk}",
    )
