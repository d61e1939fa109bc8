"""A phone is lost in the river: receipts are claimed, entered by one, accepted by another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.banks import appoint
from sewaka.modules.waste_banks.actions.claiming import ClaimWish, file_claim
from sewaka.modules.waste_banks.actions.correcting import accept_deposit, reject_deposit
from sewaka.modules.waste_banks.actions.depositing import LineWish, Taken
from sewaka.modules.waste_banks.models import Deposit, WasteBank
from sewaka.modules.waste_banks.rules.kinds import BankKind, Duty
from sewaka.modules.waste_banks.rules.weighing.chain import Sent
from sewaka.modules.waste_banks.rules.weighing.receipts import Receipt, mark_of
from sewaka.modules.waste_banks.tests.hall import Hall, Phone, open_hall
from sewaka.modules.waste_banks.tests.village import bank
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
BOTTLES, FEE = 6_000, 300  # 1,500 g at 4,000 Rp/kg, and the bank's 5 per cent
LATER = NOW + timedelta(days=2)


@pytest.fixture
def hall(tini: Player, tirta: Player, gede: Player, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """Tini weighs, Tirta heads the bank, Gede keeps the cash."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr("sewaka.kernel.ids._ticks", _Ticks())
    made = open_hall(weigher_id=tini.person.pk, count=2, now=NOW)
    for player, duty in ((tirta, Duty.MANAGER), (gede, Duty.CASHIER)):
        appoint(bank_id=made.bank.pk, person_id=player.person.pk, duty=duty, actor=SYSTEM, now=NOW)
    return made


class _Ticks:
    """Ids are made on the day of the tests."""

    def __init__(self) -> None:
        self.at = int(NOW.timestamp() * 1000) * 4096 - 10**9

    def next(self) -> int:
        self.at += 1
        return self.at


@pytest.fixture
def phone(hall: Hall, tini: Player) -> Phone:
    """The phone that will be lost."""
    return Phone(hall, tini.person.pk, NOW)


def receipt(one: Sent, hall: Hall, **changes: Any) -> Receipt:
    """What the customer photographed."""
    known: dict[str, Any] = {
        "record_id": UUID(one.body["id"]), "mark": mark_of(one.hash),
        "total_idr": one.body["total_idr"], "bank": hall.bank.code,
    }  # fmt: skip
    return Receipt(**(known | changes))


def claim(
    hall: Hall, shown: Receipt, by: Player, *, grams: int = 1_500, deposit_id: UUID | None = None
) -> Taken:
    wish = ClaimWish(
        id=deposit_id or new_id(),
        receipt=shown,
        customer_id=hall.customers[0].pk,
        lines=[LineWish(category="PET_CLEAR", gross_g=grams)],
    )
    return file_claim(bank_id=hall.bank.pk, wish=wish, actor=by.actor, now=LATER)


def savings(hall: Hall) -> int:
    return ledger.balance(account_id=hall.customers[0].savings_account_id)


def test_one_enters_another_accepts(
    hall: Hall, phone: Phone, tini: Player, tirta: Player, gede: Player
) -> None:
    shown = receipt(phone.deposit(hall.customers[0]), hall)
    filed = claim(hall, shown, tini)
    deposit = filed.deposit
    assert (deposit.status, deposit.channel, deposit.reasons) == ("REVIEW", "CLAIM", ["claim"])
    assert savings(hall) == 0
    with nothing_written():
        assert claim(hall, shown, tini, deposit_id=deposit.pk).is_replay
    for player in (tini, gede):
        with pytest.raises(Forbidden), nothing_written():
            accept_deposit(deposit_id=deposit.pk, actor=player.actor, now=LATER)
    accept_deposit(deposit_id=deposit.pk, actor=tirta.actor, now=LATER)
    assert savings(hall) == BOTTLES - FEE
    assert ledger.verify() == []


def test_who_enters_does_not_accept(hall: Hall, phone: Phone, tirta: Player) -> None:
    filed = claim(hall, receipt(phone.deposit(hall.customers[0]), hall), tirta)
    with pytest.raises(DomainError, match=r"deposit.weigher"), nothing_written():
        accept_deposit(deposit_id=filed.deposit.pk, actor=tirta.actor, now=LATER)


def test_what_a_receipt_does_not_prove(
    hall: Hall, phone: Phone, tini: Player, gede: Player, made: Player
) -> None:
    one = phone.deposit(hall.customers[0])
    shown = receipt(one, hall)
    long_ago = UUID(int=shown.record_id.int - (86_400_000 * 9 << 80))
    for wrong, code in (
        (receipt(one, hall, bank="BSU-0000000000-09"), "bank"),
        (receipt(one, hall, record_id=long_ago), "day"),
        (receipt(one, hall, total_idr=BOTTLES - 1), "more"),
    ):
        with pytest.raises(Invalid) as said, nothing_written():
            claim(hall, wrong, tini)
        assert said.value.fields == {"receipt": f"waste_banks.claim.{code}"}
    for player, refusal in ((gede, Forbidden), (made, NotFound)):
        with pytest.raises(refusal), nothing_written():
            claim(hall, shown, player)
    claim(hall, shown, tini, grams=1_400)  # less than it says will do
    with pytest.raises(Invalid) as said, nothing_written():
        claim(hall, shown, tini)
    assert said.value.fields == {"receipt": "waste_banks.claim.again"}


def test_what_the_city_has_is_not_claimed(hall: Hall, phone: Phone, tini: Player) -> None:
    shown = receipt(phone.deposit(hall.customers[0]), hall)
    assert phone.send().status_code == 200
    with pytest.raises(Invalid) as said, nothing_written():
        claim(hall, shown, tini)
    assert said.value.fields == {"receipt": "waste_banks.claim.known"}


@pytest.mark.parametrize("fate", ["accepted", "waiting", "rejected"])
def test_the_phone_is_found_and_nothing_counts_twice(
    hall: Hall, phone: Phone, tini: Player, tirta: Player, fate: str
) -> None:
    filed = claim(hall, receipt(phone.deposit(hall.customers[0]), hall), tini)
    phone.deposit(hall.customers[1])
    if fate == "accepted":
        accept_deposit(deposit_id=filed.deposit.pk, actor=tirta.actor, now=LATER)
    elif fate == "rejected":
        reject_deposit(deposit_id=filed.deposit.pk, reason="ragu", actor=tirta.actor, now=LATER)
    for _ in range(2):
        assert phone.send().status_code == 200
    assert savings(hall) == BOTTLES - FEE
    states = {one.channel: one.status for one in hall.customers[0].deposits.all()}
    assert (
        states
        == {
            "accepted": {"CLAIM": "POSTED"},
            "waiting": {"CLAIM": "REJECTED", "SESSION": "POSTED"},
            "rejected": {"CLAIM": "REJECTED", "SESSION": "POSTED"},
        }[fate]
    )
    assert Deposit.objects.filter(customer=hall.customers[1]).count() == 1
    assert ledger.verify() == []


def test_on_the_page(hall: Hall, phone: Phone, tini: Player, tirta: Player) -> None:
    number, code = hall.customers[0].number, hall.bank.code
    page = f"/kerja/bank-sampah/loket/{code}/{number}/klaim"
    counter = tini.client.get(page.removesuffix("/klaim")).content.decode()
    assert page in counter
    assert tini.client.get(page).status_code == 200
    form = {
        "wish": str(new_id()), "purpose": "SAVINGS", "category_1": "PET_CLEAR", "gross_1": "1500",
        "receipt": "abc",
    }  # fmt: skip
    wrong = tini.client.post(page, form)
    assert wrong.status_code == 422
    assert "Ini bukan bukti setor" in wrong.content.decode()
    shown = receipt(phone.deposit(hall.customers[0]), hall)
    form["receipt"] = f"https://contoh.example/bank-sampah/cek?k={shown}"
    for _ in range(2):  # a double click
        assert tini.client.post(page, form).status_code == 302
    deposit = Deposit.objects.get()
    desk = tirta.client.get(f"/kerja/bank-sampah/loket/{code}").content.decode()
    assert "diajukan dengan bukti dari ponsel yang hilang" in desk
    assert tirta.client.post(f"/kerja/bank-sampah/setoran/{deposit.pk}/terima").status_code == 302
    assert savings(hall) == BOTTLES - FEE


def test_what_comes_days_late_is_the_main_banks(
    hall: Hall, phone: Phone, tirta: Player, wira: Player, asti: Player
) -> None:
    main = bank("Bank induk", kind=BankKind.MAIN)
    WasteBank.objects.filter(pk=hall.bank.pk).update(parent=main)
    phone.deposit(hall.customers[0])
    deposit = Deposit(
        bank=hall.bank, customer=hall.customers[0], channel="SESSION", status="REVIEW",
        reasons=["late"], occurred_at=NOW, received_at=LATER, book_date=NOW.date(),
        priced_on=NOW.date(), net_g=1_500, gross_idr=BOTTLES, fee_idr=FEE,
    )  # fmt: skip
    deposit.save(force_insert=True)
    desk = f"/kerja/bank-sampah/loket/{hall.bank.code}"
    accept = f"/kerja/bank-sampah/setoran/{deposit.pk}/terima"
    assert accept not in tirta.client.get(desk).content.decode()
    with pytest.raises(DomainError, match=r"deposit.late"), nothing_written():
        accept_deposit(deposit_id=deposit.pk, actor=tirta.actor, now=LATER)
    with pytest.raises(NotFound), nothing_written():
        accept_deposit(deposit_id=deposit.pk, actor=wira.actor, now=LATER)
    head = asti  # of the main bank
    appoint(
        bank_id=main.pk, person_id=head.person.pk, duty=Duty.MANAGER, actor=SYSTEM, now=NOW
    )  # fmt: skip
    mine = head.client.get(f"/kerja/bank-sampah/loket/{main.code}").content.decode()
    assert accept in mine
    assert head.client.get(f"/bank-sampah/buku/setoran/{deposit.pk}").status_code == 200
    done = head.client.post(accept)
    assert done.headers["Location"] == f"/kerja/bank-sampah/loket/{main.code}"
    assert accept not in head.client.get(done.headers["Location"]).content.decode()
    assert Deposit.objects.get(pk=deposit.pk).status == "POSTED"
