"""Text messages: to whom, once, sealed, through a gateway or into the sandbox."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest
from django.conf import LazySettings

from sewaka.kernel import http
from sewaka.kernel.ids import new_id
from sewaka.kernel.keys.erasure import erase
from sewaka.kernel.outbox import deliveries
from sewaka.kernel.outbox.deliveries import Undeliverable
from sewaka.kernel.outbox.models import Delivery
from sewaka.platform.notify import api, rules, sms
from sewaka.platform.notify.models import Sms
from tests.cast import NOW

WORDS = {
    "id": ("Bukti", "Saldo Rp\u00a0{amount} – terima kasih."),
    "en": ("Receipt", "Balance Rp\u00a0{amount} – thank you."),
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words(db: None) -> None:
    api.define(code="try.receipt", words=WORDS, now=NOW)


def tell(number: str = "0812-0000-0001", *, key: str = "one", **more: Any) -> api.Sent:
    to = api.Mobile(number=number, subject_id=more.pop("subject_id", new_id()), **more)
    return api.send(template="try.receipt", to=to, facts={"amount": "1.427"}, now=NOW, key=key)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("081200000001", "+6281200000001"), ("0812-0000 0001", "+6281200000001"),
        ("+62 812 0000 0001", "+6281200000001"), ("6281200000001", "+6281200000001"),
        ("+1 (202) 555-0100", "+12025550100"), ("0361", None), ("rumah bibi", None), ("", None),
        ("+0123456789", None), ("0812000000010000000", None),
    ],
)  # fmt: skip
def test_a_number_as_people_write_it(written: str, number: str | None) -> None:
    assert rules.mobile_number(written) == number


def test_into_the_sandbox_once(settings: LazySettings, tmp_path: Path) -> None:
    settings.SMS_SANDBOX = tmp_path / "outbox"
    reader = new_id()
    (sent,) = tell(subject_id=reader).messages
    assert tell(subject_id=reader).messages == ()
    assert deliveries.work_off(now=NOW) == 1
    (file,) = settings.SMS_SANDBOX.iterdir()
    assert file.name == f"sms-{sent}.txt"
    assert file.read_text() == "+6281200000001\nSaldo Rp 1.427 - terima kasih.\n"
    assert "0812" not in str(list(Delivery.objects.values()))


def test_the_demo_asks_no_gateway_and_a_city_without_one_sends_none(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.SMS_GATEWAY, settings.SMS_SANDBOX = "https://sms.example/send", tmp_path
    tell()
    assert hand_over(202).asked == []
    settings.SMS_GATEWAY, settings.SMS_SANDBOX = "", None
    assert tell(key="two").messages == ()


def test_in_the_readers_language_and_to_no_such_number() -> None:
    tell(language="en")
    assert Sms.objects.get().body == "Balance Rp 1.427 - thank you."
    assert tell("tidak ada").messages == ()


class Gateway:
    """Answers with that status, and keeps what it was asked."""

    def __init__(self, status: int) -> None:
        self.status, self.asked = status, list[Any]()

    def request(self, method: str, url: str, **sent: Any) -> Any:
        self.asked.append((method, url, sent))
        return SimpleNamespace(status=self.status)


def hand_over(status: int) -> Gateway:
    gateway = Gateway(status)
    sms.send(delivery=Delivery.objects.get(), now=NOW, client=cast("http.Client", gateway))
    return gateway


def test_the_gateway_gets_json_with_the_token(settings: LazySettings) -> None:
    settings.SMS_SANDBOX = None
    settings.SMS_GATEWAY, settings.SMS_TOKEN = "https://sms.example/send", "rahasia"
    (sent,) = tell().messages
    ((method, url, asked),) = hand_over(202).asked
    assert (method, url) == ("POST", "https://sms.example/send")
    assert asked["headers"]["authorization"] == "Bearer rahasia"
    assert orjson.loads(asked["body"]) == {
        "id": str(sent), "to": "+6281200000001", "text": "Saldo Rp 1.427 - terima kasih.",
    }  # fmt: skip
    with pytest.raises(sms.NotTaken):
        hand_over(503)
    with pytest.raises(Undeliverable):
        hand_over(422)


def test_erasing_the_reader_stops_what_was_waiting(settings: LazySettings) -> None:
    settings.SMS_GATEWAY = "https://sms.example/send"
    reader = new_id()
    tell(subject_id=reader)
    erase(reader, now=NOW)
    with pytest.raises(Undeliverable):
        hand_over(202)
