"""Stock and its movements. The bank is locked by the caller (`models.reading.locked_bank`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.models import Stock, StockMovement, WasteBank
from sewaka.modules.waste_banks.rules.kinds import StockCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Grams that come (positive) or go, with what was paid for them."""

    category_id: UUID
    delta_g: int
    value_idr: int
    cause: StockCause
    source_id: UUID
    book_date: date


def stock_of(bank: WasteBank, category_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """By category, grams and what was paid for them; nothing where nothing was ever."""
    rows = Stock.objects.filter(bank=bank, category_id__in=category_ids)
    return {
        category_id: (grams, idr)
        for category_id, grams, idr in rows.values_list("category_id", "balance_g", "value_idr")
    }


def move(bank: WasteBank, moves: Sequence[Move], *, at: datetime) -> None:
    """Write them, and the stock that they lead to.

    Raises DomainError("waste_banks.stock.short") where more goes than there is.
    """
    if not moves:
        return
    totals = stock_of(bank, sorted({one.category_id for one in moves}))
    for one in moves:
        grams, idr = totals.get(one.category_id, (0, 0))
        totals[one.category_id] = (grams + one.delta_g, idr + one.value_idr)
    for grams, idr in totals.values():
        if grams < 0 or idr < 0 or (grams == 0 and idr):
            raise DomainError("waste_banks.stock.short", stock_g=grams)
    StockMovement.objects.bulk_create(
        StockMovement(
            bank=bank,
            category_id=one.category_id,
            delta_g=one.delta_g,
            value_idr=one.value_idr,
            cause=one.cause.value,
            source_id=one.source_id,
            book_date=one.book_date,
            at=at,
        )
        for one in moves
    )
    Stock.objects.bulk_create(
        [
            Stock(bank=bank, category_id=category_id, balance_g=grams, value_idr=idr)
            for category_id, (grams, idr) in sorted(totals.items())
        ],
        update_conflicts=True,
        unique_fields=["bank", "category"],
        update_fields=["balance_g", "value_idr"],
    )
