"""What the ledger tells the log. Postings are told by whose document they are of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sewaka.kernel.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodClosed(Event):
    """No day of the book through this one takes a posting any more."""

    name = "ledger.period_closed"
    book: str
    through: date
    trial_balance_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksChecked(Event):
    """All books were proven: how much is wrong, and by which rules (`verify`)."""

    name = "ledger.books_checked"
    findings: int
    rules: tuple[str, ...]


EVENTS = (PeriodClosed, BooksChecked)
