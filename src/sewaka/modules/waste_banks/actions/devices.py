"""Phones that weigh for a bank: registered by an officer, taken off the list when lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import DeviceEnrolled, DeviceRevoked
from sewaka.modules.waste_banks.models import WasteBank, WeighingDevice
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.weighing.signatures import is_key

MAY_ENROL = frozenset({Duty.MANAGER, Duty.WEIGHER})
_MOST_LABEL = 80


@transaction.atomic
def enrol_device(
    *, bank_id: UUID, label: str, public_key: bytes, actor: Actor, now: datetime
) -> WeighingDevice:
    """Let a phone weigh for one bank; the same key again is the same phone.

    Raises NotFound, Forbidden, Invalid("weighing.key"), DomainError("weighing.device_elsewhere").
    """
    bank = WasteBank.objects.filter(pk=bank_id).first()
    if bank is None:
        raise NotFound("waste_banks.bank.not_found")
    officer = access.officer_at(actor=actor, bank=bank, of=MAY_ENROL)
    if officer is None or not is_key(public_key):
        raise Invalid("weighing.key", fields={"public_key": "weighing.key"})
    device, is_new = WeighingDevice.objects.get_or_create(
        public_key=public_key,
        defaults={
            "bank": bank, "label": label.strip()[:_MOST_LABEL] or "Ponsel",
            "enrolled_by": officer, "enrolled_at": now,
        },
    )  # fmt: skip
    if device.bank_id != bank.pk or device.revoked_at is not None:
        raise DomainError("weighing.device_elsewhere")
    if is_new:
        outbox.record(DeviceEnrolled(device_id=device.pk, bank=bank.code), actor=actor, now=now)
    return device


@transaction.atomic
def revoke_device(*, device_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a lost phone off the list. What it wrote before may still come, and is looked at.

    Raises NotFound, Forbidden.
    """
    found = WeighingDevice.objects.select_for_update(of=("self",)).select_related("bank")
    device = found.filter(pk=device_id).first()
    if device is None:
        raise NotFound("waste_banks.bank.not_found")
    access.officer_at(actor=actor, bank=device.bank, of=frozenset({Duty.MANAGER}))
    if device.revoked_at is not None:
        return
    device.revoked_at = now
    device.save(update_fields=["revoked_at"])
    outbox.record(DeviceRevoked(device_id=device.pk, bank=device.bank.code), actor=actor, now=now)
