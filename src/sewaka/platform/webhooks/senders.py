"""Sends one message, signed. Called by the deliveries' job, outside any transaction."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import orjson

from sewaka.kernel import http
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.outbox.deliveries import Undeliverable
from sewaka.kernel.outbox.models import Delivery
from sewaka.platform.webhooks import actions, queries, rules
from sewaka.platform.webhooks.consumers import CHANNEL
from sewaka.platform.webhooks.models import Subscription

_TAKEN = range(200, 300)


class NotTaken(RuntimeError):
    """The receiver answered, but not that it has the message. It is tried again."""


def send_webhook(*, delivery: Delivery, now: datetime, client: http.Client = http.CLIENT) -> None:
    """Hand one message over.

    Raises Undeliverable when the subscription ended, by us or by an answer of 410; NotTaken or
    `http.Unreachable` for what may be better later; `http.Unsafe` when the address leads inside.
    """
    pk = UUID(delivery.target.removeprefix("webhook:"))
    subscription = Subscription.objects.filter(pk=pk, ended_at=None).first()
    if subscription is None:
        raise Undeliverable("the subscription has ended")
    body = orjson.dumps(delivery.payload, option=orjson.OPT_SORT_KEYS)
    message_id = str(delivery.payload["id"])
    signed = rules.signature(
        secret=queries.secret(subscription), message_id=message_id, sent_at=now, body=body
    )
    answer = client.request(
        "POST",
        subscription.url,
        headers={
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signed,
        },
        body=body,
    )
    if answer.status == HTTPStatus.GONE:
        actions.end_by_receiver(actor=SYSTEM, now=now, subscription_id=pk)
        raise Undeliverable("the receiver wants nothing more (410)")
    if answer.status not in _TAKEN:
        raise NotTaken(f"the receiver answered {answer.status}")


SENDERS = {CHANNEL: send_webhook}
