"""Deposits in the books and in the stock. The bank is locked by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks.effects import points
from sewaka.modules.waste_banks.effects.stock import Move, move
from sewaka.modules.waste_banks.events import DepositPosted
from sewaka.modules.waste_banks.models import Deposit, DepositLine, WasteBank
from sewaka.modules.waste_banks.models.reading import accounts_of
from sewaka.modules.waste_banks.rules import depositing as rules
from sewaka.modules.waste_banks.rules.kinds import Purpose, StockCause
from sewaka.platform.ledger import api as ledger

SOURCE = "waste_banks.deposit"


def told(deposit: Deposit, *, bank: WasteBank) -> DepositPosted:
    """The event of a posted deposit."""
    return DepositPosted(
        bank_id=bank.pk,
        deposit_id=deposit.pk,
        village_code=bank.village_code,
        channel=deposit.channel,
        purpose=deposit.purpose,
        net_g=deposit.net_g,
        gross_idr=deposit.gross_idr,
    )


def post_all(
    bank: WasteBank,
    deposits: Sequence[Deposit],
    *,
    lines: Iterable[DepositLine],
    actor: Actor,
    now: datetime,
) -> None:
    """Write the journals, the movements and the points of deposits that are POSTED."""
    by_id = {one.pk: one for one in deposits}
    accounts = accounts_of(bank)
    postings = [
        ledger.Posting(
            id=one.journal_id,
            kind="waste_banks.deposit",
            book_date=one.book_date,
            occurred_at=one.occurred_at,
            legs=_legs(one, accounts),
            source_kind=SOURCE,
            source_id=one.pk,
        )
        for one in deposits
        if one.journal_id is not None
    ]
    if postings:
        ledger.post_many(book_id=bank.ledger_book_id, postings=postings, actor=actor, now=now)
    moves = [
        Move(
            category_id=line.category_id,
            delta_g=line.net_g,
            value_idr=line.value_idr,
            cause=StockCause.DEPOSIT,
            source_id=line.deposit_id,
            book_date=by_id[line.deposit_id].book_date,
        )
        for line in lines
        if line.deposit_id in by_id
    ]
    move(bank, moves, at=now)
    points.earn(deposits, actor=actor, now=now)


def _legs(deposit: Deposit, accounts: Mapping[str, int]) -> list[ledger.Leg]:
    customer = deposit.customer
    worth = rules.Worth((), deposit.gross_idr, deposit.fee_idr)
    found = rules.legs(
        worth,
        purpose=Purpose(deposit.purpose),
        savings=customer.savings_account_id if customer else None,
        of=accounts,
    )
    return [ledger.Leg(account, amount) for account, amount in found.items()]
