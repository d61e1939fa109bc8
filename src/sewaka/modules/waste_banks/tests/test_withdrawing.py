"""Made takes savings out: set aside at once, paid once, given back when nobody pays."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.workflow import NotAllowed
from sewaka.modules.waste_banks.actions.customers import set_customer_state
from sewaka.modules.waste_banks.actions.withdrawing import (
    WithdrawalWish,
    expire_withdrawals,
    request_withdrawal,
)
from sewaka.modules.waste_banks.models import Withdrawal
from sewaka.modules.waste_banks.rules import withdrawing as rules
from sewaka.modules.waste_banks.rules.kinds import Form, PayoutRule
from sewaka.modules.waste_banks.rules.states import CustomerState
from sewaka.modules.waste_banks.tests.village import Village, customer, village
from sewaka.platform.cases import api as cases
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, Cast, Player
from tests.writes import nothing_written

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def saved(sesetan: Village) -> Village:
    """Made has 95,024 rupiah."""
    sesetan.bring([sesetan.wish(("PET_CLEAR", 25_000))])
    return sesetan


def ask(at: Village, by: Player, amount: int = 50_000, **more: Any) -> Withdrawal:
    known: dict[str, Any] = {"id": new_id(), "customer_id": at.made.pk, "amount_idr": amount}
    wish = WithdrawalWish(**(known | more))
    return request_withdrawal(wish=wish, actor=by.actor, now=NOW)


def move(row: Withdrawal, action: str, by: Player, **given: Any) -> None:
    cases.move(case_id=row.pk, action=action, actor=by.actor, now=LATER, given=given)
    row.refresh_from_db()


def held(at: Village) -> int:
    at.made.refresh_from_db()
    assert at.made.held_account_id is not None
    return ledger.balance(account_id=at.made.held_account_id)


@pytest.mark.django_db
def test_it_is_set_aside_approved_and_paid_once(saved: Village, made: Player, gede: Player) -> None:
    row = ask(saved, made)
    assert (saved.balance(), held(saved)) == (45_024, 50_000)
    move(row, "approve", gede)
    move(row, "pay", gede, proof="K-12")
    assert (saved.balance(), held(saved), saved.account("1000")) == (45_024, 0, -50_000)
    assert (row.proof, row.case.state, row.approved_by, row.paid_by) == (
        "K-12", "paid", gede.person.pk, gede.person.pk,
    )  # fmt: skip
    with nothing_written(), pytest.raises(NotAllowed):
        move(row, "pay", gede)
    assert ledger.verify() == []


@pytest.mark.django_db
def test_the_same_wish_again_is_the_same(saved: Village, made: Player) -> None:
    row = ask(saved, made)
    with nothing_written():
        assert ask(saved, made, id=row.pk) == row
    with pytest.raises(DomainError, match=r"waste_banks.withdrawal.conflict"):
        ask(saved, made, 60_000, id=row.pk)


@pytest.mark.django_db
def test_no_more_than_there_is(saved: Village, made: Player) -> None:
    with pytest.raises(DomainError) as said, transaction.atomic():
        ask(saved, made, 95_025)
    assert (said.value.code, said.value.facts["free"]) == ("ledger.insufficient_funds", 95_024)
    assert (saved.balance(), Withdrawal.objects.count()) == (95_024, 0)


@pytest.mark.django_db
def test_above_the_threshold_two_persons(
    saved: Village, made: Player, gede: Player, tirta: Player
) -> None:
    saved.bank.two_person_above_idr = 40_000
    saved.bank.save()
    row = ask(saved, made)
    move(row, "approve", gede)
    with pytest.raises(DomainError, match=r"waste_banks.withdrawal.same_person"):
        move(row, "pay", gede)
    paid = Withdrawal.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        paid.update(paid_by=gede.person.pk)  # the table itself refuses it too
    move(row, "pay", tirta)
    assert (row.case.state, saved.account("1000")) == ("paid", -50_000)


@pytest.mark.django_db
def test_who_asked_does_not_approve(saved: Village, gede: Player, tirta: Player) -> None:
    row = ask(saved, gede)  # for Made, who has no phone
    with pytest.raises(DomainError, match=r"waste_banks.withdrawal.same_person"):
        move(row, "approve", gede)
    move(row, "approve", tirta)
    assert row.case.state == "approved"


@pytest.mark.django_db
def test_refused_taken_back_or_not_fetched_the_money_is_back(
    saved: Village, made: Player, gede: Player
) -> None:
    rows = [ask(saved, made, 20_000) for _ in range(3)]
    move(rows[0], "reject", gede, reason="kas kosong hari ini")
    move(rows[1], "cancel", made)
    early = NOW + rules.KEEP - timedelta(seconds=1)
    assert expire_withdrawals(actor=SYSTEM, now=early) == 0
    assert saved.balance() == 75_024
    assert expire_withdrawals(actor=SYSTEM, now=NOW + rules.KEEP) == 1
    assert expire_withdrawals(actor=SYSTEM, now=NOW + rules.KEEP) == 0
    assert (saved.balance(), held(saved)) == (95_024, 0)
    states = [cases.Case.objects.get(pk=row.pk).state for row in rows]
    assert states == ["rejected", "cancelled", "expired"]
    assert ledger.verify() == []


@pytest.mark.django_db
def test_an_outside_payee_is_a_sandbox_and_says_so(
    saved: Village, made: Player, gede: Player
) -> None:
    with pytest.raises(Invalid) as said:
        ask(saved, made, form=Form.PLN_TOKEN)
    assert said.value.fields == {"destination": "waste_banks.withdrawal.destination"}
    row = ask(saved, made, form=Form.PLN_TOKEN, destination="5610 0000 0001")
    raw = Withdrawal.objects.filter(pk=row.pk).values_list("destination", flat=True)[0]
    assert "5610" not in repr(raw)
    move(row, "approve", gede)
    move(row, "pay", gede)
    assert row.proof.startswith("CONTOH-PLN_TOKEN-")
    assert (saved.account("2100"), saved.account("1000")) == (50_000, 0)


@pytest.mark.django_db
def test_who_may_ask(saved: Village, cast: Cast, made: Player, tirta: Player) -> None:
    for stranger, error in (("ketut", NotFound), ("gede2", NotFound), ("tini", Forbidden)):
        player = cast[stranger]
        with nothing_written(), pytest.raises(error):
            ask(saved, player)
    set_customer_state(
        customer_id=saved.made.pk,
        after=CustomerState.FROZEN,
        reason="kartu hilang",
        actor=tirta.actor,
        now=NOW,
    )
    with nothing_written(), pytest.raises(DomainError, match=r"waste_banks.customer.frozen"):
        ask(saved, made)


@pytest.mark.django_db
def test_a_guardian_asks_for_a_child(sesetan: Village, made: Player, nyoman: Player) -> None:
    child = customer(
        sesetan.bank, "Nyoman Contoh", born_on=date(2013, 5, 1), guardian_id=sesetan.made.pk,
        person_id=nyoman.person.pk,
    )  # fmt: skip
    sesetan.bring([sesetan.wish(("PET_CLEAR", 10_000), customer_id=child.pk)])
    with nothing_written(), pytest.raises(Forbidden):
        ask(sesetan, nyoman, 10_000, customer_id=child.pk)
    row = ask(sesetan, made, 10_000, customer_id=child.pk)
    assert row.case.applicant_id == made.person.pk


@pytest.mark.django_db
def test_young_deposits_are_kept_back(saved: Village, made: Player) -> None:
    saved.bank.payout_rule, saved.bank.hold_days = PayoutRule.HOLD_DAYS, 7
    saved.bank.save()
    with pytest.raises(DomainError) as said, transaction.atomic():
        ask(saved, made)
    assert said.value.facts["free"] == 0


@pytest.mark.parametrize(
    ("day", "feast"),
    [
        (date(2025, 11, 19), date(2025, 11, 19)),
        (date(2025, 11, 20), date(2026, 6, 17)),
        (date(2026, 6, 18), date(2027, 1, 13)),
        (date(2027, 8, 11), date(2027, 8, 11)),
        (date(2022, 12, 31), date(2023, 1, 4)),
    ],
)
def test_galungan(day: date, feast: date) -> None:
    assert rules.next_galungan(day) == feast


def test_some_banks_pay_before_galungan_only() -> None:
    rules.check_day(PayoutRule.BEFORE_GALUNGAN, day=date(2026, 12, 23))
    with pytest.raises(DomainError) as said:
        rules.check_day(PayoutRule.BEFORE_GALUNGAN, day=date(2026, 12, 22))
    assert said.value.facts == {"day": "2026-12-23"}


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_never_go_below_nothing() -> None:
    reserved = village(Cast(entered={}))
    reserved.bring([reserved.wish(("PET_CLEAR", 25_000))])  # 95,024: nine times ten thousand
    said: Counter[str] = Counter()
    lock, gate = threading.Lock(), threading.Barrier(8)

    def work(times: int) -> None:
        gate.wait()
        for _ in range(times):
            wish = WithdrawalWish(id=new_id(), customer_id=reserved.made.pk, amount_idr=10_000)
            try:
                request_withdrawal(wish=wish, actor=SYSTEM, now=NOW)
                code = "held"
            except DomainError as refusal:
                code = refusal.code
            with lock:
                said[code] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in (13, 13, 13, 13, 12, 12, 12, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {"held": 9, "ledger.insufficient_funds": 91}
    assert (reserved.balance(), held(reserved)) == (5_024, 90_000)
    assert ledger.verify() == []
