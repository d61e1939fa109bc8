"""A connection that first posted into empty books reads no more of them when they are full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from sewaka.kernel.access import SYSTEM
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.api import Posting
from sewaka.platform.ledger.tests.books import DAY, NOW, Books, make_books

pytestmark = pytest.mark.django_db

BATCH = 20


def rows_read() -> int:
    """Rows of the ledger that this transaction has read so far, by scans and by indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
            " WHERE relname LIKE 'ledger%%'"
        )
        return int(cursor.fetchone()[0])


def drawn(books: Books, count: int) -> list[Posting]:
    return [
        books.posting(("1100", 9), (books.customer(number), -8), ("4000", -1))
        for number in range(count)
    ]


def one_by_one(books: Books) -> None:
    for posting in drawn(books, BATCH):
        ledger.post(book_id=books.id, posting=posting, actor=SYSTEM, now=NOW)


def at_once(books: Books) -> None:
    ledger.post_many(book_id=books.id, postings=drawn(books, BATCH), actor=SYSTEM, now=NOW)


@pytest.fixture(params=[-1, 0], ids=["never looked at", "looked at while empty"])
def _known_rows(request: pytest.FixtureRequest, superuser: psycopg.Connection) -> Iterator[None]:
    """What the server believes to stand in the ledger's tables, as after a look of its own."""

    def tell(rows: int) -> None:
        superuser.execute(
            "UPDATE pg_class SET reltuples = %s, relpages = CASE WHEN %s < 0 THEN 0 ELSE 1 END"
            " WHERE relname LIKE 'ledger%%' AND relkind = 'r'",
            (rows, rows),
        )

    tell(request.param)
    yield
    tell(-1)


@pytest.mark.usefixtures("_known_rows")
@pytest.mark.parametrize("post", [one_by_one, at_once])
def test_the_hundredth_reads_as_much_as_the_second(post: Callable[[Books], None]) -> None:
    books = make_books()
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")  # as in a connection that has planned nothing yet
    post(books)
    taken = []
    for turn in range(15):
        before = rows_read()
        post(books)
        books.savings(f"of turn {turn}")
        taken.append(rows_read() - before)
    assert max(taken[-5:]) <= taken[0] + BATCH, taken


def test_the_proof_of_twice_the_books_reads_twice_as_much() -> None:
    books = make_books()
    read = []
    for turn in range(4):
        day = DAY + timedelta(days=turn)
        for number in range(BATCH):
            books.reverse(books.deposit(f"{number:03d}", 9, day=day), day=day)
        ledger.close_period(book_id=books.id, through=day, actor=SYSTEM, now=NOW)
        before = rows_read()
        assert ledger.verify() == []
        read.append(rows_read() - before)
    assert read[3] < 2.5 * read[1], read


def prepared() -> int:
    """Statements that this connection has the server keep for single postings."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements"
            " WHERE position('ledger_post\"' IN statement) > 0"
        )
        return int(cursor.fetchone()[0])


def test_one_statement_is_kept_for_small_amounts_and_large() -> None:
    books = make_books()

    def post(amount: int) -> int:
        for _ in range(7):  # the fifth is prepared
            books.post(("1100", amount), ("2100", -amount))
        return prepared()

    first = post(1)
    assert first
    assert [post(40_000), post(10**12)] == [first, first]
