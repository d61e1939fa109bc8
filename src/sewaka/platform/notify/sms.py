"""Text messages, for whoever has a number and nothing else: no account, no mail, no smart phone.

The port is one HTTP request to the city's gateway (`SMS_GATEWAY`); a city without one sends none.
The demo has a sandbox instead, whatever is set, for an invented number may be somebody's: each
message becomes a file in its folder, and officers read it on a page that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import orjson
from django.conf import settings

from sewaka.kernel import http
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.deliveries import Undeliverable
from sewaka.kernel.outbox.models import Delivery
from sewaka.platform.notify import rules
from sewaka.platform.notify.models import Sms, Template
from sewaka.platform.notify.queueing import Wish, enqueue_all

CHANNEL = "sms"
_TAKEN = range(200, 300)
_NEVER = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


@dataclass(frozen=True, slots=True)
class Mobile:
    """Somebody who left a number, as they wrote it. `subject_id`: the record whose key seals it."""

    number: str
    subject_id: UUID
    language: str = "id"


class NotTaken(RuntimeError):
    """The gateway answered, but not that it has the message. It is tried again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A text message to be sealed. `key`: the same again for this reader leaves once."""

    to: Mobile
    words: Template
    body: str
    key: str


def queue(letters: Sequence[Letter], *, now: datetime) -> tuple[UUID, ...]:
    """Seal messages and hand them to the deliveries; gives those that leave.

    Three statements, however many, where the ring holds the readers' keys. None leaves when the
    city has no gateway, and none for what is no number or whose `key` was used for this reader.
    """
    if not (settings.SMS_GATEWAY or settings.SMS_SANDBOX):
        return ()
    numbered = [(one, rules.mobile_number(one.to.number)) for one in letters]
    made = {new_id(): (one, number) for one, number in numbered if number is not None}
    wishes = [
        Wish(sms_id, f"{one.to.subject_id}{number}", one.key)
        for sms_id, (one, number) in made.items()
    ]
    fresh = enqueue_all(wishes, channel=CHANNEL, now=now)
    Sms.objects.bulk_create(
        Sms(
            id=sms_id,
            subject_id=one.to.subject_id,
            number=number,
            body=rules.as_sms(one.body),
            template=one.words,
            created_at=now,
        )
        for sms_id, (one, number) in made.items()
        if sms_id in fresh
    )
    return tuple(sms_id for sms_id in made if sms_id in fresh)


def send(*, delivery: Delivery, now: datetime, client: http.Client = http.CLIENT) -> None:  # noqa: ARG001 - a sender's signature
    """Hand one message to the gateway, or to the sandbox's folder.

    The gateway gets `{"id", "to", "text"}` as JSON with the token as bearer, the same `id` when it
    is tried again. Raises `Undeliverable` when the message was erased or the gateway will never
    take it (400, 404, 422), NotTaken or `http.Unreachable` for what may be better later.
    """
    sms = Sms.objects.filter(pk=UUID(delivery.target.removeprefix(f"{CHANNEL}:"))).first()
    if sms is None or sms.number is None or sms.body is None:
        raise Undeliverable("erased")
    if settings.SMS_SANDBOX:
        settings.SMS_SANDBOX.mkdir(parents=True, exist_ok=True)
        (settings.SMS_SANDBOX / f"sms-{sms.pk}.txt").write_text(f"{sms.number}\n{sms.body}\n")
        return
    answer = client.request(
        "POST",
        settings.SMS_GATEWAY,
        headers={
            "content-type": "application/json",
            "authorization": f"Bearer {settings.SMS_TOKEN}",
        },
        body=orjson.dumps({"id": str(sms.pk), "to": sms.number, "text": sms.body}),
    )
    if answer.status in _NEVER:
        raise Undeliverable(f"refused by the gateway ({answer.status})")
    if answer.status not in _TAKEN:
        raise NotTaken(f"the gateway answered {answer.status}")
