"""Closed periods: what was closed stays, and later entries add to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.api import Outcome
from sewaka.platform.ledger.tests.books import DAY, NOW, Books, make_books

EARLIER, LATER = DAY - timedelta(days=40), DAY + timedelta(days=40)


@pytest.fixture
def books(db: None) -> Books:
    books = make_books()
    books.deposit("001", 1_000, fee=100, day=EARLIER)
    books.deposit("002", 300, day=DAY)
    return books


def close(books: Books, through: date = EARLIER) -> str:
    return ledger.close_period(book_id=books.id, through=through, actor=SYSTEM, now=NOW)


def told(
    books: Books, *, through: date, since: date | None = None
) -> dict[str, tuple[int, int, int, int]]:
    rows = ledger.trial_balance(book_id=books.id, through=through, since=since)
    return {
        row.code: (row.opening, row.debit, row.credit, row.closing) for row in rows if row.entries
    }


def test_a_closed_day_takes_nothing_and_a_replay_still_succeeds(books: Books) -> None:
    posting = books.posting(("1100", 5), ("2000/001", -5), day=EARLIER)
    ledger.post(book_id=books.id, posting=posting, actor=SYSTEM, now=NOW)
    close(books)
    with pytest.raises(DomainError) as said, transaction.atomic():
        books.deposit("001", 6, day=EARLIER)
    assert said.value.code == "ledger.period_closed"
    again: dict[str, Any] = {"book_id": books.id, "actor": SYSTEM, "now": NOW}
    assert ledger.post(posting=posting, **again) == Outcome.REPLAYED
    assert ledger.post_many(postings=[posting], **again)[posting.id] == Outcome.REPLAYED
    assert ledger.first_open_day(book_id=books.id, day=EARLIER) == EARLIER + timedelta(days=1)
    with pytest.raises(DomainError), transaction.atomic():
        close(books)


def test_balances_go_on_from_the_close(books: Books) -> None:
    before = [books.balance(code) for code in ("1100", "4000", "2000/001", "2000/002")]
    close(books)
    assert [books.balance(code) for code in ("1100", "4000", "2000/001", "2000/002")] == before
    books.deposit("002", 50, day=DAY)
    assert (books.balance("1100"), books.balance("2000/002")) == (1_350, 350)
    close(books, DAY)
    assert (books.balance("1100"), books.balance("4000")) == (1_350, 100)
    assert ledger.verify() == []


def test_the_trial_balance_of_any_days(books: Books) -> None:
    whole = told(books, through=LATER)
    assert whole == {
        "1100": (0, 1_300, 0, 1_300),
        "2000/001": (0, 0, 900, -900),
        "2000/002": (0, 0, 300, -300),
        "4000": (0, 0, 100, -100),
    }
    assert told(books, through=EARLIER)["1100"] == (0, 1_000, 0, 1_000)
    since = {"since": EARLIER + timedelta(days=1), "through": DAY}
    assert told(books, **since) == {"1100": (1_000, 300, 0, 1_300), "2000/002": (0, 0, 300, -300)}
    close(books)
    assert told(books, through=LATER) == whole, "a close changes no figure"
    assert told(books, **since)["1100"] == (1_000, 300, 0, 1_300)


def test_the_log_hears_of_it_with_the_sum_of_the_trial_balance(books: Books) -> None:
    digest = close(books)
    [event] = EventRow.objects.filter(name="ledger.period_closed")
    assert event.data["trial_balance_sha256"] == digest
    assert len(bytes.fromhex(digest)) == 32
    assert event.data["through"] == EARLIER.isoformat()


def test_an_account_that_opens_later_does_not_change_what_was_closed(books: Books) -> None:
    close(books)
    books.deposit("003", 9, day=DAY)
    close(books, DAY)
    assert ledger.verify() == []
