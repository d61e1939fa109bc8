"""What a phone takes along into a hall without signal: no NIK, no address, no balance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.fields import preload
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import PackageRefused
from sewaka.modules.waste_banks.models import (
    Customer,
    SessionDevice,
    WasteCategory,
    WeighingDevice,
    WeighingSession,
)
from sewaka.modules.waste_banks.models.fees import fees_of
from sewaka.modules.waste_banks.models.reading import prices_between
from sewaka.modules.waste_banks.rules.fees import in_force
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import CustomerState, SessionState
from sewaka.modules.waste_banks.rules.weighing.chain import genesis
from sewaka.modules.waste_banks.rules.weighing.records import VERSION

Json = dict[str, Any]
CARD_BYTES = 16  # of the hash of a card's token; enough to tell cards apart, not to make one
MAY_WEIGH = frozenset({Duty.MANAGER, Duty.WEIGHER})
OPEN = (SessionState.OPEN, SessionState.CLOSING, SessionState.UNDER_REVIEW)


def package(*, session_id: UUID, device_id: UUID | None, actor: Actor, now: datetime) -> Json:
    """A session for one phone of its bank, which has to be named. Raises NotFound, Forbidden.

    Who weighs elsewhere is refused and noted: call it outside of a transaction.
    """
    session = WeighingSession.objects.select_related("bank").filter(pk=session_id).first()
    if session is None:
        raise NotFound("waste_banks.bank.not_found")
    weigher = _weigher_at(session, actor=actor, now=now)
    if device_id is None or session.status not in OPEN:
        raise NotFound("waste_banks.bank.not_found")
    device = session.bank.devices.filter(pk=device_id, revoked_at=None).first()
    if device is None or weigher is None:
        raise NotFound("waste_banks.bank.not_found")
    bank = session.bank
    fee = in_force(fees_of(bank), day=session.on)
    return {
        "protocol": VERSION,
        "server_time": now.isoformat(),
        "bank": {"code": bank.code, "name": bank.name},
        "session": {
            "id": str(session.pk), "on": session.on.isoformat(), "place": session.place,
            "begins_at": session.begins_at.isoformat(), "ends_at": session.ends_at.isoformat(),
        },
        "weigher_id": str(weigher),
        "device": _standing(session, device),
        "prices": _prices(session),
        "customers": list(_customers(session)),
        "fee": {"bp": fee.bp, "on": fee.on.value},
    }  # fmt: skip


def _weigher_at(session: WeighingSession, *, actor: Actor, now: datetime) -> UUID | None:
    try:
        return access.officer_at(actor=actor, bank=session.bank, of=MAY_WEIGH)
    except NotFound:
        if any(actor.holds(access.ROLE_OF[duty]) for duty in MAY_WEIGH):
            _note_refusal(session, actor=actor, now=now)
        raise


def _note_refusal(session: WeighingSession, *, actor: Actor, now: datetime) -> None:
    """A package holds the names of a whole hall: who reached for another bank's is known."""
    event = PackageRefused(bank_id=session.bank_id, session_id=session.pk)
    with transaction.atomic(durable=True):  # by itself, so that it outlives the refusal
        outbox.record(event, actor=actor, now=now)


def _standing(session: WeighingSession, device: WeighingDevice) -> Json:
    known = SessionDevice.objects.filter(session=session, device=device).first()
    start = genesis(session_id=session.pk, device_id=device.pk)
    return {
        "id": str(device.pk),
        "expected_seq": known.expected_seq if known else 1,
        "head": (bytes(known.head) if known else start).hex(),
    }


def _prices(session: WeighingSession) -> Json:
    """What is paid on the day, as the city itself will value it."""
    paid = prices_between(session.bank, first=session.on, last=session.on)(session.on)
    items = [
        {
            "code": sort.code, "name": sort.name, "name_en": sort.name_en, "group": sort.group,
            "unit": sort.unit, "grams_per_unit": sort.grams_per_unit,
            "max_line_g": sort.max_line_g, "price_idr": paid[sort.code].buy_idr,
        }
        for sort in WasteCategory.objects.filter(code__in=list(paid))
    ]  # fmt: skip
    return {"version": max((one.version for one in paid.values()), default=0), "items": items}


def _customers(session: WeighingSession) -> Iterable[Json]:
    known = Customer.objects.filter(bank=session.bank).exclude(status=CustomerState.CLOSED)
    rows = list(known.only("id", "number", "name", "card_hash", "status", "subject_id"))
    preload(rows)
    for row in rows:
        yield {
            "id": str(row.pk), "number": row.number, "name": row.name or row.number,
            "card": bytes(row.card_hash)[:CARD_BYTES].hex(),
            "flags": ["frozen"] if row.status == CustomerState.FROZEN else [],
        }  # fmt: skip
