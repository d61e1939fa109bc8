"""Small books for tests: cash, stock, fees, and savings with their held side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ids import new_id
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.api import Floor, HoldWish, Kind, Leg, Outcome, Posting, Unit, When

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
DAY = date(2026, 11, 23)
WHEN = When(book_date=DAY, occurred_at=NOW)


@dataclass
class Books:
    """One book and its accounts by code."""

    id: int
    accounts: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, code: str) -> int:
        return self.accounts[code]

    def savings(self, number: str) -> int:
        """The customer's account, opened when it is not there."""
        for prefix, name in (("2000", "Tabungan"), ("2010", "Tabungan ditahan")):
            code = f"{prefix}/{number}"
            if code not in self.accounts:
                self.accounts[code] = ledger.open_account(
                    book_id=self.id, code=code, name=name, kind=Kind.LIABILITY, is_tracked=True,
                    floor=Floor.NO_DEBIT, actor=SYSTEM, now=NOW,
                )  # fmt: skip
        return self.accounts[f"2000/{number}"]

    def customer(self, number: int) -> str:
        """The code of a customer's savings, opened when they are not there."""
        self.savings(f"{number:03d}")
        return f"2000/{number:03d}"

    def posting(
        self, *legs: tuple[str, int], day: date = DAY, known: UUID | None = None
    ) -> Posting:
        """A journal of these legs."""
        return Posting(
            id=known or new_id(),
            kind="test.deed",
            book_date=day,
            occurred_at=NOW,
            legs=[Leg(self.accounts[code], amount) for code, amount in legs],
            source_kind="test.document",
            source_id=UUID(int=7),
        )

    def post(self, *legs: tuple[str, int], day: date = DAY, known: UUID | None = None) -> UUID:
        """Post them; the journal's id."""
        posting = self.posting(*legs, day=day, known=known)
        ledger.post(book_id=self.id, posting=posting, actor=SYSTEM, now=NOW)
        return posting.id

    def deposit(self, number: str, amount: int, *, fee: int = 0, day: date = DAY) -> UUID:
        """Waste against savings."""
        self.savings(number)
        legs = [("1100", amount), (f"2000/{number}", fee - amount), ("4000", -fee)]
        return self.post(*[leg for leg in legs if leg[1]], day=day)

    def reverse(self, journal_id: UUID, *, day: date = DAY) -> UUID:
        """Take a journal back; the reversal's id."""
        known, when = new_id(), When(book_date=day, occurred_at=NOW)
        ledger.reverse(journal_id=journal_id, new_id=known, when=when, actor=SYSTEM, now=NOW)
        return known

    def wish(self, code: str, amount: int, *, hold_id: UUID, journal_id: UUID) -> HoldWish:
        """Savings to be set aside for two weeks."""
        return HoldWish(
            id=hold_id, journal_id=journal_id, amount=amount, from_account_id=self[code],
            held_account_id=self[code.replace("2000", "2010")],
            expires_at=NOW + timedelta(days=14), source_kind="test.payout", source_id=hold_id,
        )  # fmt: skip

    def hold(self, number: str, amount: int, *, hold_id: UUID, journal_id: UUID) -> Outcome:
        """Set them aside."""
        wish = self.wish(f"2000/{number}", amount, hold_id=hold_id, journal_id=journal_id)
        return ledger.hold(book_id=self.id, wish=wish, when=WHEN, actor=SYSTEM, now=NOW)

    def balance(self, code: str) -> int:
        """As people are shown it."""
        return ledger.balance(account_id=self.accounts[code])


def make_books(code: str = "BSU-5171011003-01") -> Books:
    """A book with the accounts that everybody writes to."""
    book = ledger.open_book(code=code, name="Contoh", unit=Unit.RUPIAH, actor=SYSTEM, now=NOW)
    books = Books(book)
    for number, name, kind in (
        ("1000", "Kas", Kind.ASSET),
        ("1100", "Persediaan", Kind.ASSET),
        ("2100", "Utang mitra", Kind.LIABILITY),
        ("4000", "Pendapatan jasa", Kind.INCOME),
    ):
        books.accounts[number] = ledger.open_account(
            book_id=book, code=number, name=name, kind=kind, actor=SYSTEM, now=NOW
        )
    return books


def code_of(deed: Callable[[], object]) -> str:
    """The code with which the deed is refused, and undone; nothing where it is done."""
    try:
        with transaction.atomic():
            deed()
    except DomainError as said:
        return said.code
    return ""
