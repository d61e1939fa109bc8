"""An account at the counter: what it shows, its state, savings and paper for its owner."""

from __future__ import annotations

import io
import re
from datetime import date
from urllib.parse import quote

import pypdf
import pytest
from django.http import HttpResponse
from django.test import Client

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import digest, new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks.actions.customers import rotate_cards
from sewaka.modules.waste_banks.models import Customer, Withdrawal
from sewaka.modules.waste_banks.tests.village import Village, customer
from sewaka.platform.cases import api as cases
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


def counter(at: Village, number: str = "") -> str:
    """Where a customer stands at the counter."""
    return f"/kerja/bank-sampah/loket/{at.bank.code}/{number or at.made.number}"


def page(player: Player | Client, url: str, status: int = 200) -> str:
    """A page as it reads."""
    client = player if isinstance(player, Client) else player.client
    answer = client.get(url)
    assert answer.status_code == status
    return words_of(answer)


def words_of(answer: object) -> str:
    """Its words, blanks made one."""
    assert isinstance(answer, HttpResponse)
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


def paper(answer: object) -> str:
    """What a PDF says."""
    assert isinstance(answer, HttpResponse)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    found = pypdf.PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(one.extract_text() for one in found.pages).split())


def kept(at: Village) -> Customer:
    """Made, as the database knows."""
    return Customer.objects.get(pk=at.made.pk)


def test_an_account_from_the_search(sesetan: Village, tini: Player) -> None:
    child = customer(
        sesetan.bank, "Putu Contoh", born_on=date(2016, 2, 29), guardian_id=sesetan.made.pk
    )
    [taken] = sesetan.bring([sesetan.wish(("PET_CLEAR", 1_500))])
    found = tini.client.get(f"/kerja/bank-sampah/loket/{sesetan.bank.code}?cari=made")
    account = f"{counter(sesetan)}/nasabah"
    assert f'href="{account}"' in found.content.decode()
    assert f'href="{account}"' in tini.client.get(counter(sesetan)).content.decode()
    shown = page(tini, account)
    for words in ("Made Contoh", "Rp 5.702", "Aktif", "Setoran"):
        assert words in shown
    assert "Tarik tabungan" not in shown  # a weigher pays nothing out
    assert "Bekukan" not in shown
    assert str(taken.deposit.pk) in tini.client.get(account).content.decode()
    of_child = tini.client.get(f"{counter(sesetan, child.number)}/nasabah").content.decode()
    assert f'href="{account}">Made Contoh' in of_child


def test_frozen_and_free_again_with_a_reason(sesetan: Village, tirta: Player) -> None:
    url = f"{counter(sesetan)}/keadaan"
    for wrong in ({"after": "FROZEN", "reason": " "}, {"after": "ACTIVE", "reason": "salah"}):
        refused = tirta.client.post(url, wrong)
        assert (refused.status_code, kept(sesetan).status) == (422, "ACTIVE")
    for after in ("FROZEN", "ACTIVE"):
        done = tirta.client.post(url, {"after": after, "reason": "kartu hilang"})
        assert (done.status_code, kept(sesetan).status) == (302, after)
    sesetan.bring([sesetan.wish(("PET_CLEAR", 1_500))])
    full = tirta.client.post(url, {"after": "CLOSED", "reason": "pindah"})
    assert full.status_code == 422
    assert "Masih ada tabungan" in words_of(full)
    assert kept(sesetan).status == "ACTIVE"


def test_a_customer_says_no_to_text_messages(sesetan: Village, gede: Player) -> None:
    url, number = f"{counter(sesetan)}/telepon", "0812-0000-0003"
    for form, wants, change in (
        ({"phone": number, "no_sms": "1"}, False, 1),
        ({"phone": number, "no_sms": "1"}, False, 1),  # the same is no change
        ({"phone": number}, True, 2),
    ):
        assert gede.client.post(url, form).status_code == 302
        row = kept(sesetan)
        assert (row.wants_sms, row.phone) == (wants, number)
        shown = gede.client.get(f"{counter(sesetan)}/nasabah").content.decode()
        assert ('name="no_sms" value="1" checked' in shown) is not wants
        assert EventRow.objects.filter(name="waste_banks.customer_sms_chosen").count() == change


def test_an_officer_asks_for_who_has_only_a_card_and_does_not_approve(
    sesetan: Village, gede: Player, tirta: Player
) -> None:
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000))])
    url = f"{counter(sesetan)}/tarik"
    assert "Rp 95.024" in page(gede, url)
    wish = {"wish": str(new_id()), "form": "CASH", "destination": "", "amount": "50000"}
    for _ in range(2):  # a double click
        done = gede.client.post(url, wish)
        assert (done.status_code, done["Location"]) == (302, f"{counter(sesetan)}/nasabah")
    row = Withdrawal.objects.get()
    assert row.requested_by == gede.person.pk
    assert "Rp 50.000" in page(gede, f"{counter(sesetan)}/nasabah")
    with pytest.raises(Exception, match="same_person"):
        cases.move(case_id=row.case_id, action="approve", actor=gede.actor, now=NOW)
    cases.move(case_id=row.case_id, action="approve", actor=tirta.actor, now=NOW)
    much = gede.client.post(url, {**wish, "wish": str(new_id()), "amount": "60000"})
    assert much.status_code == 422
    assert sesetan.balance() == 45_024


def test_a_passbook_is_printed_on_from_its_last_line(
    sesetan: Village, tini: Player, made: Player
) -> None:
    sesetan.bring([sesetan.wish(("PET_CLEAR", 1_500)), sesetan.wish(("HVS", 700))])
    at_desk, at_home = f"{counter(sesetan)}/buku", "/bank-sampah/buku/cetak"
    first = paper(tini.client.post(at_desk, {"all": ""}))
    for words in ("botol PET bening bersih 1,5 kg", "+5.702", "Rp 6.368"):
        assert words in first
    assert "Saldo pindahan" not in first
    assert kept(sesetan).printed_seq == 2
    assert "sampai baris 2" in page(made, "/bank-sampah/buku")
    sesetan.bring([sesetan.wish(("HVS", 1_500))])
    second = paper(made.client.post(at_home, {"all": ""}))
    assert "Saldo pindahan Rp 6.368" in second
    assert "PET" not in second
    assert kept(sesetan).printed_seq == 3
    again = paper(made.client.post(at_home, {"all": ""}))
    assert "Saldo pindahan Rp 7.795" in again
    whole = paper(made.client.post(at_home, {"all": "1"}))
    assert "+5.702" in whole
    assert "Rp 7.795" in whole
    api = f"/api/v1/waste-banks/customers/{sesetan.made.pk}/passbook.pdf"
    assert "+5.702" in paper(made.client.get(f"{api}?whole=true"))


def test_who_has_no_account_prints_nothing(sesetan: Village, ketut: Player) -> None:
    assert ketut.client.post("/bank-sampah/buku/cetak").status_code == 302
    other = f"/bank-sampah/buku/cetak?nomor={sesetan.made.number}"
    assert ketut.client.post(other).status_code == 404
    assert kept(sesetan).printed_seq == 0


def token_in(answer: object) -> str:
    """The code that a page shows once."""
    assert isinstance(answer, HttpResponse)
    [found] = re.findall(r'name="token" value="([0-9A-Z]{26})"', answer.content.decode())
    return str(found)


def test_a_new_card_is_shown_once_and_printed(sesetan: Village, tini: Player) -> None:
    before = bytes(sesetan.made.card_hash)
    token = token_in(tini.client.post(f"{counter(sesetan)}/kartu"))
    assert bytes(kept(sesetan).card_hash) == digest(token) != before
    printed = tini.client.post(f"{counter(sesetan)}/kartu/cetak", {"token": token})
    assert "Made Contoh" in paper(printed)
    assert sesetan.made.number in paper(printed)
    assert bytes(kept(sesetan).card_hash) == digest(token)  # printing makes no other card
    old = tini.client.post(f"{counter(sesetan)}/kartu/cetak", {"token": "0" * 26})
    assert (old.status_code, old["Location"]) == (302, f"{counter(sesetan)}/nasabah")


def test_ten_cards_on_a_sheet(sesetan: Village, tini: Player) -> None:
    others = [customer(sesetan.bank, f"Contoh {n}") for n in range(11)]
    url = f"/kerja/bank-sampah/loket/{sesetan.bank.code}/kartu"
    assert "Contoh 10" in page(tini, url)
    known = {one.pk: bytes(one.card_hash) for one in Customer.objects.all()}
    for many in ([], [str(one.pk) for one in others]):
        assert tini.client.post(url, {"who": many}).status_code == 422
    done = tini.client.post(url, {"who": [str(one.pk) for one in others[:10]]})
    assert all(f"Contoh {n}" in paper(done) for n in range(10))
    changed = {one.pk for one in Customer.objects.all() if known[one.pk] != bytes(one.card_hash)}
    assert changed == {one.pk for one in others[:10]}


def test_a_closed_account_gets_no_card(sesetan: Village, tini: Player, tirta: Player) -> None:
    tirta.client.post(f"{counter(sesetan)}/keadaan", {"after": "CLOSED", "reason": "pindah"})
    before = bytes(kept(sesetan).card_hash)
    assert tini.client.post(f"{counter(sesetan)}/kartu").status_code == 302
    assert bytes(kept(sesetan).card_hash) == before
    assert "Buat kartu baru" not in page(tini, f"{counter(sesetan)}/nasabah")


def test_a_card_that_is_found(sesetan: Village, ketut: Player, tini: Player, wira: Player) -> None:
    [card] = rotate_cards(customer_ids=[sesetan.made.pk], actor=SYSTEM, now=NOW)
    url = f"/n/{card.card_token}"
    for stranger in (Client(), ketut.client, wira.client):
        shown = page(stranger, url)
        assert "mohon kembalikan ke: Bank Contoh Balai Banjar Contoh" in shown
        assert "Made" not in shown
        assert sesetan.made.number not in shown
    assert f"?next={quote(url)}" in Client().get(url).content.decode()
    account = f"{counter(sesetan)}/nasabah"
    for typed in (url, url.lower().replace("/N/", "/n/")):
        answer = tini.client.get(typed)
        assert (answer.status_code, answer["Location"]) == (302, account)
    rotate_cards(customer_ids=[sesetan.made.pk], actor=SYSTEM, now=NOW)
    for nobody in (url, f"/n/{'0' * 26}"):
        assert "tidak berlaku lagi" in page(Client(), nobody, status=404)
        assert tini.client.get(nobody).status_code == 404
    assert Client().get("/n/bukan-kartu").status_code == 404
