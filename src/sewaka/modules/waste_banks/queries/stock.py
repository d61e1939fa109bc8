"""What lies at a bank, and what left it, for its officers and the supervisors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import (
    Price,
    Sale,
    Stock,
    WasteBank,
    WasteCategory,
)
from sewaka.modules.waste_banks.models.reading import aged_stock
from sewaka.modules.waste_banks.rules.kinds import Duty

_SALES = 20  # the newest


@dataclass(frozen=True, slots=True)
class Heap:
    """Grams of one category, what was paid for them, and what a buyer should pay a kilogram."""

    category: WasteCategory
    grams: int
    value_idr: int
    sell_idr: int | None
    aged_g: int  # of the grams, what has lain longer than `rules.reminding.KEEP`


@dataclass(frozen=True, slots=True)
class StockDesk:
    """A bank's stock. `main`: the main bank that may buy."""

    bank: WasteBank
    main: WasteBank | None
    heaps: Sequence[Heap]
    sales: Sequence[Sale]
    is_own: bool  # the reader works there, and does not only supervise
    can_sell: bool
    can_bring: bool  # opening balances


def stock_desk(*, actor: Actor, code: str, on: date) -> StockDesk:
    """Raises NotFound for whoever has no duty there and does not supervise."""
    bank = WasteBank.objects.select_related("parent").filter(code=code).first()
    if bank is None:
        raise NotFound("waste_banks.bank.not_found")
    duties = access.duties(actor=actor, bank=bank)
    if not duties:
        access.check_supervisor(actor=actor)
    prices = _sell_prices(bank, on=on)
    old = aged_stock(today=on, bank=bank)
    rows = Stock.objects.filter(bank=bank, balance_g__gt=0).select_related("category")
    heaps = [
        Heap(
            one.category,
            one.balance_g,
            one.value_idr,
            prices.get(one.category.no),
            old.get((bank.pk, one.category_id), 0),
        )
        for one in rows.order_by("category__no")
    ]
    sales = Sale.objects.filter(bank=bank).order_by("-sold_on", "-at")[:_SALES]
    is_head = Duty.MANAGER in duties
    can_bring = is_head or actor.holds(access.SUPERVISOR)
    return StockDesk(bank, bank.parent, heaps, list(sales), bool(duties), is_head, can_bring)


def _sell_prices(bank: WasteBank, *, on: date) -> Mapping[int, int]:
    """What the main bank pays its units on that day, as it published it."""
    if bank.parent is None:
        return {}
    rows = Price.objects.filter(bank=bank.parent, valid__contains=on, sell_idr__gt=0)
    return dict(rows.values_list("category__no", "sell_idr"))
