"""Turns each published event into one message for each subscription that wants it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from sewaka.kernel.outbox import Consumer, Received, deliveries
from sewaka.kernel.outbox.events import encode, personal_fields
from sewaka.platform.cases import api as cases
from sewaka.platform.webhooks import queries, rules
from sewaka.platform.webhooks.models import Subscription

CHANNEL = "webhook"


def tell_subscribers(*, received: Received, now: datetime) -> None:
    """Write the messages. Personal fields stay here, and nothing of a sealed case goes out."""
    if received.case_id is not None and cases.is_sealed(case_id=received.case_id):
        return
    hidden = personal_fields(type(received.event))
    data = {key: value for key, value in encode(received.event).items() if key not in hidden}
    message = rules.envelope(
        event_id=received.id,
        source=settings.SEWAKA_URL,
        name=received.name,
        case_id=received.case_id,
        at=received.occurred_at,
        data=data,
    )
    wanting = Subscription.objects.filter(ended_at=None, events__contains=[received.name])
    for subscription in wanting.filter(created_at__lte=received.occurred_at):
        deliveries.enqueue(
            channel=CHANNEL,
            target=f"webhook:{subscription.pk}",
            payload=message,
            key=f"webhook:{subscription.pk}:{received.id}",
            event_id=received.id,
            now=now,
        )


CONSUMERS = (
    Consumer(
        name="webhooks.tell_subscribers",
        events=tuple(queries.published().values()),
        run=tell_subscribers,
        is_told_history=False,
    ),
)
