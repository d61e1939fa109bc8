"""The head of a bank decides what it takes, from a day to come on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import FeeDecided
from sewaka.modules.waste_banks.models import BankFee
from sewaka.modules.waste_banks.models.fees import fees_of
from sewaka.modules.waste_banks.models.reading import locked_bank
from sewaka.modules.waste_banks.rules.fees import Fee, check_next
from sewaka.modules.waste_banks.rules.kinds import Duty


@transaction.atomic
def decide_fee(*, bank_id: UUID, fee: Fee, actor: Actor, now: datetime) -> BankFee:
    """Set the next fee; what is weighed before its day keeps the former one, whenever it comes in.

    Raises NotFound, Forbidden, Invalid("bp", "since"), DomainError("waste_banks.fee.known").
    """
    bank = locked_bank(bank_id)
    person = access.officer_at(actor=actor, bank=bank, of=frozenset({Duty.MANAGER}))
    check_next(fee, known=fees_of(bank), today=localdate(now))
    made = BankFee.objects.create(
        bank=bank,
        since=fee.since,
        fee_bp=fee.bp,
        fee_on=fee.on.value,
        decided_by=person,
        decided_at=now,
    )
    event = FeeDecided(bank_id=bank.pk, since=fee.since, fee_bp=fee.bp, fee_on=fee.on.value)
    outbox.record(event, actor=actor, now=now)
    return made
