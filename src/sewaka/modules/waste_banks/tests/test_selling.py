"""What leaves the stock stands in the books, in both books where the main bank buys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, Invalid
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.selling import SaleWish, sell, write_off
from sewaka.modules.waste_banks.actions.sharing import share_surplus
from sewaka.modules.waste_banks.models import Sale, Stock, StockMovement, WasteBank
from sewaka.modules.waste_banks.queries.surplus import shares_of
from sewaka.modules.waste_banks.rules.kinds import BankKind, StockCause
from sewaka.modules.waste_banks.rules.selling import Sold
from sewaka.modules.waste_banks.tests.village import TODAY, Village, bank, customer
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(sesetan: Village) -> Village:
    """Ten kilograms of bottles at 4,001 and two of paper at 1,001 lie there."""
    sesetan.bring([sesetan.wish(("PET_CLEAR", 10_000), ("HVS", 2_000))])
    return sesetan


def wish(*lines: Sold, **more: object) -> SaleWish:
    """To a collector who pays at once."""
    found = SaleWish(id=new_id(), day=TODAY, lines=lines, buyer="UD Contoh Jaya")
    return replace(found, **more)  # type: ignore[arg-type]  # fields of it


def sold(at: Village, given: SaleWish) -> Sale:
    """By the city's own job."""
    return sell(bank_id=at.bank.pk, wish=given, actor=SYSTEM, now=NOW)


def test_to_a_collector_at_moving_average(filled: Village) -> None:
    filled.bring([filled.wish(("PET_CLEAR", 10_000), ("ORGANIC", 500))])
    sale = sold(filled, wish(Sold("PET_CLEAR", 5_000, 5_000, shrink_g=200, residue_g=100)))
    assert (sale.total_idr, sale.is_paid, sale.buyer) == (25_000, True, "UD Contoh Jaya")
    assert filled.account("1000") == 25_000
    assert filled.account("4100") == 25_000 - 20_005
    assert filled.account("5000") == 1_200  # 300 g at 4.001 a gram
    assert filled.stock()["PET_CLEAR"] == (14_700, 80_020 - 20_005 - 1_200)
    assert filled.account("1100") == sum(idr for _, idr in filled.stock().values())
    moved = StockMovement.objects.filter(source_id=sale.pk).values_list("cause", "delta_g")
    assert set(moved) == {("SALE", -5_000), ("SHRINK", -200), ("RESIDUE", -100)}
    assert ledger.verify() == []


def test_who_pays_later_owes(filled: Village) -> None:
    sold(filled, wish(Sold("HVS", 2_000, 1_500), is_paid=False))
    assert (filled.account("1000"), filled.account("1200")) == (0, 3_000)
    assert filled.stock()["HVS"] == (0, 0)


def test_to_the_main_bank_in_both_books(filled: Village) -> None:
    main = bank("Bank Induk Contoh", kind=BankKind.MAIN)
    WasteBank.objects.filter(pk=filled.bank.pk).update(parent=main)
    sale = sold(filled, wish(Sold("PET_CLEAR", 8_000, 4_500, shrink_g=10), is_to_main_bank=True))
    theirs = Village(main, filled.made)
    assert (sale.buyer, sale.is_paid) == ("Bank Induk Contoh", False)
    assert filled.account("1300") == theirs.account("2300") == 36_000
    assert theirs.stock()["PET_CLEAR"] == (8_000, 36_000)
    assert theirs.account("1100") == 36_000
    assert ledger.verify() == []
    worthless = sold(filled, wish(Sold("HVS", 500, 0), is_to_main_bank=True))
    assert worthless.pair_id is None
    assert ledger.verify() == []


def test_the_same_sale_again_changes_nothing(filled: Village) -> None:
    given = wish(Sold("PET_CLEAR", 1_000, 5_000))
    assert sold(filled, given) == sold(filled, given)
    assert filled.stock()["PET_CLEAR"][0] == 9_000


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (wish(Sold("PET_CLEAR", 9_900, 1, shrink_g=101)), "waste_banks.stock.short"),
        (wish(Sold("GLASS_BOTTLE", 1, 1)), "waste_banks.stock.short"),
        (wish(Sold("NONE", 1, 1)), "waste_banks.category.unknown"),
        (wish(Sold("HVS", 1, 1), is_to_main_bank=True), "waste_banks.sale.no_main_bank"),
    ],
)
def test_refused_whole(filled: Village, given: SaleWish, code: str) -> None:
    before = filled.stock()
    with pytest.raises(DomainError) as refused:
        sold(filled, given)
    assert (refused.value.code, filled.stock()) == (code, before)


def test_a_sale_has_a_buyer(filled: Village) -> None:
    with pytest.raises(Invalid) as refused:
        sold(filled, wish(Sold("HVS", 1, 1), buyer="  "))
    assert refused.value.fields == {"buyer": "waste_banks.sale.buyer"}


def test_the_head_sells_and_the_weigher_does_not(
    filled: Village, tirta: Player, tini: Player
) -> None:
    given = wish(Sold("HVS", 1_000, 1_500))
    with pytest.raises(Forbidden):
        sell(bank_id=filled.bank.pk, wish=given, actor=tini.actor, now=NOW)
    assert sell(bank_id=filled.bank.pk, wish=given, actor=tirta.actor, now=NOW).total_idr == 1_500


def test_what_dried_is_an_expense_once(filled: Village) -> None:
    act = new_id()
    for _ in range(2):
        write_off(
            bank_id=filled.bank.pk, act_id=act, lost_g={"HVS": 500}, cause=StockCause.SHRINK,
            day=TODAY, actor=SYSTEM, now=NOW,
        )  # fmt: skip
    assert filled.stock()["HVS"] == (1_500, 1_502)  # 500 of 2,002, halves to the even one
    assert filled.account("5000") == 500
    with pytest.raises(DomainError):
        write_off(
            bank_id=filled.bank.pk, act_id=new_id(), lost_g={"HVS": 5}, cause=StockCause.DEPOSIT,
            day=TODAY, actor=SYSTEM, now=NOW,
        )  # fmt: skip


def test_the_surplus_goes_to_who_brought_and_once(filled: Village) -> None:
    ketut = customer(filled.bank, "Ketut Contoh")
    filled.bring([filled.wish(("PET_CLEAR", 5_000), customer_id=ketut.pk)])
    sold(filled, wish(Sold("PET_CLEAR", 15_000, 5_000)))
    year = {"first": TODAY - timedelta(days=365), "last": TODAY}
    shown = shares_of(actor=SYSTEM, bank=filled.bank, **year).mark
    filled.bring([filled.wish(("HVS", 1_000))])
    with pytest.raises(DomainError, match="changed"):
        share_surplus(bank_id=filled.bank.pk, **year, shown=shown, actor=SYSTEM, now=NOW)
    surplus = filled.account("4000") + filled.account("4100")
    before = filled.balance(), filled.balance(ketut)
    shown = shares_of(actor=SYSTEM, bank=filled.bank, **year).mark
    found = share_surplus(bank_id=filled.bank.pk, **year, shown=shown, actor=SYSTEM, now=NOW)
    assert sum(found.customers.values()) + found.board_idr + found.social_idr == surplus
    assert filled.balance() - before[0] > filled.balance(ketut) - before[1] > 0
    assert [filled.account(code) for code in ("3100", "4000", "4100", "5000")] == [0, 0, 0, 0]
    assert filled.account("2200") == found.social_idr
    assert ledger.verify() == []
    with pytest.raises(DomainError) as refused:
        share_surplus(bank_id=filled.bank.pk, **year, shown=shown, actor=SYSTEM, now=NOW)
    assert refused.value.code == "waste_banks.surplus.none"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(
    st.lists(
        st.tuples(st.sampled_from(["bring", "sell", "lose"]), st.integers(1, 9_000)), max_size=8
    )
)
def test_grams_in_are_out_and_stock_and_worth_is_account_1100(
    sesetan: Village, program: list[tuple[str, int]]
) -> None:
    for act, grams in program:
        have = sesetan.stock().get("PET_CLEAR", (0, 0))[0]
        if act == "bring":
            sesetan.bring([sesetan.wish(("PET_CLEAR", grams))])
        elif act == "sell" and have:
            sold(sesetan, wish(Sold("PET_CLEAR", min(have, grams), grams % 9_000)))
        elif act == "lose" and have:
            sold(sesetan, wish(Sold("PET_CLEAR", 0, 0, shrink_g=min(have, grams))))
    moves = StockMovement.objects.filter(bank=sesetan.bank)
    for stock in Stock.objects.filter(bank=sesetan.bank):
        own = list(moves.filter(category=stock.category).values_list("delta_g", "value_idr"))
        assert stock.balance_g == sum(grams for grams, _ in own)
        assert stock.value_idr == sum(idr for _, idr in own)
    assert sesetan.account("1100") == sum(idr for _, idr in sesetan.stock().values())
    assert ledger.verify() == []
