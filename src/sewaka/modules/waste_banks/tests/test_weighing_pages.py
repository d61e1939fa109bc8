"""What a phone takes along, its registration, and what a receipt may be told."""

from __future__ import annotations

import gzip
from typing import Any
from uuid import UUID

import orjson
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks.actions.banks import appoint
from sewaka.modules.waste_banks.actions.devices import revoke_device
from sewaka.modules.waste_banks.models import Customer, WeighingDevice
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.weighing.records import About
from sewaka.modules.waste_banks.tests.hall import Hall, Phone, open_hall
from tests.cast import NOW, SESETAN, Player

pytestmark = pytest.mark.django_db
KB = 1024
MOST_QUERIES = 40  # a sign-in among them; five hundred keys would be five hundred more
PAGE = "/kerja/bank-sampah/timbang"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def hall(made: Player) -> Hall:
    """Made weighs."""
    return open_hall(weigher_id=made.person.pk, count=2, now=NOW)


@pytest.fixture
def phone(hall: Hall, made: Player) -> Phone:
    """One phone in the hall."""
    return Phone(hall, made.person.pk, NOW)


def fetch(client: Client, hall: Hall, phone: Phone) -> Any:
    """The package, as the phone asks for it."""
    return client.get(
        f"/api/v1/waste-banks/sessions/{hall.session.pk}/package?device={phone.device.pk}"
    )


def test_the_package_has_what_the_hall_needs_and_no_more(
    hall: Hall, phone: Phone, made: Player
) -> None:
    customer = hall.customers[0]
    customer.nik, customer.phone = "9971010101850001", "081200000000"
    customer.address = "Jalan Rahasia 7"
    customer.save()
    answer = fetch(made.client, hall, phone)
    found = answer.json()
    assert found["protocol"] == 1
    assert found["device"] == {
        "id": str(phone.device.pk),
        "expected_seq": 1,
        "head": phone.head.hex(),
    }
    assert found["weigher_id"] == str(made.person.pk)
    bottles = next(one for one in found["prices"]["items"] if one["code"] == "PET_CLEAR")
    assert (bottles["price_idr"], bottles["unit"], bottles["max_line_g"]) == (4000, "KG", 25_000)
    assert found["customers"][0].keys() == {"id", "number", "name", "card", "flags"}
    for secret in (
        b"9971010101850001",
        b"081200000000",
        b"Rahasia",
        bytes(customer.card_hash).hex().encode(),
    ):
        assert secret not in answer.content
    assert answer.headers["ETag"]
    assert "no-store" in answer.headers["Cache-Control"]
    phone.deposit(customer)
    phone.send()
    assert fetch(made.client, hall, phone).json()["device"]["expected_seq"] == 2


def test_five_hundred_customers_fit_into_three_hundred_kilobytes(
    hall: Hall,
    phone: Phone,
    made: Player,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Customer.objects.bulk_create(
        Customer(
            bank=hall.bank, serial=n, number=f"{n:010d}", name=f"I Gusti Ngurah Contoh {n}",
            subject_id=made.person.pk, village_code=SESETAN, card_hash=n.to_bytes(32, "big"),
            savings_account_id=10**9 + n, joined_at=NOW, consented_at=NOW,
        )
        for n in range(100, 600)
    )  # fmt: skip
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = fetch(made.client, hall, phone)
    assert len(answer.json()["customers"]) == 502
    assert len(gzip.compress(orjson.dumps(answer.json()))) <= 300 * KB


def test_another_banks_session_is_not_there(
    hall: Hall, phone: Phone, made: Player, ketut: Player
) -> None:
    elsewhere = open_hall(weigher_id=ketut.person.pk, count=1, now=NOW, name="Bank lain")
    theirs = Phone(elsewhere, ketut.person.pk, NOW)
    assert fetch(ketut.client, hall, phone).status_code == 404
    assert fetch(made.client, hall, theirs).status_code == 404
    assert fetch(Client(), hall, phone).status_code == 401
    theirs.hall = hall  # a phone of one bank sends into a session of another
    theirs.deposit(hall.customers[0])
    assert theirs.send().status_code == 404


def test_who_reaches_for_another_banks_package_is_known(
    hall: Hall, phone: Phone, made: Player, ketut: Player, tirta: Player
) -> None:
    theirs = open_hall(weigher_id=ketut.person.pk, count=1, now=NOW, name="Bank lain")
    appoint(
        bank_id=theirs.bank.pk, person_id=tirta.person.pk, duty=Duty.MANAGER, actor=SYSTEM, now=NOW
    )
    for other in (ketut, tirta):  # a weigher, a head; what stood there is not told
        assert fetch(other.client, hall, phone).json()["code"] == "waste_banks.bank.not_found"
    assert refusals() == [
        (ketut.person.pk, {"bank_id": str(hall.bank.pk), "session_id": str(hall.session.pk)}),
        (tirta.person.pk, {"bank_id": str(hall.bank.pk), "session_id": str(hall.session.pk)}),
    ]
    assert fetch(made.client, hall, phone).status_code == 200
    assert len(refusals()) == 2, "nothing is refused to who weighs here"


def test_who_weighs_nowhere_leaves_no_line_in_the_log(
    hall: Hall, phone: Phone, wayan: Player
) -> None:
    assert fetch(wayan.client, hall, phone).status_code == 404
    assert refusals() == []


@pytest.mark.django_db(transaction=True)
def test_the_refusal_is_written_although_the_request_is_refused(
    hall: Hall, phone: Phone, tirta: Player
) -> None:
    """In a transaction of its own: `durable` is checked only outside of a test's."""
    assert fetch(tirta.client, hall, phone).status_code == 404
    assert [actor for actor, _ in refusals()] == [tirta.person.pk]


def test_a_cashier_hears_that_it_is_not_theirs(hall: Hall, gede: Player) -> None:
    appoint(
        bank_id=hall.bank.pk, person_id=gede.person.pk, duty=Duty.CASHIER, actor=SYSTEM, now=NOW
    )
    path = f"/api/v1/waste-banks/sessions/{hall.session.pk}/package"
    assert gede.client.get(path).status_code == 403, "without a phone, too"
    assert refusals() == []


def refusals() -> list[tuple[UUID | None, dict[str, str]]]:
    """Who was refused which package, as the log has it."""
    found = EventRow.objects.filter(name="waste_banks.package_refused").order_by("position")
    return list(found.values_list("actor_id", "data"))


def test_whatever_a_note_may_be_about_has_its_button() -> None:
    page = BeautifulSoup(Client().get("/bank-sampah/timbang").text, "html.parser")
    buttons = {str(one["data-about"]): one.get_text() for one in page.select("[data-about]")}
    assert buttons.keys() == set(About)
    assert buttons["PRICE_POSTER"] == "Harga hari ini sudah dipasang"


def test_a_phone_is_registered_on_its_own_page(hall: Hall, phone: Phone, made: Player) -> None:
    key = phone.public_key.hex()
    WeighingDevice.objects.all().delete()
    form = {"bank": str(hall.bank.pk), "label": "Ponsel balai", "public_key": key}
    for _ in range(2):  # the same key is the same phone
        assert made.client.post(f"{PAGE}/ponsel", form).status_code == 302
    device = WeighingDevice.objects.get()
    assert (device.label, device.enrolled_by) == ("Ponsel balai", made.person.pk)
    page = made.client.get(PAGE).content.decode()
    assert f'data-key="{key}" data-device="{device.pk}"' in page
    assert f'data-begin-session="{hall.session.pk}"' in page
    assert made.client.post(f"{PAGE}/ponsel", form | {"public_key": "00"}).status_code == 422
    revoke_device(device_id=device.pk, actor=SYSTEM, now=NOW)
    assert key not in made.client.get(PAGE).content.decode()
    assert made.client.post(f"{PAGE}/ponsel", form).status_code == 409


def test_who_weighs_nowhere_finds_no_page(hall: Hall, ketut: Player) -> None:
    form = {"bank": str(hall.bank.pk), "label": "x", "public_key": "00"}
    assert ketut.client.get(PAGE).status_code == 404
    assert ketut.client.post(f"{PAGE}/ponsel", form).status_code == 404


def test_the_screen_is_the_same_bytes_for_everybody(hall: Hall, made: Player) -> None:
    mine, anybodys = (client.get("/bank-sampah/timbang") for client in (made.client, Client()))
    assert mine.content == anybodys.content
    assert b"csrf" not in mine.content.lower()


def test_a_receipt_is_known_not_yet_or_differs(hall: Hall, phone: Phone) -> None:
    one = phone.deposit(hall.customers[0])
    total = one.body["total_idr"]
    receipt = f"{one.body['id']}.{one.hash.hex()[:8]}.{total}.{hall.bank.code}"

    def said(code: str) -> str:
        client = Client()
        client.cookies["django_language"] = "en"
        return client.get("/bank-sampah/cek", {"k": code}).content.decode()

    not_yet, known, differs = "has not come in yet", "knows this receipt", "something else"
    assert not_yet in said(receipt)
    phone.send()
    assert known in said(receipt)
    assert known in said(f"http://kota.example/bank-sampah/cek?k={receipt}")
    assert differs in said(receipt.replace(f".{total}.", f".{total + 1}."))
    assert "no receipt of a waste bank" in said("x")
    assert hall.customers[0].number not in said(receipt)
