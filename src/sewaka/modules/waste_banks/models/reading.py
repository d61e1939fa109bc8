"""Reads that actions and queries share: the book, the line of parents, the prices of days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet, Sum
from django.utils.timezone import localdate

from sewaka.kernel.errors import NotFound
from sewaka.kernel.geo import Position
from sewaka.modules.waste_banks.models.banks import WasteBank
from sewaka.modules.waste_banks.models.deposits import Deposit
from sewaka.modules.waste_banks.models.pickups import PickupRequest
from sewaka.modules.waste_banks.models.prices import Price
from sewaka.modules.waste_banks.models.stock import Stock, StockMovement
from sewaka.modules.waste_banks.rules import reminding
from sewaka.modules.waste_banks.rules.chart import CHART
from sewaka.modules.waste_banks.rules.kinds import StockCause
from sewaka.modules.waste_banks.rules.pricing import PriceRow, in_force
from sewaka.modules.waste_banks.rules.states import DepositState
from sewaka.platform.ledger import api as ledger
from sewaka.platform.territory import api as territory

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
    found = price_rows(Price.objects.filter(bank__no__in=lineage, valid__overlap=span))

    @cache
    def on(day: date) -> Mapping[str, PriceRow]:
        return in_force(found, lineage=lineage, day=day)

    return on


def price_rows(rows: QuerySet[Price]) -> list[PriceRow]:
    """Published prices as the rules take them."""
    return [
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


def weighed_today(row: PickupRequest, *, now: datetime) -> Mapping[UUID, Deposit]:
    """Deposits of the request's customer of today that belong to no pick-up yet."""
    gone = (DepositState.REJECTED.value, DepositState.REVERSED.value)
    found = Deposit.objects.filter(
        bank_id=row.bank_id,
        customer_id=row.customer_id,
        occurred_at__date=localdate(now),
        pickup=None,
    )
    return {one.pk: one for one in found.exclude(status__in=gone).order_by("occurred_at")}


def depot_of(bank: WasteBank) -> Position:
    """Where the vehicle begins: the bank, else the middle of its village."""
    if bank.lat is not None and bank.lon is not None:
        return Position(lat=bank.lat, lon=bank.lon)
    area = territory.area(bank.village_code)
    return Position(lat=area.lat or 0.0, lon=area.lon or 0.0)


def aged_stock(*, today: date, bank: WasteBank | None = None) -> Mapping[tuple[UUID, UUID], int]:
    """Grams that lie too long, by bank and category; of one bank or of all. Two queries.

    No bank keeps lots apart: what leaves is taken for the oldest.
    """
    stock, moves = Stock.objects.filter(balance_g__gt=0), StockMovement.objects.all()
    if bank is not None:
        stock, moves = stock.filter(bank=bank), moves.filter(bank=bank)
    came = moves.filter(
        Q(delta_g__gt=0) | Q(cause=StockCause.REVERSAL.value), book_date__gt=today - reminding.KEEP
    ).values("bank_id", "category_id")
    came_g = {
        (one["bank_id"], one["category_id"]): one["g"]
        for one in came.annotate(g=Sum("delta_g")).order_by()
    }
    lies_g = {
        (bank_id, category_id): reminding.aged_g(
            lies_g=grams, came_g=came_g.get((bank_id, category_id), 0)
        )
        for bank_id, category_id, grams in stock.values_list("bank_id", "category_id", "balance_g")
    }
    return {place: grams for place, grams in lies_g.items() if grams}
