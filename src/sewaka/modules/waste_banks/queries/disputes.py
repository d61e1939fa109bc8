"""Disputed lines: of a deposit, and those that wait for the head of a bank."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Dispute, WasteBank
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import DisputeState

MOST = 20


def open_disputes(*, actor: Actor, bank: WasteBank) -> Sequence[Dispute]:
    """What waits at a bank, the oldest first. Raises NotFound for who has no duty there."""
    access.officer_at(actor=actor, bank=bank)
    rows = Dispute.objects.filter(bank=bank, status=DisputeState.OPEN.value)
    return list(rows.select_related("line__category", "line__deposit__customer")[:MOST])


def deposit_of(*, actor: Actor, dispute_id: UUID) -> UUID:
    """Whose line it is, for the head of its bank. Raises NotFound, Forbidden."""
    found = Dispute.objects.select_related("bank", "line").filter(pk=dispute_id).first()
    held = access.duties(actor=actor, bank=found.bank) if found else frozenset[Duty]()
    if found is None or not held:
        raise NotFound("waste_banks.deposit.not_found")
    if Duty.MANAGER not in held:
        raise Forbidden
    return found.line.deposit_id
