"""What banks pay today: of each sort the lowest and the highest price, and who pays the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks.models import Price, WasteBank, WasteCategory
from sewaka.modules.waste_banks.rules.states import BankState


@dataclass(frozen=True, slots=True)
class PaidToday:
    """Rupiah for a kilogram of one sort. `best_at`: of those who pay the most, the first by code.

    A bank without a price of its own pays its main bank's, which is among them.
    """

    category: WasteCategory
    lowest_idr: int
    highest_idr: int
    best_at: WasteBank


def paid_today(*, actor: Actor, today: date) -> Sequence[PaidToday]:  # noqa: ARG001 - the same for everybody
    """By sort, in the order of the price lists; of banks that take waste. Two queries."""
    held = Price.objects.filter(
        valid__contains=today, bank__status=BankState.ACTIVE.value, category__is_active=True
    )
    lowest = dict(held.order_by().values_list("category_id").annotate(Min("buy_idr")))
    best = held.order_by("category__no", "-buy_idr", "bank__code").distinct("category__no")
    return [
        PaidToday(one.category, lowest[one.category_id], one.buy_idr, one.bank)
        for one in best.select_related("category", "bank")
    ]
