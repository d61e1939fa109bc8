"""What the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sewaka.modules.waste_banks.models import (
    Customer,
    Price,
    PriceList,
    Stock,
    StockMovement,
    WasteBank,
    WasteCategory,
)
from sewaka.modules.waste_banks.rules.kinds import BankKind, StockCause, WasteGroup
from tests.cast import NOW, SESETAN

pytestmark = pytest.mark.django_db
OCTOBER = DateRange(date(2026, 10, 1), date(2026, 11, 1))
FROM_NOVEMBER = DateRange(date(2026, 11, 1), None)


@pytest.fixture
def bank() -> WasteBank:
    return WasteBank.objects.create(
        no=12,
        code="BSU-5171011003-01",
        name="Bank contoh",
        kind=BankKind.UNIT,
        village_code=SESETAN,
        ledger_book_id=1,
        opened_at=NOW,
    )


@pytest.fixture
def bottles() -> WasteCategory:
    return WasteCategory.objects.get_or_create(
        code="PET_CLEAR",
        defaults={
            "no": 1,
            "name": "botol",
            "name_en": "bottles",
            "group": WasteGroup.PLASTIC,
            "max_line_g": 25_000,
        },
    )[0]


Priced = Callable[..., Price]


@pytest.fixture
def priced(bank: WasteBank, bottles: WasteCategory) -> Priced:
    """Makes prices of the bank for bottles."""

    def make(valid: DateRange | None, buy_idr: int = 4_000) -> Price:
        version = bank.price_lists.count() + 1
        listed = PriceList.objects.create(
            bank=bank, version=version, valid_from=date(2026, 10, 1), drafted_at=NOW
        )
        return Price.objects.create(
            price_list=listed, bank=bank, category=bottles, buy_idr=buy_idr, valid=valid
        )

    return make


def refused(act: Callable[[], object], error: type[DatabaseError] = DatabaseError) -> str:
    """What the database says to it."""
    with pytest.raises(error) as said, transaction.atomic():
        act()
    return str(said.value)


def test_prices_of_a_bank_and_category_never_overlap(priced: Priced) -> None:
    priced(OCTOBER)
    priced(FROM_NOVEMBER)
    priced(None)  # a draft claims no day
    overlapping = DateRange(date(2026, 10, 31), date(2026, 11, 1))
    said = refused(lambda: priced(overlapping), IntegrityError)
    assert "waste_banks_prices_never_overlap" in said


def test_a_published_price_only_ends(priced: Priced) -> None:
    price, draft = priced(FROM_NOVEMBER), priced(None)
    rows = Price.objects.filter(pk=price.pk)
    assert "only ends" in refused(lambda: rows.update(buy_idr=5_000))
    assert "only ends" in refused(rows.delete)
    assert rows.update(valid=DateRange(date(2026, 11, 1), date(2026, 12, 1))) == 1
    assert "only ends" in refused(lambda: rows.update(valid=FROM_NOVEMBER))
    assert Price.objects.filter(pk=draft.pk).update(buy_idr=5_000) == 1


def test_a_minor_has_a_guardian(bank: WasteBank) -> None:
    minor = Customer(
        bank=bank,
        serial=1,
        number="0012000017",
        subject_id=bank.pk,
        village_code=SESETAN,
        of_age_on=date(2030, 1, 1),
        card_hash=b"c" * 32,
        savings_account_id=1,
        joined_at=NOW,
        consented_at=NOW,
    )
    assert "waste_banks_minor_has_guardian" in refused(minor.save, IntegrityError)


@pytest.mark.parametrize(("grams", "rupiah"), [(-1, 0), (0, 5), (5, -1)])
def test_a_stock_is_never_below_nothing_and_nothing_has_no_worth(
    bank: WasteBank, bottles: WasteCategory, grams: int, rupiah: int
) -> None:
    stock = Stock(bank=bank, category=bottles, balance_g=grams, value_idr=rupiah)
    assert "waste_banks_stock_floor" in refused(stock.save, IntegrityError)


def test_movements_of_stock_only_grow(bank: WasteBank, bottles: WasteCategory) -> None:
    StockMovement.objects.create(
        bank=bank,
        category=bottles,
        delta_g=1_500,
        value_idr=6_002,
        cause=StockCause.DEPOSIT,
        source_id=bank.pk,
        book_date=NOW.date(),
        at=NOW,
    )
    assert "permission denied" in refused(lambda: StockMovement.objects.update(delta_g=1))
    assert "permission denied" in refused(StockMovement.objects.all().delete)
