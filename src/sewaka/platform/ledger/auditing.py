"""What an auditor reads: books, trial balances, accounts, journals with their reversals, periods.

Every read that can name a customer is an entry in the log, before anything is shown. Whoever may
not read gets NotFound, as for what is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.ledger import queries
from sewaka.platform.ledger.access import READ_BOOKS
from sewaka.platform.ledger.events import BooksChecked
from sewaka.platform.ledger.models import Account, Book, Entry, Journal, Period

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who reads, when, and by which way: "page" or "api"."""

    actor: Actor
    now: datetime
    channel: str = "page"


@dataclass(frozen=True, slots=True)
class Trial:
    """A book as of a day; debit positive. `digest`: of the closed period that ends on that day."""

    book: Book
    through: date
    rows: Sequence[queries.Row]
    digest: str

    @property
    def debit(self) -> int:
        """The sum of what stands on the left."""
        return sum(row.closing for row in self.rows if row.closing > 0)

    @property
    def credit(self) -> int:
        """The sum of what stands on the right: the same where the book is right."""
        return -sum(row.closing for row in self.rows if row.closing < 0)


@dataclass(frozen=True, slots=True)
class Posted:
    """A journal with its lines, and the chain of what it reverses and what reversed it."""

    journal: Journal
    entries: Sequence[Entry]
    reversal: UUID | None


@dataclass(frozen=True, slots=True)
class Checked:
    """When all books were proven last, and what was wrong."""

    at: datetime
    findings: int
    rules: Sequence[str]


def books(*, asking: Asking) -> Sequence[Book]:
    """All of them, by code."""
    _check(asking)
    return list(Book.objects.order_by("code"))


def trial(*, code: str, through: date, asking: Asking) -> Trial:
    """The accounts of a book as of a day; the empty ones are left out."""
    book = _book(code, asking)
    _note("ledger.Book", [], asking)
    rows = queries.trial_balance(book_id=book.pk, through=through)
    closed = Period.objects.filter(book=book, period_end=through).first()
    digest = bytes(closed.trial_balance_sha256).hex() if closed else ""
    return Trial(book, through, [row for row in rows if row.entries or row.closing], digest)


def periods(*, code: str, asking: Asking) -> Sequence[Period]:
    """What is closed of a book, newest first."""
    return list(Period.objects.filter(book=_book(code, asking)).order_by("-period_end"))


def account(*, account_id: int, asking: Asking) -> Account:
    """One, with its book. The read is logged."""
    _check(asking)
    found = Account.objects.select_related("book").filter(pk=account_id).first()
    if found is None:
        raise NotFound("ledger.bad_account")
    _note("ledger.Account", [found.party_id] if found.party_id else [], asking)
    return found


def entries(*, account_id: int, before: str = "") -> tuple[Sequence[Entry], str]:
    """Of an account, newest day first, and the cursor of older ones ("" at the end)."""
    found = Entry.objects.filter(account_id=account_id).select_related("journal")
    if before:
        found = found.filter(_older_than(before))
    lines = list(found.order_by("-book_date", "-journal_id", "-line")[: PAGE + 1])
    if len(lines) <= PAGE:
        return lines, ""
    last = lines[PAGE - 1]
    return lines[:PAGE], f"{last.book_date}_{last.journal_id}_{last.line}"


def _older_than(cursor: str) -> Q:
    try:
        day, journal, line = cursor.split("_")
        on, journal_id, number = date.fromisoformat(day), UUID(journal), int(line)
    except ValueError:
        raise NotFound from None
    same_day = Q(book_date=on)
    return (
        Q(book_date__lt=on)
        | same_day & Q(journal_id__lt=journal_id)
        | same_day & Q(journal_id=journal_id, line__lt=number)
    )


def journal(*, journal_id: UUID, asking: Asking) -> Posted:
    """One with its lines. The read is logged for everybody whose account it touches."""
    _check(asking)
    found = Journal.objects.select_related("book", "reversal").filter(pk=journal_id).first()
    if found is None:
        raise NotFound
    lines = list(found.entries.select_related("account").order_by("line"))
    _note("ledger.Journal", [one.account.party_id for one in lines if one.account.party_id], asking)
    reversal: Journal | None = getattr(found, "reversal", None)
    return Posted(found, lines, reversal.pk if reversal else None)


def last_check() -> Checked | None:
    """What the nightly proof found; None before the first night. It names nobody."""
    row = EventRow.objects.filter(name=BooksChecked.name).order_by("-position").first()
    if row is None:
        return None
    return Checked(row.occurred_at, int(row.data["findings"]), tuple(row.data["rules"]))


def _book(code: str, asking: Asking) -> Book:
    _check(asking)
    found = Book.objects.filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def _check(asking: Asking) -> None:
    if not READ_BOOKS.allows(asking.actor, None):
        raise NotFound


def _note(what: str, subjects: Sequence[UUID], asking: Asking) -> None:
    outbox.read_event(
        what=what, purpose="audit", subjects=subjects, actor=asking.actor, now=asking.now,
        channel=asking.channel,
    )  # fmt: skip
