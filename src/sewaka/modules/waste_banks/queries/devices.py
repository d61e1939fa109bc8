"""The phones that weigh for a bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import WasteBank, WeighingDevice
from sewaka.modules.waste_banks.queries.desk import bank_at
from sewaka.modules.waste_banks.rules.kinds import Duty


@dataclass(frozen=True, slots=True)
class Phones:
    """Those that weigh first, then those that are off the list."""

    bank: WasteBank
    may_revoke: bool
    phones: Sequence[WeighingDevice]


def phones(*, actor: Actor, code: str) -> Phones:
    """Of a bank at which the actor has a duty. Raises NotFound."""
    bank, held = bank_at(actor=actor, code=code)
    rows = bank.devices.order_by("-enrolled_at")
    found = sorted(rows, key=lambda one: one.revoked_at is not None)
    return Phones(bank, Duty.MANAGER in held, found)


def bank_of_phone(*, actor: Actor, device_id: UUID) -> str:
    """The code of the bank that a phone weighs for. Raises NotFound."""
    found = WeighingDevice.objects.select_related("bank").filter(pk=device_id).first()
    if found is None or not access.duties(actor=actor, bank=found.bank):
        raise NotFound("waste_banks.bank.not_found")
    return found.bank.code
