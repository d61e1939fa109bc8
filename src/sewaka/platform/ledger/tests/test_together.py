"""Many at once: nobody goes below nothing, nobody waits for ever, one of two endings wins."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ids import new_id
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.api import HoldState, Leg, Outcome
from sewaka.platform.ledger.models import Hold, Journal
from sewaka.platform.ledger.tests.books import DAY, NOW, WHEN, Books, make_books
from sewaka.platform.ledger.tests.deeds import Deed, Drawing

WRITERS = 8


@pytest.fixture
def books(transactional_db: None) -> Books:
    with transaction.atomic():
        books = make_books()
        for customer in range(1, 6):
            books.deposit(f"{customer:03d}", 1_000)
    return books


def test_a_posting_alone_is_there_whole_or_not_at_all(books: Books) -> None:
    whole, halved = books.posting(("1100", 5), ("2000/001", -5)), books.posting(("1100", 5))
    who: dict[str, Any] = {"book_id": books.id, "actor": SYSTEM, "now": NOW}
    assert ledger.post_alone(posting=whole, **who) == Outcome.POSTED
    with pytest.raises(DomainError, match="unbalanced"):
        ledger.post_alone(posting=halved, **who)
    connection.close()
    kept = Journal.objects.filter(pk__in=[whole.id, halved.id])
    assert list(kept.values_list("pk", flat=True)) == [whole.id]
    with transaction.atomic(), pytest.raises(TransactionManagementError):
        ledger.post_alone(posting=books.posting(("1100", 5), ("2000/001", -5)), **who)


def at_once(deeds: Iterable[Callable[[], Any]], *, writers: int = WRITERS) -> Counter[str]:
    """Each in a transaction of its own, on so many connections; how each ended."""

    waiting = deque(deeds)

    def work(_: int) -> list[str]:
        told = []
        try:
            while waiting:
                with suppress(IndexError):  # another took the last
                    told.append(_ending(waiting.popleft()))
        finally:
            connection.close()
        return told

    with ThreadPoolExecutor(writers) as threads:
        return Counter(chain.from_iterable(threads.map(work, range(writers))))


def _ending(deed: Callable[[], Any]) -> str:
    try:
        with transaction.atomic():
            deed()
    except DomainError as said:
        return said.code
    return "done"


def test_a_hundred_withdrawals_against_one_balance(books: Books) -> None:
    def withdraw() -> None:
        books.post(("2000/001", 30), ("1000", -30))

    told = at_once([withdraw] * 100, writers=16)
    assert told == {"done": 33, "ledger.insufficient_funds": 67}
    assert books.balance("2000/001") == 10
    assert ledger.verify() == []


def test_one_of_two_endings_wins(books: Books) -> None:
    for _ in range(8):
        known = new_id()
        with transaction.atomic():
            books.hold("001", 50, hold_id=known, journal_id=new_id())

        def pay(known: UUID = known) -> None:
            ledger.settle(
                hold_id=known, journal_id=new_id(), to=[Leg(books["1000"], 50)], when=WHEN,
                actor=SYSTEM, now=NOW,
            )  # fmt: skip

        def expire(known: UUID = known) -> None:
            ledger.release(
                hold_id=known, journal_id=new_id(), when=WHEN, is_expired=True, actor=SYSTEM,
                now=NOW,
            )  # fmt: skip

        told = at_once([pay, expire, pay, expire])
        assert told == {"done": 1, "ledger.hold_not_pending": 3}
    paid = Hold.objects.filter(state=HoldState.SETTLED).count()
    assert books.balance("2000/001") == 1_000 - 50 * paid
    assert ledger.verify() == []


@pytest.mark.parametrize("seed", range(3))
def test_sixteen_writers_of_anything(seed: int, books: Books) -> None:
    """No deadlock, the books are sound, and each account has what was promised to it.

    The drill does the same for 160,000 deeds by processes: `tests/drills/test_ledger.py`.
    """
    done: list[Deed] = []

    def perform(deed: Deed) -> None:
        if deed.act() is Outcome.POSTED:
            done.append(deed)

    drawn = [Drawing(books, seed=16 * seed + writer, customers=5) for writer in range(16)]
    deeds = [partial(perform, one.draw()) for _ in range(10) for one in drawn]
    told = at_once(deeds, writers=16)
    assert set(told) <= {"done", "ledger.insufficient_funds"}
    assert 80 < len(done) < told["done"]  # of what all of them post under one id, one is no replay
    promised = Counter({books.customer(number): 1_000 for number in range(1, 6)})
    for deed in done:
        promised.update(deed.changes)
    assert {code: books.balance(code) for code in promised} == promised
    assert min(promised.values()) >= 0
    assert ledger.verify() == []


def test_a_posting_that_races_with_a_close_is_before_it_or_refused(books: Books) -> None:
    def post() -> None:
        books.post(("1100", 7), ("2000/001", -7))

    def close() -> None:
        ledger.close_period(book_id=books.id, through=DAY, actor=SYSTEM, now=NOW)

    deeds = [post] * 40
    deeds.insert(20, close)
    told = at_once(deeds)
    assert set(told) <= {"done", "ledger.period_closed"}
    done = told["done"] - 1
    assert books.balance("2000/001") == 1_000 + 7 * done
    assert ledger.verify() == []
    with pytest.raises(DomainError), transaction.atomic():
        post()
    with transaction.atomic():
        books.post(("1100", 7), ("2000/001", -7), day=DAY + timedelta(days=1))
