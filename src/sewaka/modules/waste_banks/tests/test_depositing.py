"""Bu Tini weighs what Made brings: deposit, journal, stock and event stand together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.waste_banks.actions.correcting import (
    accept_deposit,
    identify_deposit,
    reject_deposit,
    reverse_deposit,
)
from sewaka.modules.waste_banks.actions.depositing import LineWish, post_deposit
from sewaka.modules.waste_banks.models import Deposit, DepositLine, StockMovement
from sewaka.modules.waste_banks.models.reading import accounts_of
from sewaka.modules.waste_banks.rules.kinds import Purpose
from sewaka.modules.waste_banks.tests.village import TODAY, Village, bank, customer, publish
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


def test_a_deposit_is_valued_booked_and_stored(sesetan: Village, tini: Player) -> None:
    wish = sesetan.wish(("PET_CLEAR", 1_500), ("HVS", 1_500), weigher_id=tini.person.pk)
    taken = post_deposit(bank_id=sesetan.bank.pk, wish=wish, actor=tini.actor, now=NOW)
    found = taken.deposit
    assert (found.status, found.net_g, found.gross_idr, found.fee_idr) == (
        "POSTED",
        3_000,
        7_504,
        375,
    )
    lines = DepositLine.objects.filter(deposit=found).values_list("value_idr", "price__buy_idr")
    assert list(lines) == [(6_002, 4_001), (1_502, 1_001)]
    assert sesetan.balance() == 7_129
    assert (sesetan.account("1100"), sesetan.account("4000")) == (7_504, 375)
    assert sesetan.stock() == {"PET_CLEAR": (1_500, 6_002), "HVS": (1_500, 1_502)}
    told = EventRow.objects.filter(name="waste_banks.deposit_posted").get()
    assert (told.data["net_g"], told.data["gross_idr"]) == (3_000, 7_504)
    assert "made" not in str(told.data).lower()
    assert ledger.verify() == []


def test_the_same_once_more_is_a_replay(sesetan: Village) -> None:
    wishes = [sesetan.wish(("PET_CLEAR", 1_000)), sesetan.wish(("HVS", 500))]
    sesetan.bring(wishes)
    before = (sesetan.balance(), sesetan.stock(), Deposit.objects.count())
    again = sesetan.bring([*reversed(wishes), sesetan.wish(("HVS", 2))])
    assert [one.is_replay for one in again] == [True, True, False]
    assert Deposit.objects.count() == 3
    assert sesetan.balance() == before[0] + 2
    assert sesetan.stock()["PET_CLEAR"] == before[1]["PET_CLEAR"]


def test_a_known_id_with_another_content_is_refused(sesetan: Village) -> None:
    wish = sesetan.wish(("PET_CLEAR", 1_000))
    sesetan.bring([wish])
    other = sesetan.wish(("PET_CLEAR", 2_000), id=wish.id)
    with nothing_written(), pytest.raises(DomainError, match=r"waste_banks.deposit.conflict"):
        sesetan.bring([sesetan.wish(("HVS", 5)), other])
    assert Deposit.objects.count() == 1


def test_one_bad_line_refuses_the_whole_batch(sesetan: Village) -> None:
    bad = sesetan.wish(lines=[LineWish(category="HVS", gross_g=5, tare_g=5)])
    with nothing_written(), pytest.raises(Invalid) as said:
        sesetan.bring([sesetan.wish(("HVS", 500)), bad])
    assert said.value.fields == {"line.1": "waste_banks.line.tare"}
    assert (Deposit.objects.count(), sesetan.stock()) == (0, {})


def test_a_donation_goes_to_the_social_fund_without_a_fee(sesetan: Village) -> None:
    sesetan.bring([sesetan.wish(("PET_CLEAR", 1_000), purpose=Purpose.DONATION)])
    assert (sesetan.account("2200"), sesetan.account("4000"), sesetan.balance()) == (4_001, 0, 0)


def test_what_is_worth_nothing_moves_grams_and_no_rupiah(sesetan: Village) -> None:
    [taken] = sesetan.bring([sesetan.wish(("ORGANIC", 10_000))])
    assert (taken.deposit.status, taken.deposit.journal_id) == ("POSTED", None)
    assert sesetan.stock() == {"ORGANIC": (10_000, 0)}


def test_what_has_no_price_waits_and_is_never_worth_nothing(
    sesetan: Village, tirta: Player
) -> None:
    [taken] = sesetan.bring([sesetan.wish(("HDPE", 1_000), ("HVS", 1_000))])
    deposit_id = taken.deposit.pk
    assert (taken.deposit.status, taken.deposit.reasons) == ("REVIEW", ["no_price"])
    assert (sesetan.balance(), sesetan.stock()) == (0, {})
    with pytest.raises(DomainError, match=r"waste_banks.deposit.no_price"):
        accept_deposit(deposit_id=deposit_id, actor=tirta.actor, now=LATER)
    publish(sesetan.bank, {"HDPE": 3_500, "HVS": 1_001}, since=TODAY)
    accepted = accept_deposit(deposit_id=deposit_id, actor=tirta.actor, now=LATER)
    assert (accepted.gross_idr, sesetan.balance()) == (4_501, 4_501 - 225)
    assert sesetan.stock() == {"HDPE": (1_000, 3_500), "HVS": (1_000, 1_001)}
    with pytest.raises(DomainError, match=r"waste_banks.bad_transition"):
        accept_deposit(deposit_id=deposit_id, actor=tirta.actor, now=LATER)


def test_a_heavy_line_is_looked_at_and_may_be_rejected(sesetan: Village, tirta: Player) -> None:
    [taken] = sesetan.bring([sesetan.wish(("PET_CLEAR", 25_001))])
    assert taken.deposit.reasons == ["heavy_line"]
    with pytest.raises(Invalid):
        reject_deposit(deposit_id=taken.deposit.pk, reason=" ", actor=tirta.actor, now=LATER)
    reject_deposit(deposit_id=taken.deposit.pk, reason="salah", actor=tirta.actor, now=LATER)
    assert (Deposit.objects.get().status, sesetan.stock()) == ("REJECTED", {})


def test_an_unknown_card_waits_then_finds_its_customer(sesetan: Village, tirta: Player) -> None:
    [taken] = sesetan.bring([sesetan.wish(("PET_CLEAR", 1_000), customer_id=None)])
    assert taken.deposit.reasons == ["unknown_card"]
    deposit_id = taken.deposit.pk
    accept_deposit(deposit_id=deposit_id, actor=tirta.actor, now=LATER)
    assert (sesetan.account("2090"), sesetan.balance()) == (3_801, 0)
    identify_deposit(
        deposit_id=deposit_id, customer_id=sesetan.made.pk, actor=tirta.actor, now=LATER
    )
    assert (sesetan.account("2090"), sesetan.balance()) == (0, 3_801)
    assert ledger.verify() == []


def test_a_card_of_another_bank_is_refused(sesetan: Village) -> None:
    stranger = customer(bank("Bank Lain"))
    with nothing_written(), pytest.raises(DomainError, match=r"waste_banks.customer.other_bank"):
        sesetan.bring([sesetan.wish(("HVS", 1), customer_id=stranger.pk)])


def test_who_may_weigh(sesetan: Village, gede: Player, gede2: Player, made: Player) -> None:
    wish = sesetan.wish(("HVS", 1_000))
    for player, error in ((gede, Forbidden), (gede2, NotFound), (made, NotFound)):
        with nothing_written(), pytest.raises(error):
            sesetan.bring([wish], actor=player.actor)


def test_a_reversal_leaves_nothing_behind_and_happens_once(sesetan: Village, tirta: Player) -> None:
    wish = sesetan.wish(("PET_CLEAR", 1_500), ("HVS", 500))
    sesetan.bring([wish])
    reverse_deposit(deposit_id=wish.id, reason="salah timbang", actor=tirta.actor, now=LATER)
    assert sesetan.balance() == 0
    assert sesetan.stock() == {"PET_CLEAR": (0, 0), "HVS": (0, 0)}
    assert {code: sesetan.account(code) for code in ("1100", "4000", "4100")} == dict.fromkeys(
        ("1100", "4000", "4100"), 0
    )
    with pytest.raises(DomainError, match=r"waste_banks.bad_transition"):
        reverse_deposit(deposit_id=wish.id, reason="lagi", actor=tirta.actor, now=LATER)
    assert ledger.verify() == []


def test_a_reversal_of_spent_savings_is_a_debt_by_open_choice(
    sesetan: Village, tirta: Player
) -> None:
    wish = sesetan.wish(("PET_CLEAR", 1_000))
    sesetan.bring([wish])
    _spend(sesetan, 3_000)
    with pytest.raises(DomainError) as said:
        reverse_deposit(deposit_id=wish.id, reason="salah", actor=tirta.actor, now=LATER)
    assert (said.value.code, said.value.facts["free"]) == ("ledger.insufficient_funds", 801)
    assert Deposit.objects.get().status == "POSTED"
    reverse_deposit(deposit_id=wish.id, reason="salah", actor=tirta.actor, now=LATER, is_owed=True)
    debt = ledger.Account.objects.get(code=f"1210/{sesetan.made.number}")
    assert (sesetan.balance(), ledger.balance(account_id=debt.pk)) == (0, 3_000)
    assert ledger.verify() == []


def _spend(sesetan: Village, amount: int) -> None:
    legs = [
        ledger.Leg(sesetan.made.savings_account_id, amount),
        ledger.Leg(accounts_of(sesetan.bank)["1000"], -amount),
    ]
    posting = ledger.Posting(
        id=new_id(), kind="waste_banks.test", book_date=TODAY, occurred_at=NOW, legs=legs,
        source_kind="test", source_id=new_id(),
    )  # fmt: skip
    ledger.post(book_id=sesetan.bank.ledger_book_id, posting=posting, actor=SYSTEM, now=NOW)


def test_a_past_deposit_keeps_its_worth_when_prices_change(sesetan: Village) -> None:
    yesterday = TODAY - timedelta(days=1)
    publish(sesetan.bank, {"HVS": 2_000}, since=TODAY)
    old, new = sesetan.bring(
        [sesetan.wish(("HVS", 1_000), day=yesterday), sesetan.wish(("HVS", 1_000))]
    )
    assert (old.deposit.gross_idr, new.deposit.gross_idr) == (1_001, 2_000)


def test_a_unit_pays_what_its_main_bank_pays_unless_it_says_otherwise(
    sesetan: Village,
) -> None:
    unit = bank("Unit", parent_id=sesetan.bank.pk, fee_bp=0)
    saver = customer(unit)
    publish(unit, {"HVS": 900})
    wish = sesetan.wish(("HVS", 1_000), ("PET_CLEAR", 1_000), customer_id=saver.pk)
    [taken] = Village(unit, saver).bring([wish])
    assert taken.deposit.gross_idr == 900 + 4_001


def test_a_batch_is_as_many_deposits_one_after_the_other(
    sesetan: Village,
) -> None:
    saver = customer(sesetan.bank, "Ketut Contoh")
    wishes = [
        sesetan.wish(("HVS", 100 + n), customer_id=(saver if n % 2 else sesetan.made).pk)
        for n in range(40)
    ]
    sesetan.bring(wishes[:20])
    for wish in wishes[20:]:
        sesetan.bring([wish])
    moved = StockMovement.objects.filter(bank=sesetan.bank)
    assert (moved.count(), Deposit.objects.count()) == (40, 40)
    grams = sum(one.delta_g for one in moved)
    assert sesetan.stock()["HVS"] == (grams, sesetan.account("1100"))
    assert sesetan.balance() + sesetan.balance(saver) + sesetan.account("4000") == sesetan.account(
        "1100"
    )
    assert ledger.verify() == []
