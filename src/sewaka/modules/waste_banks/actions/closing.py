"""A phone says that it has ended a session, and what it counted; the city counts itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.waste_banks.actions.receiving import TAKES
from sewaka.modules.waste_banks.actions.sessions import move_session
from sewaka.modules.waste_banks.models import SessionDevice, WeighingDevice, WeighingSession
from sewaka.modules.waste_banks.models import weighing as kept
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.modules.waste_banks.rules.weighing.manifest import (
    ITEMS,
    Difference,
    Manifest,
    differences,
    recount,
)

CASH = ("cash_open_idr", "cash_close_idr")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneManifest:
    """What a phone signed at its close."""

    v: int
    session_id: UUID
    device_id: UUID
    count: int
    first_seq: int
    last_seq: int
    grams: int
    rupiah: int
    voids: int
    head: str
    cash_open_idr: int | None = None  # only who has the cash counts it
    cash_close_idr: int | None = None


@transaction.atomic
def close_on_phone(
    *, session_id: UUID, device: WeighingDevice, said: PhoneManifest, actor: Actor, now: datetime
) -> Sequence[Difference]:  # fmt: skip
    """Where phone and city differ, item by item; then somebody looks at the session.

    Raises NotFound, DomainError("weighing.not_open").
    """
    session = kept.session_of(session_id=session_id, device=device)
    if (said.session_id, said.device_id) != (session.pk, device.pk):
        raise NotFound("waste_banks.bank.not_found")
    chain = kept.locked_chain(session=session, device=device)
    day = WeighingSession.objects.select_for_update().get(pk=session.pk)
    if day.status not in TAKES:
        raise DomainError("weighing.not_open")
    phone = Manifest(**{item: getattr(said, item) for item in ITEMS})
    city = recount(kept.records_of(chain), head=bytes(chain.head))
    found = [*differences(phone=phone, city=city), *_cash(day, said)]
    chain.manifest = {name: _plain(value) for name, value in asdict(said).items()}
    chain.closed_at = now
    chain.save(update_fields=["manifest", "closed_at"])
    day.save(update_fields=[*CASH])
    _move(day, has_differences=bool(found), actor=actor, now=now)
    return found


def _plain(value: UUID | int | str | None) -> int | str | None:
    return str(value) if isinstance(value, UUID) else value


def _cash(day: WeighingSession, said: PhoneManifest) -> list[Difference]:
    """The cash of a day is one; the first phone that says it is believed until somebody counts."""
    found = []
    for item in CASH:
        told, known = getattr(said, item), getattr(day, item)
        if known is None:
            setattr(day, item, told)
        elif told is not None and known != told:
            found.append(Difference(item, told, known))
    return found


def _move(day: WeighingSession, *, has_differences: bool, actor: Actor, now: datetime) -> None:
    """Differences are looked at; the last phone that closes ends the day."""
    if day.status == SessionState.UNDER_REVIEW:
        return
    steps = []
    if has_differences:
        steps = [SessionState.UNDER_REVIEW]
    elif day.status != SessionState.SYNCED:
        is_last = not SessionDevice.objects.filter(session=day, closed_at=None).exists()
        steps = [SessionState.CLOSING] * (day.status == SessionState.OPEN)
        steps += [SessionState.SYNCED] * is_last
    for after in steps:
        move_session(session_id=day.pk, after=after, actor=actor, now=now)
