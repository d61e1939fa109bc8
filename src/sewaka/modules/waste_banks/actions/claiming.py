"""A lost phone: what a customer's receipt proves is written down, and taken by another person.

Who enters a claim does not accept it (`correcting.accept_deposit`). Should the phone turn up, a
receipt still counts once: what was accepted stays, what still waits gives way to the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.ids import time_of
from sewaka.modules.waste_banks.actions.depositing import (
    DepositWish,
    LineWish,
    Taken,
    post_deposit,
)
from sewaka.modules.waste_banks.events import DepositClaimed
from sewaka.modules.waste_banks.models import (
    ReceiptClaim,
    WasteBank,
    WeighingRecord,
    WeighingSession,
)
from sewaka.modules.waste_banks.models.reading import bank_of
from sewaka.modules.waste_banks.rules.depositing import Reason
from sewaka.modules.waste_banks.rules.kinds import Channel, Purpose
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.rules.weighing.receipts import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWish:
    """A receipt, and what its customer says was weighed. `id`: of the deposit to be."""

    id: UUID
    receipt: Receipt
    customer_id: UUID
    lines: Sequence[LineWish]
    purpose: Purpose = Purpose.SAVINGS


@transaction.atomic
def file_claim(*, bank_id: UUID, wish: ClaimWish, actor: Actor, now: datetime) -> Taken:
    """Write a claim down; it waits until another person accepts it. The same again is the same.

    The day is that of the receipt's own id; the bank must have weighed then, and the lines may not
    be worth more than the receipt says. Raises Invalid("receipt") with "waste_banks.claim.bank",
    ".known" (the city has that record), ".again", ".day", ".more"; and what `post_deposit` raises.
    """
    at = time_of(wish.receipt.record_id)
    bank = bank_of(bank_id)
    known = ReceiptClaim.objects.filter(record_id=wish.receipt.record_id).first()
    if known is None or known.deposit_id != wish.id:
        _check(wish, bank, at=at, now=now, is_claimed=known is not None)
    deposit = DepositWish(
        id=wish.id,
        customer_id=wish.customer_id,
        lines=wish.lines,
        day=localdate(at),
        occurred_at=at,
        channel=Channel.CLAIM,
        purpose=wish.purpose,
        weigher_id=actor.person_id,
        reasons=(Reason.CLAIM,),
    )
    taken = post_deposit(bank_id=bank_id, wish=deposit, actor=actor, now=now)
    if taken.deposit.gross_idr > wish.receipt.total_idr:
        raise Invalid(fields={"receipt": "waste_banks.claim.more"})
    if known is None:
        _write(taken, wish.receipt, actor=actor, now=now)
    return taken


def _check(
    wish: ClaimWish, bank: WasteBank, *, at: datetime, now: datetime, is_claimed: bool
) -> None:
    code = ""
    if wish.receipt.bank != bank.code:
        code = "bank"
    elif WeighingRecord.objects.filter(pk=wish.receipt.record_id).exists():
        code = "known"
    elif is_claimed:
        code = "again"
    elif at > now or not _has_weighed(bank, at=at):
        code = "day"
    if code:
        raise Invalid(fields={"receipt": f"waste_banks.claim.{code}"})


def _has_weighed(bank: WasteBank, *, at: datetime) -> bool:
    never = [SessionState.PLANNED.value, SessionState.CANCELLED.value]
    days = WeighingSession.objects.filter(bank=bank, on=localdate(at))
    return days.exclude(status__in=never).exists()


def _write(taken: Taken, receipt: Receipt, *, actor: Actor, now: datetime) -> None:
    deposit = taken.deposit
    if taken.is_replay:  # another deposit bears the id
        raise DomainError("waste_banks.deposit.conflict", deposit=str(deposit.pk))
    ReceiptClaim.objects.create(
        deposit=deposit,
        record_id=receipt.record_id,
        mark=receipt.mark,
        total_idr=receipt.total_idr,
    )
    event = DepositClaimed(
        bank_id=deposit.bank_id,
        deposit_id=deposit.pk,
        record_id=receipt.record_id,
        receipt_idr=receipt.total_idr,
        claimed_idr=deposit.gross_idr,
    )
    outbox.record(event, actor=actor, now=now)
