"""Pick-ups on their pages: asked for by a customer, planned at the desk, driven with a phone."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Event, Received
from sewaka.modules.waste_banks.actions.customers import change_phone
from sewaka.modules.waste_banks.consumers import tell_of_pickup
from sewaka.modules.waste_banks.events import PickupDeparted, PickupFailed, PickupScheduled
from sewaka.modules.waste_banks.models import Customer, Deposit, PickupRequest
from sewaka.modules.waste_banks.tests.doors import DOOR
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from sewaka.platform.notify.models import Notice, Sms
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db
PAGE = "/bank-sampah/jemput"


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", words.replace("\xa0", " "))


def wish(**more: str) -> dict[str, str]:
    known = {
        "wish": str(new_id()), "landmark": "Jl. Contoh 5", "lat": f"{DOOR.lat}",
        "lon": f"{DOOR.lon}", "wished_on": f"{TODAY + timedelta(days=1):%Y-%m-%d}",
        "slot": "MORNING", "estimate": "12,5",
    }  # fmt: skip
    return known | more


def photo() -> BytesIO:
    """A small picture."""
    found = BytesIO()
    Image.new("RGB", (64, 48), (90, 140, 60)).save(found, "JPEG")
    found.seek(0)
    found.name = "tumpukan.jpg"
    return found


def asked(made: Player) -> PickupRequest:
    assert made.client.post(PAGE, wish()).status_code == 302
    return PickupRequest.objects.select_related("case").get()


def test_made_asks_with_a_photo_and_takes_it_back(sesetan: Village, made: Player) -> None:
    for wrong, words in (
        ({"landmark": ""}, "Tulis alamat"),
        ({"estimate": "2"}, "3 sampai 500"),
        ({"wished_on": f"{TODAY:%Y-%m-%d}"}, "mulai besok"),
        ({"lat": "-7.25", "lon": "112.75"}, "di luar kota"),
        ({"lat": "nan", "lon": "x"}, "di luar kota"),
    ):
        answer = made.client.post(PAGE, wish(**wrong))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert PickupRequest.objects.count() == 0
    form = wish()
    for _ in range(2):  # a double click
        sent = made.client.post(PAGE, {**form, "photo": photo()})
        assert (sent.status_code, sent["Location"]) == (302, PAGE)
    row = PickupRequest.objects.select_related("case").get()
    assert (row.estimate_g, row.address, row.slot) == (12_500, "Jl. Contoh 5", "MORNING")
    shown = made.client.get(PAGE).content.decode()
    assert row.case.number in shown
    assert "knot-photos" in shown
    assert "Giliran bank" in shown
    assert f"{PAGE}/{row.pk}/batal" in shown
    assert made.client.post(f"{PAGE}/{row.pk}/batal").status_code == 302
    row.case.refresh_from_db()
    assert row.case.state == "cancelled"
    assert 'name="landmark"' in made.client.get(PAGE).content.decode()


def test_who_has_no_account_is_told_how_to_get_one(ketut: Player, sesetan: Village) -> None:
    assert "Anda belum punya rekening" in text_of(ketut.client, PAGE)
    assert ketut.client.post(PAGE, wish()).status_code == 422


def test_from_the_desk_to_the_gate(sesetan: Village, made: Player, tini: Player) -> None:
    row = asked(made)
    desk = f"/kerja/bank-sampah/{sesetan.bank.code}/rute"
    assert "Jl. Contoh 5" in text_of(tini.client, desk)
    form = {
        "route": str(new_id()), "on": f"{TODAY:%Y-%m-%d}", "departs": "08:00", "vehicle": "Viar",
        "capacity": "200", "requests": [str(row.pk)], "crew": [str(tini.person.pk)],
    }  # fmt: skip
    assert tini.client.post(desk, {**form, "vehicle": ""}).status_code == 422
    for _ in range(2):  # a double click
        answer = tini.client.post(desk, form)
        assert answer.status_code == 302
    road = answer["Location"]
    page = BeautifulSoup(tini.client.get(road).content, "html.parser")
    assert page.select_one("a[href^='geo:-8.7005']")
    assert "1. Made Contoh" in page.get_text()
    assert f"{desk}?rute={form['route']}" in str(page)
    assert str(row.pk) in tini.client.get(f"{desk}?rute={form['route']}").content.decode()
    assert tini.client.post(f"{road}/berangkat").status_code == 302
    assert "Kendaraan sedang menuju" in text_of(made.client, PAGE)
    stop = f"/kerja/bank-sampah/jemput/{row.pk}"
    assert tini.client.post(f"{stop}/tiba")["Location"] == stop
    assert "di depan pintu Anda" in text_of(made.client, PAGE)
    weighing = {"wish": str(new_id()), "purpose": "SAVINGS", "category_1": "PET_CLEAR"}
    assert tini.client.get(stop).status_code == 200
    assert tini.client.post(stop, {**weighing, "gross_1": ""}).status_code == 422
    for _ in range(2):
        answer = tini.client.post(stop, {**weighing, "gross_1": "1500"})
        assert (answer.status_code, answer["Location"]) == (302, road)
    deposit = Deposit.objects.get()
    assert (deposit.channel, sesetan.balance()) == ("PICKUP", 5_702)
    assert f"/bank-sampah/buku/setoran/{deposit.pk}" in made.client.get(PAGE).content.decode()
    assert "1,5 kg, Rp 6.002" in text_of(tini.client, road)


def test_nothing_fetched_says_why(sesetan: Village, made: Player, tini: Player) -> None:
    row = asked(made)
    desk = f"/kerja/bank-sampah/{sesetan.bank.code}/rute"
    form = {
        "route": str(new_id()), "on": f"{TODAY:%Y-%m-%d}", "departs": "08:00", "vehicle": "Viar",
        "capacity": "200", "requests": [str(row.pk)],
    }  # fmt: skip
    road = tini.client.post(desk, form)["Location"]
    tini.client.post(f"{road}/berangkat")
    act = f"/kerja/bank-sampah/jemput/{row.pk}/gagal"
    said = tini.client.post(act, {"reason": ""}, follow=True).content.decode()
    assert "Pilih mengapa" in said
    assert tini.client.post(act, {"reason": "NOBODY", "words": "pagar"})["Location"] == road
    shown = text_of(made.client, PAGE)
    assert "Tidak ada orang di rumah" in shown
    assert "pagar" in shown


def hear(row: PickupRequest, *events: Event) -> None:
    """Delivered twice; told once."""
    for event in events:
        received = Received(
            event=event, id=new_id(), seq=1, name=event.name, case_id=row.pk, subject_id=None,
            actor_id=None, via="session", occurred_at=NOW,
        )  # fmt: skip
        for _ in range(2):
            tell_of_pickup(received=received, now=clock.now())


def test_a_number_hears_of_a_pickup_only_where_that_is_wanted(
    sesetan: Village, made: Player
) -> None:
    """Of somebody without an account here, who wants no text messages, and then does."""
    row = asked(made)
    named = {"case_id": row.pk, "bank_id": sesetan.bank.pk}
    Customer.objects.filter(pk=row.customer_id).update(person=None)
    who: dict[str, Any] = {"customer_id": row.customer_id, "phone": "0812-0000-0001"}
    change_phone(**who, wants_sms=False, actor=SYSTEM, now=NOW)
    hear(row, PickupScheduled(**named, on=TODAY, estimate_g=12_500), PickupDeparted(**named))
    assert not Sms.objects.exists()
    change_phone(**who, wants_sms=True, actor=SYSTEM, now=NOW)
    hear(row, PickupFailed(**named, reason="FULL", is_last=False))
    assert [one.number for one in Sms.objects.all()] == ["+6281200000001"]


def test_made_is_told_of_each_step(sesetan: Village, made: Player) -> None:
    row = asked(made)
    named = {"case_id": row.pk, "bank_id": sesetan.bank.pk}
    hear(
        row,
        PickupScheduled(**named, on=TODAY, estimate_g=12_500),
        PickupDeparted(**named),
        PickupFailed(**named, reason="FULL", is_last=False),
    )
    told = [one.template.code for one in Notice.objects.filter(person=made.person)]
    assert sorted(told) == [
        "waste_banks.pickup_departed", "waste_banks.pickup_failed", "waste_banks.pickup_scheduled",
    ]  # fmt: skip
    assert "Jemputan sampah" in text_of(made.client, "/saya/kabar")
