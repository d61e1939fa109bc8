"""Writers who post to the ledger at once: `python -m tests.drills.ledger_crowd WRITERS ROUNDS`.

With the city's variables. One set-up, then as many processes as writers, each with a connection of
its own; they begin together. At the end one line of JSON: what they were told, how long it took,
and what the savings must come to.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING

import django
from django.db import OperationalError, connection, connections, transaction
from psycopg.errors import DeadlockDetected

if TYPE_CHECKING:
    from sewaka.platform.ledger.tests.books import Books
    from sewaka.platform.ledger.tests.deeds import Deed

BOOK = "drill-crowd"
DEADLOCK = "deadlock"
_CUSTOMERS = 24
_SAVED = 1_000  # by each, at the begin
_ALL_BEGIN_WITHIN_S = 60.0

_together: Barrier  # in each writer


def main(writers: int, rounds: int) -> None:
    """Post, and say what came of it."""
    from sewaka.platform.ledger.tests.books import make_books

    with transaction.atomic():
        books = make_books(BOOK)
        for number in range(1, _CUSTOMERS + 1):
            books.deposit(f"{number:03d}", _SAVED)
    connections.close_all()  # a connection is one process's
    forks = get_context("fork")
    began = time.monotonic()
    with ProcessPoolExecutor(writers, forks, _begin, (forks.Barrier(writers),)) as crowd:
        ended = list(crowd.map(partial(write, books, rounds), range(writers)))
    savings = Counter({books.customer(number): _SAVED for number in range(1, _CUSTOMERS + 1)})
    told: Counter[str] = Counter()
    for outcomes, changes in ended:
        told.update(outcomes)
        savings.update(changes)
    took_s = time.monotonic() - began
    print(json.dumps({"told": told, "savings": savings, "took_s": took_s}))  # noqa: T201 - that is what it is for


def _begin(barrier: Barrier) -> None:
    global _together  # noqa: PLW0603 - a pool's process is given it this way
    _together = barrier


def write(books: Books, rounds: int, writer: int) -> tuple[Counter[str], Counter[str]]:
    """So many deeds of one writer: how each ended, and what they changed of the savings."""
    from sewaka.platform.ledger.api import Outcome
    from sewaka.platform.ledger.tests.deeds import Drawing

    _together.wait(_ALL_BEGIN_WITHIN_S)
    drawing = Drawing(books, seed=writer + 1, customers=_CUSTOMERS)
    told: Counter[str] = Counter()
    changes: Counter[str] = Counter()
    for _ in range(rounds):
        deed = drawing.draw()
        while (outcome := ending(deed)) == DEADLOCK:
            told[DEADLOCK] += 1
        told[outcome] += 1
        if outcome == Outcome.POSTED:
            changes.update(deed.changes)
    connection.close()
    return told, changes


def ending(deed: Deed) -> str:
    """Its outcome, the code with which it is refused, or DEADLOCK: then all of it is undone."""
    from sewaka.kernel.errors import DomainError

    try:
        with transaction.atomic():
            return deed.act().value
    except DomainError as said:
        return said.code
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            return DEADLOCK
        raise


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:]))
