"""A reversed deposit leaves the stock. The bank is locked by the caller."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks.effects.journals import Act, post_act
from sewaka.modules.waste_banks.effects.stock import Move, move, stock_of
from sewaka.modules.waste_banks.models import Deposit, WasteBank
from sewaka.modules.waste_banks.models.reading import accounts_of
from sewaka.modules.waste_banks.rules import chart
from sewaka.modules.waste_banks.rules.kinds import StockCause
from sewaka.platform.ledger import api as ledger


def give_back(
    bank: WasteBank, deposit: Deposit, *, when: ledger.When, actor: Actor, now: datetime
) -> None:
    """Take the grams out at what was paid for them.

    Sales in between went at the average: where the last grams go, or more worth than is left, the
    difference is a margin (4100), so that stock and account 1100 stay the same.
    Raises DomainError("waste_banks.stock.short").
    """
    lines = list(deposit.lines.all())
    totals = stock_of(bank, [line.category_id for line in lines])
    moves, adjusted = [], 0
    for line in lines:
        grams, idr = totals.get(line.category_id, (0, 0))
        grams, idr = grams - line.net_g, idr - line.value_idr
        extra = -idr if grams == 0 or idr < 0 else 0
        totals[line.category_id] = (grams, idr + extra)
        adjusted += extra
        moves.append(
            Move(
                category_id=line.category_id,
                delta_g=-line.net_g,
                value_idr=extra - line.value_idr,
                cause=StockCause.REVERSAL,
                source_id=deposit.pk,
                book_date=when.book_date,
            )
        )
    move(bank, moves, at=now)
    accounts = accounts_of(bank)
    stock, margin = accounts[chart.STOCK.code], accounts[chart.MARGIN.code]
    act = Act(
        kind="deposit",
        document=deposit.pk,
        act="adjust",
        journal="stock_adjusted",
        legs={stock: adjusted, margin: -adjusted} if adjusted else {},
        day=when.book_date,
    )
    post_act(bank, act, actor=actor, now=now)
