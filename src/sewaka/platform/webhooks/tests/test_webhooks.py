"""Other systems hear of what they asked for, signed, and of nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from sewaka.kernel import http
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.kernel.outbox.deliveries import Undeliverable
from sewaka.kernel.outbox.events import encode, personal_fields
from sewaka.kernel.outbox.models import Delivery, EventRow
from sewaka.platform.webhooks import api, consumers, queries, rules, senders
from sewaka.platform.webhooks.models import Subscription
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db

URL = "https://peta.contoh.example/masuk"
WANTED = min(queries.published())


@dataclass(frozen=True, slots=True)
class Receiver(http.Client):
    """The other system: keeps what it got, answers as told."""

    status: int = 200
    got: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> http.Answer:
        """Take one message."""
        self.got.append((f"{method} {url}", headers or {}, body))
        return http.Answer(self.status, {}, b"")


def begin(*, url: str = URL, wanted: tuple[str, ...] = (WANTED,)) -> Subscription:
    """The map office hears of one kind of event."""
    return api.begin(actor=SYSTEM, now=NOW, url=url, wanted=wanted, purpose="Peta kantor")


def heard(name: str = WANTED, *, later: timedelta = timedelta(seconds=1)) -> Received:
    """One published event, as consumers get it."""
    return Received(
        event=queries.published()[name].example(),
        id=new_id(),
        seq=1,
        name=name,
        case_id=new_id(),
        subject_id=new_id(),
        actor_id=None,
        via="session",
        occurred_at=NOW + later,
    )


def one_delivery(received: Received) -> Delivery:
    """What the consumer writes for one event."""
    consumers.tell_subscribers(received=received, now=NOW)
    return Delivery.objects.get()


def test_the_administrator_connects_a_system(admin: Player) -> None:
    made = api.begin(actor=admin.actor, now=NOW, url=URL, wanted=[WANTED], purpose="Peta kantor")
    assert api.living() == [made]
    row = EventRow.objects.get(name="webhooks.subscription_begun")
    assert row.data == {
        "subscription_id": str(made.pk),
        "url": URL,
        "wanted": [WANTED],
        "purpose": "Peta kantor",
    }
    assert row.actor_id == admin.actor.person_id


def test_nobody_else_does(made: Player, sari: Player) -> None:
    for player in (made, sari):
        actor = player.actor
        with nothing_written(), pytest.raises(Forbidden):
            api.begin(actor=actor, now=NOW, url=URL, wanted=[WANTED], purpose="Peta")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://peta.contoh.example/", "scheme"),
        ("https://127.0.0.1/", "host"),
        ("https://user:word@peta.contoh.example/", "credentials"),
        ("https://localhost/", "host"),
    ],
)
def test_an_address_that_is_none(url: str, why: str) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        begin(url=url)
    assert refused.value.fields == {"url": "webhooks.url.unsafe"}
    assert refused.value.facts["why"] == why


@pytest.mark.parametrize("wanted", [(), ("people.person_registered",), (WANTED, "no.such_event")])
def test_only_what_modules_publish(wanted: tuple[str, ...]) -> None:
    with nothing_written(), pytest.raises(Invalid) as refused:
        begin(wanted=wanted)
    assert refused.value.fields == {"events": "webhooks.events.unknown"}


def test_an_address_once() -> None:
    begin()
    with pytest.raises(DomainError, match=r"webhooks\.url\.taken"):
        begin()
    assert Subscription.objects.count() == 1


def test_a_message_is_a_cloudevent_without_personal_fields() -> None:
    subscription = begin()
    received = heard()
    delivery = one_delivery(received)
    hidden = personal_fields(type(received.event))
    assert delivery.target == f"webhook:{subscription.pk}"
    assert delivery.payload == {
        "specversion": "1.0",
        "id": str(received.id),
        "source": "http://127.0.0.1:8000",
        "type": WANTED,
        "subject": str(received.case_id),
        "time": received.occurred_at.isoformat(),
        "datacontenttype": "application/json",
        "data": {k: v for k, v in encode(received.event).items() if k not in hidden},
    }
    assert str(received.subject_id) not in json.dumps(delivery.payload)


def test_seen_twice_written_once() -> None:
    begin()
    received = heard()
    consumers.tell_subscribers(received=received, now=NOW)
    consumers.tell_subscribers(received=received, now=NOW)
    assert Delivery.objects.count() == 1


def test_what_was_before_the_subscription_is_not_told() -> None:
    begin()
    consumers.tell_subscribers(received=heard(later=timedelta(seconds=-1)), now=NOW)
    assert Delivery.objects.count() == 0


def test_the_receiver_can_check_the_signature() -> None:
    subscription = begin()
    delivery = one_delivery(heard())
    receiver = Receiver()
    senders.send_webhook(delivery=delivery, now=NOW, client=receiver)
    ((line, headers, body),) = receiver.got
    assert line == f"POST {URL}"
    assert headers["Content-Type"] == "application/cloudevents+json; charset=utf-8"
    assert json.loads(body) == delivery.payload
    # As a receiver would do it, from the secret that was shown and nothing else.
    shown = rules.shown_secret(queries.secret(subscription))
    key = base64.b64decode(shown.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))


def test_a_new_round_is_a_new_secret() -> None:
    subscription = begin()
    before = queries.secret(subscription)
    after = queries.secret(api.renew(actor=SYSTEM, now=NOW, subscription_id=subscription.pk))
    assert before != after
    assert len(after) == 32


@pytest.mark.parametrize("status", [301, 404, 500])
def test_an_answer_that_is_no_yes_is_tried_again(status: int) -> None:
    begin()
    delivery = one_delivery(heard())
    with pytest.raises(senders.NotTaken, match=str(status)):
        senders.send_webhook(delivery=delivery, now=NOW, client=Receiver(status=status))
    assert len(api.living()) == 1


def test_gone_ends_the_subscription() -> None:
    subscription = begin()
    delivery = one_delivery(heard())
    with pytest.raises(Undeliverable):
        senders.send_webhook(delivery=delivery, now=NOW, client=Receiver(status=410))
    assert api.living() == []
    ended = EventRow.objects.get(name="webhooks.subscription_ended")
    assert ended.data == {"subscription_id": str(subscription.pk), "by": "receiver"}


def test_after_the_end_nothing_is_sent() -> None:
    subscription = begin()
    delivery = one_delivery(heard())
    api.end(actor=SYSTEM, now=NOW, subscription_id=subscription.pk)
    receiver = Receiver()
    with pytest.raises(Undeliverable):
        senders.send_webhook(delivery=delivery, now=NOW, client=receiver)
    assert receiver.got == []
    consumers.tell_subscribers(received=heard(), now=NOW)
    assert Delivery.objects.count() == 1


def test_what_ended_or_never_was_can_not_end() -> None:
    subscription = begin()
    api.end(actor=SYSTEM, now=NOW, subscription_id=subscription.pk)
    for pk in (subscription.pk, UUID(int=7)):
        with pytest.raises(NotFound):
            api.end(actor=SYSTEM, now=NOW, subscription_id=pk)
