"""What banks did between two days: grams and rupiah by sort, people, payments, sales."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.timezone import get_default_timezone

from sewaka.modules.waste_banks.models.customers import Customer
from sewaka.modules.waste_banks.models.deposits import Deposit, DepositLine
from sewaka.modules.waste_banks.models.stock import Sale, StockMovement
from sewaka.modules.waste_banks.models.withdrawals import Withdrawal
from sewaka.modules.waste_banks.rules import withdrawing
from sewaka.modules.waste_banks.rules.kinds import StockCause
from sewaka.modules.waste_banks.rules.states import DepositState

ACTIVE: Final = timedelta(days=90)  # with a posted deposit in so many days a customer is active
_LOST: Final = (StockCause.SHRINK.value, StockCause.RESIDUE.value, StockCause.COUNT.value)


@dataclass(frozen=True, slots=True)
class Sort:
    """Of one category: net grams that came in, and what was paid for them."""

    code: str
    name: str
    group: str
    grams: int
    idr: int


@dataclass(slots=True)
class Period:
    """Of one bank. Whole grams and rupiah; `residue_g` is part of `lost_g`."""

    sorts: list[Sort] = field(default_factory=list)
    deposits: int = 0
    fees_idr: int = 0
    customers: int = 0  # who save there and have not left, at its end
    active_customers: int = 0
    withdrawals: int = 0
    withdrawn_idr: int = 0
    sales: int = 0
    sold_idr: int = 0
    sold_g: int = 0
    lost_g: int = 0
    residue_g: int = 0

    @property
    def grams(self) -> int:
        """All that came in."""
        return sum(one.grams for one in self.sorts)

    @property
    def idr(self) -> int:
        """What it was worth."""
        return sum(one.idr for one in self.sorts)


def periods(first: date, last: date, **of: Any) -> Mapping[UUID, Period]:
    """By bank, only banks that did anything or have customers. `of`: filters of the bank column
    (`bank=...`); without them all banks."""
    found: dict[UUID, Period] = defaultdict(Period)
    _deposits(found, first, last, of)
    _customers(found, last, of)
    _withdrawals(found, first, last, of)
    _sales(found, first, last, of)
    return found


def _deposits(found: dict[UUID, Period], first: date, last: date, of: Mapping[str, Any]) -> None:
    booked = Deposit.objects.filter(status=DepositState.POSTED.value, **of)
    within = booked.filter(book_date__range=(first, last))
    counted = within.values_list("bank_id").annotate(n=Count("pk"), fees=Sum("fee_idr"))
    for bank, count, fees in counted.order_by():
        found[bank].deposits, found[bank].fees_idr = count, fees
    lines = DepositLine.objects.filter(deposit__in=within).values_list(
        "deposit__bank_id", "category__code", "category__name", "category__group"
    )
    summed = lines.annotate(g=Sum("net_g"), idr=Sum("value_idr"))
    for bank, code, name, group, grams, idr in summed.order_by("category__no"):
        found[bank].sorts.append(Sort(code, name, group, grams, idr))
    active = booked.filter(book_date__range=(last - ACTIVE, last), customer__isnull=False)
    people = active.values_list("bank_id").annotate(n=Count("customer", distinct=True))
    for bank, count in people.order_by():
        found[bank].active_customers = count


def _customers(found: dict[UUID, Period], last: date, of: Mapping[str, Any]) -> None:
    joined = Customer.objects.filter(joined_at__lt=_end(last), **of)
    stay = joined.exclude(closed_at__lt=_end(last))
    for bank, count in stay.values_list("bank_id").annotate(n=Count("pk")).order_by():
        found[bank].customers = count


def _withdrawals(found: dict[UUID, Period], first: date, last: date, of: Mapping[str, Any]) -> None:
    paid = Withdrawal.objects.filter(
        case__state=withdrawing.PAID,
        case__closed_at__gte=_end(first - timedelta(days=1)),
        case__closed_at__lt=_end(last),
        **of,
    )
    rows = paid.values_list("bank_id").annotate(n=Count("pk"), idr=Sum("amount_idr"))
    for bank, count, idr in rows.order_by():
        found[bank].withdrawals, found[bank].withdrawn_idr = count, idr


def _sales(found: dict[UUID, Period], first: date, last: date, of: Mapping[str, Any]) -> None:
    sold = Sale.objects.filter(sold_on__range=(first, last), **of)
    rows = sold.values_list("bank_id").annotate(n=Count("pk"), idr=Sum("total_idr"))
    for bank, count, idr in rows.order_by():
        found[bank].sales, found[bank].sold_idr = count, idr
    moved = StockMovement.objects.filter(book_date__range=(first, last), delta_g__lt=0, **of)
    causes = moved.values_list("bank_id", "cause").annotate(g=Sum("delta_g"))
    for bank, cause, grams in causes.order_by():
        one = found[bank]
        one.sold_g -= grams if cause == StockCause.SALE else 0
        one.lost_g -= grams if cause in _LOST else 0
        one.residue_g -= grams if cause == StockCause.RESIDUE else 0


def _end(day: date) -> datetime:
    """The first instant after a local day."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=get_default_timezone())
