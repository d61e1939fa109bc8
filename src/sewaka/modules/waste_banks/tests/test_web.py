"""Every rupiah on a page leads to what was weighed; everybody sees where banks are."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.sessions import SessionDraft, plan_session
from sewaka.modules.waste_banks.models import WasteBank, Withdrawal
from sewaka.modules.waste_banks.queries.paid_today import paid_today
from sewaka.modules.waste_banks.rules.states import BankState
from sewaka.modules.waste_banks.tests.village import TODAY, Village, bank, publish
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str, *, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", words.replace("\xa0", " "))


def test_everybody_sees_when_a_bank_weighs_and_what_it_pays(sesetan: Village) -> None:
    draft = SessionDraft(
        on=TODAY + timedelta(days=6), begins=time(7), ends=time(11), place="Balai Banjar Contoh"
    )
    plan_session(bank_id=sesetan.bank.pk, draft=draft, actor=SYSTEM, now=NOW)
    sesetan.bring([sesetan.wish(("PET_CLEAR", 1_500))])
    listed = text_of(Client(), "/bank-sampah")
    assert "Bank Contoh" in listed
    assert "Minggu, 29 November 2026" in listed
    assert "1,5 ton" not in listed  # a kilogram and a half is nothing in tonnes
    assert "4.001 rupiah" in listed
    assert "Tidak ada bank sampah" in text_of(Client(), "/bank-sampah?cari=pedungan")
    shown = text_of(Client(), f"/bank-sampah/{sesetan.bank.code}")
    assert "Rp 4.001" in shown
    assert "Balai Banjar Contoh" in shown
    text_of(Client(), "/bank-sampah/BSU-0000000000-01", status=404)


def test_a_closed_bank_is_reported_with_its_place_filled_in(sesetan: Village) -> None:
    address, client = f"/bank-sampah/{sesetan.bank.code}", Client()
    assert "/lapor/lokasi" not in client.get(address).text, "nobody knows where it is"
    WasteBank.objects.update(lat=-8.7005, lon=115.2135)
    form = BeautifulSoup(client.get(address).text, "html.parser").select_one(
        'form[action="/lapor/lokasi"]'
    )
    assert form is not None
    fields = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
    assert (fields["lat"], fields["lon"]) == ("-8.7005", "115.2135")
    assert fields["landmark"] == "Bank Contoh"
    sent = client.post("/lapor/lokasi", fields)
    assert (sent.status_code, sent["Location"]) == (302, "/lapor/isi")
    assert "Bank sampah tutup" in text_of(client, "/lapor/isi")


def test_the_lowest_and_the_highest_price_of_today(sesetan: Village) -> None:
    best = bank("Bank Mahal")
    publish(best, {"PET_CLEAR": 4_500})
    publish(best, {"PET_CLEAR": 9_000}, since=TODAY + timedelta(days=2))  # not yet
    closed = bank("Bank Tutup")
    publish(closed, {"PET_CLEAR": 8_000})
    WasteBank.objects.filter(pk=closed.pk).update(status=BankState.DORMANT)
    bottles, *others = paid_today(actor=SYSTEM, today=TODAY)
    assert (bottles.lowest_idr, bottles.highest_idr) == (4_001, 4_500)
    assert bottles.best_at == best
    assert [one.category.code for one in others] == ["HVS", "ORGANIC"]
    assert "di mana-mana sama" in text_of(Client(), "/bank-sampah")
    shown = text_of(Client(), "/bank-sampah").partition("Yang dibayar bank hari ini per kilogram")[
        2
    ]
    assert re.search(r"Rp 4.001 .*Rp 4.500 .*Bank Mahal", shown)


def test_from_the_balance_to_the_price_list(sesetan: Village, made: Player) -> None:
    [taken] = sesetan.bring([sesetan.wish(("PET_CLEAR", 1_500), ("HVS", 1_500))])
    book = text_of(made.client, "/bank-sampah/buku")
    assert "Rp 7.129" in book  # 7,504 less a fee of 375
    page = made.client.get("/bank-sampah/buku").content.decode()
    url = f"/bank-sampah/buku/setoran/{taken.deposit.pk}"
    assert f'href="{url}"' in page
    weighed = text_of(made.client, url)
    for words in ("1,5 kg", "Rp 6.002", "Rp 4.001", "No. 1", "Rp 375", "Rp 7.129"):
        assert words in weighed
    assert str(taken.deposit.journal_id) in weighed


def test_who_has_no_account_is_told_how_to_get_one(sesetan: Village, ketut: Player) -> None:
    assert "Anda belum punya rekening" in text_of(ketut.client, "/bank-sampah/buku")
    text_of(ketut.client, f"/bank-sampah/buku?nomor={sesetan.made.number}", status=404)


def test_made_asks_for_savings(sesetan: Village, made: Player) -> None:
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000))])
    wish = {"wish": str(new_id()), "form": "CASH", "destination": ""}
    for amount, words in (
        ("99999", "Rp 95.024"),
        ("9999", "Rp 10.000"),
        ("", ""),
    ):
        answer = made.client.post("/bank-sampah/tarik", {**wish, "amount": amount})
        assert answer.status_code == 422
        assert words in answer.content.decode().replace("\xa0", " ")
    assert Withdrawal.objects.count() == 0
    for _ in range(2):  # a double click
        answer = made.client.post("/bank-sampah/tarik", {**wish, "amount": "50000"})
        assert (answer.status_code, answer["Location"]) == (302, "/bank-sampah/buku")
    assert Withdrawal.objects.count() == 1
    book = text_of(made.client, "/bank-sampah/buku")
    assert "Rp 45.024" in book
    assert "Rp 50.000" in book


def test_the_counter_from_the_search_to_the_books(
    sesetan: Village, tini: Player, tirta: Player
) -> None:
    desk = f"/kerja/bank-sampah/loket/{sesetan.bank.code}"
    assert "Bank Contoh" in text_of(tini.client, "/kerja/bank-sampah")
    for words in (sesetan.made.number, "made con"):
        assert "Made Contoh" in text_of(tini.client, f"{desk}?cari={words}")
    assert "Made Contoh" not in text_of(tini.client, f"{desk}?cari=ketut")
    page = tini.client.get(desk).content.decode()
    whom = re.search(r"<input[^>]* name=\"cari\"[^>]*>", page)
    assert whom is not None
    assert "autofocus" in whom[0]
    assert (
        "<details" not in page[page.index("<h1") : whom.start()]
    )  # in no fold, and before all else
    counter = f"{desk}/{sesetan.made.number}"
    assert "botol PET bening bersih · Rp 4.001/kg" in text_of(tini.client, counter)
    form = {"wish": str(new_id()), "purpose": "SAVINGS", "category_1": "PET_CLEAR"}
    wrong = tini.client.post(counter, {**form, "gross_1": "100", "tare_1": "100"})
    assert wrong.status_code == 422
    assert "Berat wadah" in wrong.content.decode()
    for _ in range(2):  # a double click
        answer = tini.client.post(counter, {**form, "gross_1": "1600", "tare_1": "100"})
        assert (answer.status_code, answer["Location"]) == (302, desk)
    assert (sesetan.balance(), sesetan.stock()) == (5_702, {"PET_CLEAR": (1_500, 6_002)})
    assert "Rp 5.702" in text_of(tini.client, desk)
    [doubtful] = sesetan.bring([sesetan.wish(("HVS", 100_001))])
    page = tirta.client.get(desk).content.decode()
    accept = f"/kerja/bank-sampah/setoran/{doubtful.deposit.pk}/terima"
    assert accept in page
    assert tirta.client.post(accept).status_code == 302
    assert sesetan.balance() == 5_702 + 100_101 - 5_005


def test_a_new_customer_at_the_counter(sesetan: Village, tini: Player) -> None:
    url = f"/kerja/bank-sampah/loket/{sesetan.bank.code}/nasabah-baru"
    wrong = {"kind": "PERSON", "name": "Komang", "nik": "123", "family_card": "456"}
    known = tini.client.post(url, wrong)
    assert known.status_code == 422
    for words in ("NIK terdiri dari 16 angka", "Nomor kartu keluarga (KK) terdiri dari 16 angka"):
        assert words in known.content.decode()
    card = "9971010101100001"
    right = {"name": "Komang Contoh", "nik": "9971010101900001", "family_card": card}
    made = tini.client.post(url, {"kind": "SCHOOL", **right})
    assert made.status_code == 200
    assert "0001000025" in made.content.decode()
    assert sesetan.bank.customers.count() == 2
    kept = sesetan.bank.customers.get(serial=2)
    assert (kept.kind, kept.family_card) == ("SCHOOL", card)


def test_the_head_reverses_what_was_weighed_wrong(
    sesetan: Village, made: Player, tirta: Player
) -> None:
    [taken] = sesetan.bring([sesetan.wish(("PET_CLEAR", 1_500))])
    shown = f"/bank-sampah/buku/setoran/{taken.deposit.pk}"
    deed = f"/kerja/bank-sampah/setoran/{taken.deposit.pk}/balik"
    assert deed in tirta.client.get(shown).content.decode()
    assert deed not in made.client.get(shown).content.decode()
    tirta.client.post(deed, {"reason": ""})
    assert sesetan.balance() == 5_702
    tirta.client.post(deed, {"reason": "timbangan salah"})
    assert (sesetan.balance(), sesetan.stock()) == (0, {"PET_CLEAR": (0, 0)})
    book = text_of(made.client, "/bank-sampah/buku")
    assert "Koreksi" in book
    assert "Dibalik" in text_of(made.client, shown)
