"""What the waste banks do when they hear their own events: look for fraud, tell customers."""

from __future__ import annotations

import contextlib
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sewaka.kernel.fields import open_ring
from sewaka.kernel.outbox import Consumer, Received
from sewaka.kernel.ui import formats
from sewaka.modules.waste_banks.effects.receipts import Receipt, reader_of, receipts_of
from sewaka.modules.waste_banks.events import (
    PickupDeparted,
    PickupDone,
    PickupFailed,
    PickupScheduled,
    SessionMoved,
)
from sewaka.modules.waste_banks.jobs import FLAG
from sewaka.modules.waste_banks.models import PickupRequest, WeighingSession
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.platform.notify import api as notify

_SENT = frozenset({SessionState.SYNCED.value, SessionState.UNDER_REVIEW.value})
_COUNTED = frozenset({SessionState.SYNCED.value, SessionState.LOCKED.value})
_BY_SMS, _ON_THE_SITE = "waste_banks.receipt_by_sms", "waste_banks.receipt"
_TOLD = (PickupScheduled, PickupDeparted, PickupDone, PickupFailed)


def look_for_fraud(*, received: Received, now: datetime) -> None:  # noqa: ARG001 - the log's signature
    """Ask for one run of the rules; one that already waits will do."""
    event = received.event
    if isinstance(event, SessionMoved) and event.after in _SENT:
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            app.configure_task(FLAG, queueing_lock=FLAG).defer(timestamp=0)


def tell_of_pickup(*, received: Received, now: datetime) -> None:  # noqa: ARG001 - the log's signature
    """The customer or their guardian, on the site or by SMS."""
    event = received.event
    if not isinstance(event, _TOLD):
        return
    rows = PickupRequest.objects.select_related("case", "bank", "customer__person")
    row = rows.select_related("customer__guardian__person").filter(pk=event.case_id).first()
    reader = reader_of(row.customer) if row is not None else None
    if row is None or reader is None:
        return
    facts: dict[str, str | date] = {"bank": row.bank.name, "number": row.case.number}
    if isinstance(event, PickupScheduled):
        facts |= {"day": event.on, "at": row.arrives_at or event.on}
    notify.send(
        template=event.name,
        to=reader,
        facts=facts,
        now=received.occurred_at,
        url=reverse("waste_banks:pickup"),
        case_id=row.pk,
        key=str(received.id),
    )


def tell_what_was_weighed(*, received: Received, now: datetime) -> None:  # noqa: ARG001 - the log's signature
    """A receipt for everybody whose deposits of the day are in the books.

    Once the phones have sent everything, and again when the day is locked to those whose figures a
    look has changed: a receipt is named by its figures, and the same one leaves once.
    """
    event = received.event
    if not isinstance(event, SessionMoved) or event.after not in _COUNTED:
        return
    session = WeighingSession.objects.select_related("bank").get(pk=event.session_id)
    with open_ring():
        receipts = receipts_of(session.pk)
        readers = [(one, reader_of(one.customer)) for one in receipts]
        texts = [_text(one, to, session) for one, to in readers if isinstance(to, notify.Mobile)]
        notify.send_texts(template=_BY_SMS, each=texts, now=received.occurred_at)
    for receipt, reader in readers:
        if reader is not None and not isinstance(reader, notify.Mobile):
            _tell_on_the_site(receipt, reader, session, now=received.occurred_at)


def _text(receipt: Receipt, reader: notify.Mobile, session: WeighingSession) -> notify.Own:
    """For who has only a card, and the passbook on paper: grams and rupiah."""
    with translation.override(reader.language):
        facts = {
            **_facts(receipt, session),
            "number": receipt.customer.number,
            "saved": formats.rupiah(receipt.saved_idr),
            "balance": formats.rupiah(receipt.balance_idr),
        }
    return notify.Own(reader, facts, _key(receipt, session))


def _tell_on_the_site(
    receipt: Receipt, reader: notify.Reader, session: WeighingSession, *, now: datetime
) -> None:
    with translation.override(reader.language):
        facts = _facts(receipt, session)
    notify.send(
        template=_ON_THE_SITE,
        to=reader,
        facts=facts,
        now=now,
        url=reverse("waste_banks:book"),
        key=_key(receipt, session),
    )


def _facts(receipt: Receipt, session: WeighingSession) -> dict[str, str | date]:
    weight = formats.weight(receipt.net_g)
    return {"bank": session.bank.name, "day": session.on, "weight": weight}


def _key(receipt: Receipt, session: WeighingSession) -> str:
    return f"{session.pk}:{receipt.customer.pk}:{receipt.net_g}:{receipt.saved_idr}"


CONSUMERS = (
    Consumer(name="waste_banks.look_for_fraud", events=(SessionMoved,), run=look_for_fraud),
    Consumer(name="waste_banks.tell_of_pickup", events=_TOLD, run=tell_of_pickup),
    Consumer(
        name="waste_banks.tell_what_was_weighed",
        events=(SessionMoved,),
        run=tell_what_was_weighed,
        is_told_history=False,
    ),
)
