"""What leaves the stock: sales to collectors and the main bank, and what is not there any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.effects.journals import Act, post_act
from sewaka.modules.waste_banks.effects.stock import Move, move, stock_of
from sewaka.modules.waste_banks.events import StockWrittenOff, WasteSold
from sewaka.modules.waste_banks.models import Sale, SaleLine, WasteBank, WasteCategory
from sewaka.modules.waste_banks.models.reading import accounts_of, locked_bank
from sewaka.modules.waste_banks.rules import chart
from sewaka.modules.waste_banks.rules import selling as rules
from sewaka.modules.waste_banks.rules.kinds import BuyerKind, Duty, StockCause
from sewaka.modules.waste_banks.rules.selling import Outcome, Sold
from sewaka.modules.waste_banks.rules.states import BankState
from sewaka.platform.ledger import api as ledger

_SELLERS = frozenset({Duty.MANAGER})
_LOSSES = {StockCause.SHRINK, StockCause.RESIDUE, StockCause.COUNT}


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleWish:
    """A sale as it was written on the buyer's note. `buyer` is empty for the own main bank."""

    id: UUID
    day: date
    lines: Sequence[Sold]
    buyer: str = ""
    is_to_main_bank: bool = False
    note_number: str = ""
    is_paid: bool = True


@dataclass(frozen=True, slots=True)
class _Deal:
    """A sale while it is being written: line by line the category and what came of it."""

    bank: WasteBank
    main: WasteBank | None  # that buys
    wish: SaleWish
    rows: Sequence[tuple[Sold, WasteCategory, Outcome]]
    day: date
    at: datetime
    pair: UUID | None

    @property
    def outcomes(self) -> list[Outcome]:
        """Of all lines."""
        return [one for _, _, one in self.rows]

    @property
    def total_idr(self) -> int:
        """What it brought."""
        return sum(one.value_idr for one in self.outcomes)


@transaction.atomic
def sell(*, bank_id: UUID, wish: SaleWish, actor: Actor, now: datetime) -> Sale:
    """Take a sale out of the stock at moving average and into the books, the difference to 4100.

    To the main bank: two journals, one in each book, under one pair. The same id again gives the
    sale that stands. Raises Invalid("line.1", "buyer"), DomainError("waste_banks.stock.short",
    ".sale.no_main_bank", ".category.unknown").
    """
    rules.check_lines(wish.lines)
    bank, main = _locked(bank_id, wish, actor=actor)
    if (found := Sale.objects.filter(pk=wish.id, bank=bank).first()) is not None:
        return found
    rows = _valued(bank, wish.lines)
    day = ledger.first_open_day(book_id=bank.ledger_book_id, day=wish.day)
    brings = any(one.value_idr for _, _, one in rows)
    deal = _Deal(bank, main, wish, rows, day, now, pair=new_id() if main and brings else None)
    accounts = accounts_of(bank)
    legs = rules.legs(deal.outcomes, to=accounts[_payer(deal).code], of=accounts)
    sale = _written(deal, actor=actor, has_journal=bool(legs))
    move(bank, _leaving(deal), at=now)
    post_act(bank, _act(deal, "sell", legs), actor=actor, now=now)
    if main is not None:
        _bought(main, deal, actor=actor)
    event = WasteSold(
        bank_id=bank.pk,
        sale_id=sale.pk,
        village_code=bank.village_code,
        sold_g=sum(line.weight_g for line in wish.lines),
        lost_g=sum(line.lost_g for line in wish.lines),
        total_idr=sale.total_idr,
    )
    outbox.record(event, actor=actor, now=now)
    return sale


@transaction.atomic
def write_off(
    *,
    bank_id: UUID,
    act_id: UUID,
    lost_g: Mapping[str, int],
    cause: StockCause,
    day: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Take out what nobody paid for: dried, thrown away, or missing at a count. By category, grams.

    `act_id` is the caller's: the same again changes nothing. Raises Invalid("line.1"),
    DomainError("waste_banks.bad_transition", ".stock.short", ".category.unknown").
    """
    if cause not in _LOSSES:
        raise DomainError("waste_banks.bad_transition")
    lines = [Sold(category, 0, 0, shrink_g=grams) for category, grams in sorted(lost_g.items())]
    rules.check_lines(lines)
    bank = locked_bank(bank_id)
    access.officer_at(actor=actor, bank=bank, of=_SELLERS)
    if bank.movements.filter(source_id=act_id).exists():
        return
    rows = _valued(bank, lines)
    book_date = ledger.first_open_day(book_id=bank.ledger_book_id, day=day)
    deal = _Deal(bank, None, SaleWish(id=act_id, day=day, lines=lines), rows, book_date, now, None)
    moves = [
        _move(deal, category, -line.shrink_g, -one.lost_idr, cause) for line, category, one in rows
    ]
    move(bank, moves, at=now)
    accounts = accounts_of(bank)
    legs = rules.legs(deal.outcomes, to=accounts[chart.CASH.code], of=accounts)
    post_act(bank, _act(deal, "write_off", legs), actor=actor, now=now)
    event = StockWrittenOff(
        bank_id=bank.pk,
        cause=cause.value,
        lost_g=sum(lost_g.values()),
        lost_idr=sum(one.lost_idr for one in deal.outcomes),
    )
    outbox.record(event, actor=actor, now=now)


def _locked(bank_id: UUID, wish: SaleWish, *, actor: Actor) -> tuple[WasteBank, WasteBank | None]:
    """The bank, and the main bank that buys; units first, so that nobody waits in a circle."""
    bank = locked_bank(bank_id)
    access.officer_at(actor=actor, bank=bank, of=_SELLERS)
    if not wish.is_to_main_bank:
        if not wish.buyer.strip():
            raise Invalid(fields={"buyer": "waste_banks.sale.buyer"})
        return bank, None
    main = locked_bank(bank.parent_id) if bank.parent_id is not None else None
    if main is None or main.status != BankState.ACTIVE:
        raise DomainError("waste_banks.sale.no_main_bank")
    return bank, main


def _valued(bank: WasteBank, lines: Sequence[Sold]) -> list[tuple[Sold, WasteCategory, Outcome]]:
    wanted = {line.category for line in lines}
    known = {one.code: one for one in WasteCategory.objects.filter(code__in=wanted)}
    if missing := sorted(wanted - known.keys()):
        raise DomainError("waste_banks.category.unknown", category=missing[0])
    totals = stock_of(bank, [one.pk for one in known.values()])
    found = []
    for line in lines:
        grams, idr = totals.get(known[line.category].pk, (0, 0))
        result = rules.outcome(line, stock_g=grams, stock_idr=idr)
        found.append((line, known[line.category], result))
    return found


def _payer(deal: _Deal) -> chart.ChartLine:
    if deal.main is not None:
        return chart.DUE_FROM_LINKED
    return chart.CASH if deal.wish.is_paid else chart.COLLECTORS


def _written(deal: _Deal, *, actor: Actor, has_journal: bool) -> Sale:
    wish, main = deal.wish, deal.main
    sale = Sale.objects.create(
        id=wish.id,
        bank=deal.bank,
        buyer_kind=(BuyerKind.MAIN_BANK if main else BuyerKind.COLLECTOR).value,
        buyer=main.name if main else wish.buyer.strip()[:120],
        buyer_bank=main,
        note_number=wish.note_number.strip()[:60],
        sold_on=deal.day,
        is_paid=wish.is_paid and main is None,
        total_idr=deal.total_idr,
        journal_id=_act(deal, "sell", {}).id if has_journal else None,
        pair_id=deal.pair,
        sold_by=actor.person_id,
        at=deal.at,
    )
    SaleLine.objects.bulk_create(
        SaleLine(
            sale=sale,
            category=category,
            weight_g=line.weight_g,
            price_idr=line.price_idr,
            shrink_g=line.shrink_g,
            residue_g=line.residue_g,
            value_idr=one.value_idr,
            cost_idr=one.cost_idr + one.lost_idr,
        )
        for line, category, one in deal.rows
    )
    return sale


def _leaving(deal: _Deal) -> list[Move]:
    """What is sold, and beside it what had dried and what nobody buys, each by its own cause."""
    cause = StockCause.TRANSFER if deal.main else StockCause.SALE
    found = []
    for line, category, one in deal.rows:
        residue_idr = one.lost_idr * line.residue_g // line.lost_g if line.lost_g else 0
        parts = (
            (line.weight_g, one.cost_idr, cause),
            (line.shrink_g, one.lost_idr - residue_idr, StockCause.SHRINK),
            (line.residue_g, residue_idr, StockCause.RESIDUE),
        )
        found += [_move(deal, category, -g, -idr, why) for g, idr, why in parts if g]
    return found


def _move(deal: _Deal, category: WasteCategory, grams: int, idr: int, cause: StockCause) -> Move:
    return Move(
        category_id=category.pk,
        delta_g=grams,
        value_idr=idr,
        cause=cause,
        source_id=deal.wish.id,
        book_date=deal.day,
    )


def _bought(main: WasteBank, deal: _Deal, *, actor: Actor) -> None:
    """The other side, in the main bank's own book and stock."""
    day = ledger.first_open_day(book_id=main.ledger_book_id, day=deal.day)
    theirs = replace(deal, day=day)
    moves = [
        _move(theirs, category, line.weight_g, one.value_idr, StockCause.TRANSFER)
        for line, category, one in deal.rows
        if line.weight_g
    ]
    move(main, moves, at=deal.at)
    accounts = accounts_of(main)
    to, owed = accounts[chart.STOCK.code], accounts[chart.DUE_TO_LINKED.code]
    legs = {to: deal.total_idr, owed: -deal.total_idr} if deal.total_idr else {}
    post_act(main, _act(theirs, "buy", legs), actor=actor, now=deal.at)


def _act(deal: _Deal, act: str, legs: Mapping[int, int]) -> Act:
    return Act(
        kind="sale", document=deal.wish.id, act=act, legs=legs, day=deal.day, pair_id=deal.pair
    )
