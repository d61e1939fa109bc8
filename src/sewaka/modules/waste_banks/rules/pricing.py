"""Which price is paid on a day, and when a list may be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sewaka.kernel.errors import DomainError, Invalid

NOTICE: Final = timedelta(hours=12)
MOST_PER_KG_IDR: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price of one bank for one category, in half-open days; no `until`: until further notice."""

    id: UUID
    bank_no: int
    category: str
    buy_idr: int
    version: int
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is paid on that day."""
        return self.since <= day and (self.until is None or day < self.until)


def in_force(
    rows: Iterable[PriceRow], *, lineage: Sequence[int], day: date
) -> Mapping[str, PriceRow]:
    """By category, the price of a day. `lineage`: the bank, then its parents, nearest first.

    What a unit does not price itself it inherits; a category without a price is left out.
    """
    rank = {bank_no: place for place, bank_no in enumerate(lineage)}
    found: dict[str, PriceRow] = {}
    for row in rows:
        if row.bank_no not in rank or not row.holds_on(day):
            continue
        known = found.get(row.category)
        if known is None or rank[row.bank_no] < rank[known.bank_no]:
            found[row.category] = row
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """From that day on it was paid, or nothing was (`price` None)."""

    since: date
    price: PriceRow | None


def steps_of(rows: Sequence[PriceRow], *, lineage: Sequence[int], category: str) -> list[Step]:
    """A category's prices in the order of their days; days without a change are left out."""
    days = {row.since for row in rows} | {row.until for row in rows if row.until}
    found: list[Step] = []
    for day in sorted(days):
        price = in_force(rows, lineage=lineage, day=day).get(category)
        if not found or found[-1].price != price:
            found.append(Step(day, price))
    return found


def needs_second_signature(*, valid_from: datetime, now: datetime) -> bool:
    """Whether so little time is left before the first day that another person signs too."""
    return valid_from - now < NOTICE


def check_prices(prices: Mapping[str, int]) -> None:
    """Refuse an empty list, and prices that nobody pays. Raises Invalid, a code per category."""
    if not prices:
        raise DomainError("waste_banks.prices.empty")
    wrong = {
        code: "waste_banks.prices.amount"
        for code, price in prices.items()
        if not 0 <= price <= MOST_PER_KG_IDR
    }
    if wrong:
        raise Invalid(fields=wrong)
