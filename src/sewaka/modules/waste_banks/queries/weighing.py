"""What a weigher sees before going into the hall, and what a receipt may be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import (
    BankOfficer,
    WasteBank,
    WeighingDevice,
    WeighingRecord,
    WeighingSession,
)
from sewaka.modules.waste_banks.queries.packages import MAY_WEIGH, OPEN
from sewaka.modules.waste_banks.rules.weighing.receipts import (
    Receipt,
    Standing,
    mark_of,
    standing,
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A registered phone, and its public key in hex, by which it knows itself."""

    id: UUID
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Hall:
    """Where an officer weighs: the banks, the phones registered there, the sessions now open."""

    banks: Sequence[WasteBank]
    phones: Sequence[Phone]
    sessions: Sequence[WeighingSession]


def hall(*, actor: Actor) -> Hall:
    """Of the banks at which the actor may weigh; empty for everybody else."""
    if actor.person_id is None:
        return Hall((), (), ())
    duties = [duty for duty in MAY_WEIGH if actor.holds(access.ROLE_OF[duty])]
    held = BankOfficer.objects.filter(person_id=actor.person_id, until=None, duty__in=duties)
    banks = list(WasteBank.objects.filter(pk__in=held.values("bank_id")))
    known = WeighingDevice.objects.filter(bank__in=banks, revoked_at=None)
    phones = [Phone(one.pk, one.label, bytes(one.public_key).hex()) for one in known]
    sessions = WeighingSession.objects.filter(bank__in=banks, status__in=OPEN)
    return Hall(banks, phones, list(sessions.select_related("bank")))


def known_device(*, device_id: UUID, actor: Actor) -> WeighingDevice | None:  # noqa: ARG001 - its signature says who it is
    """A phone that was registered, whether or not it still may weigh."""
    return WeighingDevice.objects.filter(pk=device_id).first()


def receipt_standing(*, receipt: Receipt, actor: Actor) -> Standing:  # noqa: ARG001 - anybody's
    """Whether the city knows the same; nothing else is told."""
    found = WeighingRecord.objects.select_related("session__bank").filter(pk=receipt.record_id)
    row = found.first()
    if row is None:
        return standing(receipt, known=None)
    total = row.body.get("total_idr", 0)
    known = Receipt(row.pk, mark_of(bytes(row.hash)), total, row.session.bank.code)
    return standing(receipt, known=known)
