"""What a weigher sees before going into the hall, and what a receipt may be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import (
    BankOfficer,
    SessionDevice,
    WasteBank,
    WeighingDevice,
    WeighingRecord,
    WeighingSession,
)
from sewaka.modules.waste_banks.models import weighing as kept
from sewaka.modules.waste_banks.queries.packages import MAY_WEIGH, OPEN
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.rules.weighing import clocks
from sewaka.modules.waste_banks.rules.weighing.receipts import (
    Receipt,
    Standing,
    mark_of,
    standing,
)

_DONE = frozenset({SessionState.LOCKED.value, SessionState.CANCELLED.value})


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


@dataclass(frozen=True, slots=True)
class Lacking:
    """What the city does not have of a phone's session: records from that number on, and photos
    by the hash that its records name. `is_over`: nothing will be asked of the phone any more."""

    expected_seq: int
    photos: Sequence[str]
    is_over: bool


def lacking(
    *, session_id: UUID, device: WeighingDevice, actor: Actor, now: datetime  # noqa: ARG001 - the phone's signature says who it is
) -> Lacking:  # fmt: skip
    """For the phone itself, whose signature was checked. Raises NotFound.

    A city that was put back from a backup learns by this what it once had. A session is over when
    it is locked or cancelled, or after the day up to which anything is taken.
    """
    session = kept.session_of(session_id=session_id, device=device)
    is_late = now - session.ends_at > timedelta(days=clocks.CLAIM_AFTER_DAYS)
    is_over = is_late or session.status in _DONE
    chain = SessionDevice.objects.filter(session=session, device=device).first()
    if chain is None:
        return Lacking(1, (), is_over)
    photos = () if is_late else sorted(kept.photos_lacking(chain))
    return Lacking(chain.expected_seq, photos, is_over)


def receipt_standing(*, receipt: Receipt, actor: Actor) -> Standing:  # noqa: ARG001 - anybody's
    """Whether the city knows the same; nothing else is told."""
    found = WeighingRecord.objects.select_related("session__bank").filter(pk=receipt.record_id)
    row = found.first()
    if row is None:
        return standing(receipt, known=None)
    total = row.body.get("total_idr", 0)
    known = Receipt(row.pk, mark_of(bytes(row.hash)), total, row.session.bank.code)
    return standing(receipt, known=known)
