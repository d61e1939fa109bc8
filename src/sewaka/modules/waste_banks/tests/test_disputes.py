"""A line is disputed within seven days; the head of the bank keeps it or reverses the deposit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from bs4 import BeautifulSoup

from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.correcting import reverse_deposit
from sewaka.modules.waste_banks.actions.disputing import dispute_line, keep_line
from sewaka.modules.waste_banks.actions.withdrawing import WithdrawalWish, request_withdrawal
from sewaka.modules.waste_banks.models import Deposit, Dispute
from sewaka.modules.waste_banks.tests.test_customer_pages import counter, page
from sewaka.modules.waste_banks.tests.village import TODAY, Village
from sewaka.platform.notify import api as notify
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db


def brought(at: Village, **more: object) -> UUID:
    """A deposit of two lines."""
    [taken] = at.bring([at.wish(("PET_CLEAR", 1_500), ("HVS", 1_500), **more)])
    return UUID(str(taken.deposit.pk))


def shown(deposit_id: UUID) -> str:
    """Where it stands."""
    return f"/bank-sampah/buku/setoran/{deposit_id}"


def test_from_the_words_to_the_answer(sesetan: Village, made: Player, tirta: Player) -> None:
    deposit_id = brought(sesetan)
    before = notify.unread(actor=tirta.actor)
    assert "tujuh hari" in page(made, shown(deposit_id))
    said = {"line": "2", "words": "Kertas saya tiga kilo"}
    assert made.client.post(f"{shown(deposit_id)}/sanggah", said).status_code == 302
    dispute = Dispute.objects.get()
    assert (dispute.line.n, dispute.words) == (2, "Kertas saya tiga kilo")
    assert notify.unread(actor=tirta.actor) == before + 1
    desk = page(tirta, f"/kerja/bank-sampah/loket/{sesetan.bank.code}")
    assert "Disanggah kertas putih" in desk
    assert "Kertas saya tiga kilo" in page(tirta, shown(deposit_id))
    keep = f"/kerja/bank-sampah/sanggah/{dispute.pk}"
    tirta.client.post(keep, {"reason": " "})
    assert Dispute.objects.get().status == "OPEN"
    tirta.client.post(keep, {"reason": "Foto timbangan 1,5 kg"})
    answered = page(made, shown(deposit_id))
    assert "Baris itu tetap" in answered
    assert "Foto timbangan 1,5 kg" in answered
    assert notify.unread(actor=made.actor) == 1
    assert "Disanggah" not in page(tirta, f"/kerja/bank-sampah/loket/{sesetan.bank.code}")
    assert sesetan.balance() == 7_129
    again = made.client.post(f"{shown(deposit_id)}/sanggah", said, follow=True)
    assert "sudah pernah disanggah" in again.content.decode()


def test_reversed_and_entered_anew(sesetan: Village, made: Player, tirta: Player) -> None:
    deposit_id = brought(sesetan, day=TODAY - timedelta(days=3))
    dispute_line(deposit_id=deposit_id, n=1, words="salah", actor=made.actor, now=NOW)
    deed = f"/kerja/bank-sampah/setoran/{deposit_id}/balik"
    back = tirta.client.post(deed, {"reason": "Salah baca"})
    assert back["Location"] == shown(deposit_id)
    dispute = Dispute.objects.get()
    assert (dispute.status, dispute.answer) == ("REVERSED", "Salah baca")
    assert sesetan.balance() == 0
    found = BeautifulSoup(tirta.client.get(shown(deposit_id)).content, "html.parser")
    [anew] = found.select("a[href*='ganti=']")
    form = {
        "wish": str(new_id()), "purpose": "SAVINGS", "category_1": "PET_CLEAR", "gross_1": "2000",
    }  # fmt: skip
    assert tirta.client.post(str(anew["href"]), form).status_code == 302
    entered = Deposit.objects.get(replaces_id=deposit_id)
    assert (entered.book_date, entered.net_g) == (TODAY - timedelta(days=3), 2_000)
    assert shown(entered.pk) in made.client.get(shown(deposit_id)).content.decode()
    assert "ganti=" not in tirta.client.get(shown(deposit_id)).content.decode()


def test_what_was_reversed_is_entered_anew_once(sesetan: Village, tirta: Player) -> None:
    deposit_id = brought(sesetan)
    anew = replace(sesetan.wish(("PET_CLEAR", 2_000)), replaces_id=deposit_id)
    with pytest.raises(DomainError, match="replaced"):
        sesetan.bring([anew])  # it stands yet
    reverse_deposit(deposit_id=deposit_id, reason="Salah baca", actor=tirta.actor, now=NOW)
    sesetan.bring([anew])
    with pytest.raises(DomainError, match="replaced"):
        sesetan.bring([replace(anew, id=new_id())])  # from another tab
    assert Deposit.objects.filter(replaces_id=deposit_id).count() == 1


def test_what_was_spent_becomes_a_debt_by_open_choice(
    sesetan: Village, made: Player, tirta: Player
) -> None:
    deposit_id = brought(sesetan)
    [_more] = sesetan.bring([sesetan.wish(("PET_CLEAR", 2_000))])
    wish = WithdrawalWish(id=new_id(), customer_id=sesetan.made.pk, amount_idr=10_000)
    request_withdrawal(wish=wish, actor=made.actor, now=NOW)
    deed = f"/kerja/bank-sampah/setoran/{deposit_id}/balik"
    left = sesetan.balance()
    refused = tirta.client.post(deed, {"reason": "Salah baca"}, follow=True)
    assert "Rp" in refused.content.decode()
    assert (sesetan.balance(), Deposit.objects.get(pk=deposit_id).status) == (left, "POSTED")
    tirta.client.post(deed, {"reason": "Salah baca", "is_owed": "1"})
    assert (sesetan.balance(), Deposit.objects.get(pk=deposit_id).status) == (0, "REVERSED")


def test_what_is_refused(
    sesetan: Village, made: Player, ketut: Player, tini: Player, tirta: Player
) -> None:
    deposit_id = brought(sesetan)

    def object_to(n: int = 1, *, by: Player = made, words: str = "salah", days: int = 0) -> Dispute:
        return dispute_line(
            deposit_id=deposit_id, n=n, words=words, actor=by.actor, now=NOW + timedelta(days=days)
        )

    with nothing_written(), pytest.raises(NotFound):
        object_to(by=ketut)
    with nothing_written(), pytest.raises(NotFound):
        object_to(3)
    with nothing_written(), pytest.raises(Invalid):
        object_to(words=" ")
    with nothing_written(), pytest.raises(DomainError, match=r"dispute\.late"):
        object_to(days=8)
    said = object_to(days=7)
    with nothing_written(), pytest.raises(DomainError, match=r"dispute\.twice"):
        object_to()
    with nothing_written(), pytest.raises(Forbidden):
        keep_line(dispute_id=said.pk, reason="benar", actor=tini.actor, now=NOW)
    with nothing_written(), pytest.raises(NotFound):
        keep_line(dispute_id=said.pk, reason="benar", actor=made.actor, now=NOW)
    reverse_deposit(deposit_id=deposit_id, reason="salah", actor=tirta.actor, now=NOW)
    with nothing_written(), pytest.raises(DomainError, match=r"bad_transition"):
        keep_line(dispute_id=said.pk, reason="benar", actor=tirta.actor, now=NOW)
    with nothing_written(), pytest.raises(DomainError, match=r"bad_transition"):
        object_to(2)


def test_who_weighed_does_not_answer(sesetan: Village, made: Player, tirta: Player) -> None:
    deposit_id = brought(sesetan, weigher_id=tirta.person.pk)
    said = dispute_line(deposit_id=deposit_id, n=1, words="salah", actor=made.actor, now=NOW)
    with nothing_written(), pytest.raises(DomainError, match=r"deposit\.weigher"):
        keep_line(dispute_id=said.pk, reason="benar", actor=tirta.actor, now=NOW)


def test_at_the_counter_of_somebody_without_a_phone(sesetan: Village, tini: Player) -> None:
    deposit_id = brought(sesetan)
    assert shown(deposit_id) in tini.client.get(f"{counter(sesetan)}/nasabah").content.decode()
    said = {"line": "1", "words": "Nasabah membawa dua kilo"}
    tini.client.post(f"{shown(deposit_id)}/sanggah", said)
    assert Dispute.objects.get().opened_by == tini.person.pk
