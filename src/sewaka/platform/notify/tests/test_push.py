"""Messages to phones: who gets them, what they say, who can read them, when they end."""

from __future__ import annotations

import inspect
import json
from base64 import urlsafe_b64encode
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sewaka.kernel import http
from sewaka.kernel.errors import Invalid, TooMany
from sewaka.kernel.http import Answer
from sewaka.kernel.outbox.deliveries import Undeliverable
from sewaka.kernel.outbox.models import Delivery
from sewaka.platform.notify import api, push, senders
from sewaka.platform.notify.models import PushDevice
from tests.cast import NOW
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
CASE = UUID(int=7)
FACTS = {"number": "L26-7K3QX9M-4"}
SERVICE = "https://fcm.googleapis.com/fcm/send/contoh"


class Phone:
    """A browser that can read what is sealed for it (RFC 8291)."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = bytes(range(16))
        self.point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def wish(self, endpoint: str = SERVICE) -> api.Wish:
        """What its script gives to the city."""
        return api.Wish(endpoint, _text(self.point), _text(self.auth), "id")

    def read(self, body: bytes) -> dict[str, str]:
        """The message, opened by the standard's own steps."""
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), point)
        info = b"WebPush: info\x00" + self.point + theirs
        secret = _derived(shared, salt=self.auth, info=info, length=32)
        key = _derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
        nonce = _derived(secret, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
        opened: dict[str, str] = json.loads(AESGCM(key).decrypt(nonce, sealed, None)[:-1])
        return opened


class Service:
    """A push service that answers with one status and keeps what it got."""

    def __init__(self, status: int = 201) -> None:
        self.status = status
        self.calls: list[tuple[str, dict[str, str], bytes]] = []

    def request(self, method: str, url: str, *, headers: dict[str, str], body: bytes) -> Answer:
        """One call."""
        assert method == "POST"
        self.calls.append((url, headers, body))
        return Answer(self.status, {}, b"")


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


@pytest.fixture
def phone() -> Phone:
    """A phone that asked to hear of the case."""
    found = Phone()
    api.subscribe(case_id=CASE, wish=found.wish(), now=NOW)
    return found


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    """One text in two languages."""
    told = ("Laporan {number} dijawab", "Isi yang tidak boleh tampil di layar.")
    api.define(code="reports.answered", words={"id": told, "en": told}, now=NOW)


def told() -> Delivery:
    """The message that waits after the case's phones were told."""
    api.send(
        template="reports.answered", to=api.Phones(CASE), facts=FACTS, now=NOW, key="event",
        url="/l/L26-7K3QX9M-4",
    )  # fmt: skip
    return Delivery.objects.get(channel=push.CHANNEL)


def test_only_the_phone_reads_the_message_and_it_holds_a_number_alone(phone: Phone) -> None:
    service = Service()
    senders.send_push(delivery=told(), now=NOW, client=service)  # type: ignore[arg-type]  # stands in for the way out
    ((url, headers, body),) = service.calls
    assert url == SERVICE
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].endswith(f"k={api.push_key()}")
    assert len(body) <= 3 * 1024
    assert b"L26" not in body
    assert phone.read(body) == {
        "title": "Sewaka Denpasar",
        "body": "Ada kabar tentang L26-7K3QX9M-4.",
        "url": "/l/L26-7K3QX9M-4",
        "number": "L26-7K3QX9M-4",
        "tag": "L26-7K3QX9M-4",
        "lang": "id",
    }


def test_telling_twice_with_one_key_is_telling_once(phone: Phone) -> None:
    told()
    told()
    assert PushDevice.objects.get().case_id == CASE


def test_phones_of_other_cases_hear_nothing(phone: Phone) -> None:
    sent = api.send(template="reports.answered", to=api.Phones(UUID(int=8)), facts=FACTS, now=NOW)
    assert sent.phones == 0


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_left_is_forgotten(phone: Phone, status: int) -> None:
    delivery = told()
    with pytest.raises(Undeliverable):
        senders.send_push(delivery=delivery, now=NOW, client=Service(status))  # type: ignore[arg-type]  # stands in for the way out
    assert PushDevice.objects.count() == 0
    with pytest.raises(Undeliverable):
        senders.send_push(delivery=delivery, now=NOW, client=Service())  # type: ignore[arg-type]  # stands in for the way out


def test_a_busy_service_is_asked_again(phone: Phone) -> None:
    with pytest.raises(senders.NotTaken):
        senders.send_push(delivery=told(), now=NOW, client=Service(503))  # type: ignore[arg-type]  # stands in for the way out
    assert PushDevice.objects.count() == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://metadata.internal/x",
        "https://evilfcm.googleapis.com.lain.example/x",
        "https://notfcm.googleapis.com.example/x",
        "https://fcm.googleapis.com@lain.example/x",
        "https://[::1]/x",
        "https://[",
        f"https://fcm.googleapis.com/{'x' * 1000}",
    ],
)
def test_addresses_that_are_no_push_service_are_refused(endpoint: str) -> None:
    with nothing_written(), pytest.raises(Invalid):
        api.subscribe(case_id=CASE, wish=Phone().wish(endpoint), now=NOW)


def test_keys_of_another_shape_are_refused() -> None:
    with nothing_written(), pytest.raises(Invalid):
        api.subscribe(case_id=CASE, wish=api.Wish(SERVICE, "x", "y"), now=NOW)


def test_five_phones_follow_a_case_and_no_more(phone: Phone) -> None:
    for n in range(4):
        api.subscribe(case_id=CASE, wish=phone.wish(f"{SERVICE}-{n}"), now=NOW)
    api.subscribe(case_id=CASE, wish=phone.wish(f"{SERVICE}-0"), now=NOW)
    with nothing_written(), pytest.raises(TooMany):
        api.subscribe(case_id=CASE, wish=phone.wish(f"{SERVICE}-9"), now=NOW)


def test_a_phone_can_leave(phone: Phone) -> None:
    api.unsubscribe(case_id=CASE, endpoint=SERVICE)
    assert PushDevice.objects.count() == 0


def test_the_way_out_is_the_guarded_one(phone: Phone) -> None:
    assert inspect.signature(senders.send_push).parameters["client"].default is http.CLIENT
