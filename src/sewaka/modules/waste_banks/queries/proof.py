"""The proof of grams beside the ledger's of rupiah: what came in is out, lost, or lies there.

Nothing here trusts what another row says: stock is summed from movements, movements from lines, and
each line is valued anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, Sum

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import (
    Deposit,
    DepositLine,
    Redemption,
    Stock,
    StockMovement,
    WasteBank,
)
from sewaka.modules.waste_banks.rules import chart, money, points
from sewaka.modules.waste_banks.rules.kinds import StockCause
from sewaka.modules.waste_banks.rules.states import DepositState, RedemptionState
from sewaka.platform.ledger import api as ledger

_Key = tuple[UUID, UUID]  # bank, category
_Sums = Mapping[_Key, tuple[int, int]]  # grams, rupiah
_BOOKED = (DepositState.POSTED.value, DepositState.REVERSED.value)
_IN = (StockCause.DEPOSIT.value, StockCause.TRANSFER.value, StockCause.REVERSAL.value)
_SOLD = (StockCause.SALE.value,)


@dataclass(frozen=True, slots=True)
class Mass:
    """Grams of all banks together: what came in is what was sold, lost and lies there."""

    in_g: int
    sold_g: int
    lost_g: int
    stock_g: int


def mass(*, actor: Actor) -> Mass:
    """The four sums. For supervisors."""
    access.check_supervisor(actor=actor)
    found = StockMovement.objects.aggregate(
        came=Sum("delta_g", filter=Q(cause__in=_IN)),
        sold=Sum("delta_g", filter=Q(cause__in=_SOLD)),
        lost=Sum("delta_g", filter=~Q(cause__in=_IN + _SOLD)),
    )
    lies = Stock.objects.aggregate(g=Sum("balance_g"))["g"] or 0
    return Mass(found["came"] or 0, -(found["sold"] or 0), -(found["lost"] or 0), lies)


def findings(*, actor: Actor) -> list[ledger.Finding]:
    """All that is wrong in stock and deposits; nothing where all is right. For supervisors."""
    access.check_supervisor(actor=actor)
    return [*_stock(), *_worth(), *_deposited(), *_valued(), *_totals(), *_points()]


def _sums(rows: Iterator[tuple[UUID, UUID, int, int]]) -> _Sums:
    return {(bank, category): (grams, idr) for bank, category, grams, idr in rows}


def _moved(**only: object) -> _Sums:
    rows = StockMovement.objects.filter(**only).values_list("bank_id", "category_id")
    return _sums(rows.annotate(g=Sum("delta_g"), idr=Sum("value_idr")).iterator())


def _differences(rule: str, left: _Sums, right: _Sums) -> Iterator[ledger.Finding]:
    for key in sorted(left.keys() | right.keys()):
        one, other = left.get(key, (0, 0)), right.get(key, (0, 0))
        if one != other:
            yield ledger.Finding(rule, f"bank {key[0]}, category {key[1]}", f"{one} is not {other}")


def _stock() -> Iterator[ledger.Finding]:
    """Stock is the sum of its movements."""
    rows = Stock.objects.values_list("bank_id", "category_id", "balance_g", "value_idr")
    yield from _differences("stock", _sums(rows.iterator()), _moved())


def _worth() -> Iterator[ledger.Finding]:
    """What the stock of a bank is worth is its account 1100."""
    worth = dict(Stock.objects.values_list("bank_id").annotate(idr=Sum("value_idr")))
    accounts = ledger.Account.objects.filter(code=chart.STOCK.code)
    of_book = dict(accounts.values_list("book_id", "pk"))
    books = ledger.balances(account_ids=of_book.values())
    for bank in WasteBank.objects.all():
        booked = books[of_book[bank.ledger_book_id]]
        if booked != worth.get(bank.pk, 0):
            detail = f"stock is worth {worth.get(bank.pk, 0)}, account 1100 says {booked}"
            yield ledger.Finding("worth", bank.code, detail)


def _deposited() -> Iterator[ledger.Finding]:
    """Movements by deposits are the lines of booked deposits; grams of reversals those reversed."""
    lines = DepositLine.objects.filter(deposit__status__in=_BOOKED)
    sums = lines.values_list("deposit__bank_id", "category_id").annotate(
        g=Sum("net_g"), idr=Sum("value_idr")
    )
    came = _moved(cause=StockCause.DEPOSIT.value)
    yield from _differences("deposited", came, _sums(sums.iterator()))
    back = lines.filter(deposit__status=DepositState.REVERSED.value)
    grams = back.values_list("deposit__bank_id", "category_id").annotate(g=Sum("net_g"))
    wanted = {(bank, category): (-g, 0) for bank, category, g in grams}
    went = {key: (g, 0) for key, (g, _) in _moved(cause=StockCause.REVERSAL.value).items()}
    yield from _differences("reversed", went, wanted)


def _valued() -> Iterator[ledger.Finding]:
    """Each line is worth its grams at its price, and has the price of its version."""
    rows = DepositLine.objects.filter(deposit__status__in=_BOOKED).values_list(
        "deposit_id", "n", "net_g", "price_idr", "price__buy_idr", "value_idr"
    )
    for deposit, n, net_g, price, listed, value in rows.iterator():
        if price != listed or money.value(net_g=net_g, price_idr=price) != value:
            detail = f"{net_g} g at {price} (listed {listed}) is not {value}"
            yield ledger.Finding("value", f"deposit {deposit}, line {n}", detail)


def _totals() -> Iterator[ledger.Finding]:
    """A deposit is the sum of its lines."""
    rows = Deposit.objects.annotate(g=Sum("lines__net_g"), idr=Sum("lines__value_idr"))
    for one in rows.exclude(g=F("net_g"), idr=F("gross_idr")).iterator():
        detail = f"lines have {one.g} g and {one.idr}"
        yield ledger.Finding("deposit", str(one.pk), detail)


def _points() -> Iterator[ledger.Finding]:
    """Points of booked deposits are in purses, set aside or given, but for what is owed."""
    booked = Deposit.objects.filter(status=DepositState.POSTED.value, points__gt=0)
    wanted = Counter(dict(booked.values_list("customer_id").annotate(n=Sum("points"))))
    accounts = ledger.Account.objects.filter(book__code=points.BOOK, party_id__isnull=False)
    signed = accounts.values_list("party_id").annotate(n=Sum("balance__signed_amount"))
    found = Counter({party: -n for party, n in signed})
    given = Redemption.objects.filter(status=RedemptionState.GIVEN.value)
    found.update(dict(given.values_list("customer_id").annotate(n=Sum("points"))))
    for party in sorted(wanted.keys() | found.keys()):
        if wanted[party] != found[party]:
            detail = f"deposits gave {wanted[party]} points, the book has {found[party]}"
            yield ledger.Finding("points", f"customer {party}", detail)
