"""Reads that actions and queries share: the book, the line of parents, the prices of days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.prices import Price
from sewaka.modules.waste_banks.rules.chart import CHART
from sewaka.modules.waste_banks.rules.pricing import PriceRow, in_force
from sewaka.platform.ledger import api as ledger

_CODES = [line.code for line in CHART]
_MOST_PARENTS = 4
PricesOn = Callable[[date], Mapping[str, PriceRow]]


def bank_of(bank_id: UUID) -> WasteBank:
    """Raises NotFound."""
    found = WasteBank.objects.filter(pk=bank_id).first()
    if found is None:
        raise NotFound("waste_banks.bank.not_found")
    return found


def locked_bank(bank_id: UUID) -> WasteBank:
    """The bank, one writer of its stock at a time; others may still name it. Raises NotFound."""
    found = WasteBank.objects.select_for_update(no_key=True).filter(pk=bank_id).first()
    if found is None:
        raise NotFound("waste_banks.bank.not_found")
    return found


def accounts_of(bank: WasteBank) -> Mapping[str, int]:
    """The ids of the chart's accounts by their codes."""
    rows = ledger.Account.objects.filter(book_id=bank.ledger_book_id, code__in=_CODES)
    return dict(rows.values_list("code", "pk"))


def lineage_of(bank: WasteBank) -> Sequence[int]:
    """Numbers of the bank and its parents, nearest first."""
    found, parent_id = [bank.no], bank.parent_id
    while parent_id is not None and len(found) <= _MOST_PARENTS:
        no, parent_id = WasteBank.objects.values_list("no", "parent_id").get(pk=parent_id)
        found.append(no)
    return found


def prices_between(bank: WasteBank, *, first: date, last: date) -> PricesOn:
    """What the bank pays on each day of a span, both ends included."""
    lineage = lineage_of(bank)
    span = DateRange(first, last + timedelta(days=1))
    rows = Price.objects.filter(bank__no__in=lineage, valid__overlap=span)
    found = [
        PriceRow(
            id=one.pk,
            bank_no=one.bank_id,
            category=one.category.code,
            buy_idr=one.buy_idr,
            version=one.price_list.version,
            since=one.valid.lower,
            until=one.valid.upper,
        )
        for one in rows.select_related("category", "price_list")
    ]

    @cache
    def on(day: date) -> Mapping[str, PriceRow]:
        return in_force(found, lineage=lineage, day=day)

    return on
