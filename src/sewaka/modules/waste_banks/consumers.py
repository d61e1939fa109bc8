"""What the waste banks do when they hear their own events: look for fraud, tell of pick-ups."""

from __future__ import annotations

import contextlib
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sewaka.kernel.outbox import Consumer, Received
from sewaka.modules.waste_banks.events import (
    PickupDeparted,
    PickupDone,
    PickupFailed,
    PickupScheduled,
    SessionMoved,
)
from sewaka.modules.waste_banks.jobs import FLAG
from sewaka.modules.waste_banks.models import PickupRequest
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.platform.notify import api as notify

_SENT = frozenset({SessionState.SYNCED.value, SessionState.UNDER_REVIEW.value})
_TOLD = (PickupScheduled, PickupDeparted, PickupDone, PickupFailed)


def look_for_fraud(*, received: Received, now: datetime) -> None:  # noqa: ARG001 - the log's signature
    """Ask for one run of the rules; one that already waits will do."""
    event = received.event
    if isinstance(event, SessionMoved) and event.after in _SENT:
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            app.configure_task(FLAG, queueing_lock=FLAG).defer(timestamp=0)


def tell_of_pickup(*, received: Received, now: datetime) -> None:
    """The customer, or their guardian, where they have an account; an SMS is not sent yet."""
    event = received.event
    if not isinstance(event, _TOLD):
        return
    rows = PickupRequest.objects.select_related("case", "bank", "customer__person")
    row = rows.select_related("customer__guardian__person").filter(pk=event.case_id).first()
    if row is None:
        return
    guardian = row.customer.guardian
    owner = guardian.person if guardian is not None else row.customer.person
    if owner is None:
        return
    facts: dict[str, str | date] = {"bank": row.bank.name, "number": row.case.number}
    if isinstance(event, PickupScheduled):
        facts["day"] = event.on
    notify.send(
        template=event.name,
        to=owner,
        facts=facts,
        now=now,
        url=reverse("waste_banks:pickup"),
        case_id=row.pk,
        key=str(received.id),
    )


CONSUMERS = (
    Consumer(name="waste_banks.look_for_fraud", events=(SessionMoved,), run=look_for_fraud),
    Consumer(name="waste_banks.tell_of_pickup", events=_TOLD, run=tell_of_pickup),
)
