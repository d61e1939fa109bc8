"""One who posts so many deposits and says what they took.

python -m tests.bench.ledger_posting fill | KIND COUNT SEED    (with the city's variables)

KIND: `single` (one journal a transaction), `batch` (fifty), `plain` (a row of one column, to see
what a commit costs on this disk). A deposit has three legs: stock, one of 25,000 customers, a fee.
Prints JSON: seconds, processor seconds of this process and of its backend, milliseconds p50, p95.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import django
import psutil
from django.db import connection, transaction

if TYPE_CHECKING:
    from sewaka.platform.ledger.api import Posting

BOOK = "bench"
CUSTOMERS = 25_000
BATCH = 50


def main(kind: str, count: int, seed: int) -> dict[str, float]:
    """Warm up, then post."""
    chance = random.Random(seed)  # noqa: S311 - a program that can be repeated
    size = BATCH if kind == "batch" else 1
    deeds = {"single": single, "batch": batch, "plain": plain}[kind](chance)
    for _ in range(20):
        deeds()
    own, server = psutil.Process(), psutil.Process(backend())
    spent = own.cpu_times(), server.cpu_times()
    took: list[float] = []
    begun = time.perf_counter()
    for _ in range(count // size):
        at = time.perf_counter()
        deeds()
        took.append(1000 * (time.perf_counter() - at))
    return {
        "seconds": time.perf_counter() - begun,
        "client_s": gained(spent[0], own.cpu_times()),
        "server_s": gained(spent[1], server.cpu_times()),
        "p50_ms": statistics.median(took),
        "p95_ms": statistics.quantiles(took, n=20)[-1],
        "posted": float(size * (count // size)),
    }


def single(chance: random.Random) -> Callable[[], None]:
    """One deposit a transaction."""
    from sewaka.platform.ledger import api as ledger

    book, draw = drawing(chance)

    def deed() -> None:
        with transaction.atomic():
            ledger.post(book_id=book, posting=draw(), **who())

    return deed


def batch(chance: random.Random) -> Callable[[], None]:
    """Fifty."""
    from sewaka.platform.ledger import api as ledger

    book, draw = drawing(chance)

    def deed() -> None:
        with transaction.atomic():
            ledger.post_many(book_id=book, postings=[draw() for _ in range(BATCH)], **who())

    return deed


def plain(_chance: random.Random) -> Callable[[], None]:
    """A row and a commit."""

    def deed() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO sewaka_cache (cache_key, value, expires)"
                " VALUES (gen_random_uuid()::text, '', now())"
            )

    return deed


def fill() -> None:
    """The book, and an account for each customer."""
    from sewaka.platform.ledger import api as ledger
    from sewaka.platform.ledger.api import Kind, Unit

    with transaction.atomic(), connection.cursor() as cursor:
        book = ledger.open_book(code=BOOK, name="Contoh", unit=Unit.RUPIAH, **who())
        for code, kind in (("1100", Kind.ASSET), ("4000", Kind.INCOME)):
            ledger.open_account(book_id=book, code=code, name=code, kind=kind, **who())
        cursor.execute(
            "SELECT count(ledger_open_account(%s, '2000/' || n, 'Tabungan', 'LIABILITY', true,"
            " -1::smallint, NULL, now())) FROM generate_series(1, %s) AS n",
            [book, CUSTOMERS],
        )


def drawing(chance: random.Random) -> tuple[int, Callable[[], Any]]:
    """The book, and what draws a deposit."""
    from sewaka.kernel.ids import new_id
    from sewaka.platform.ledger.api import Account, Book, Leg, Posting

    book = Book.objects.get(code=BOOK).pk
    codes = dict(Account.objects.filter(book_id=book).values_list("code", "pk"))
    stock, fees = codes.pop("1100"), codes.pop("4000")
    savings = list(codes.values())
    day, at = date(2026, 11, 23), who()["now"]

    def draw() -> Posting:
        amount = chance.randint(100, 90_000)
        fee = amount * 500 // 10_000
        legs = [Leg(stock, amount), Leg(chance.choice(savings), fee - amount), Leg(fees, -fee)]
        return Posting(
            id=new_id(), kind="bench.deposit", book_date=day, occurred_at=at, legs=legs,
            source_kind="bench", source_id=new_id(),
        )  # fmt: skip

    return book, draw


def who() -> dict[str, Any]:
    """The city itself, now."""
    from sewaka.kernel import clock
    from sewaka.kernel.access import SYSTEM

    return {"actor": SYSTEM, "now": clock.now()}


def backend() -> int:
    """The process of our connection."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def gained(before: Any, after: Any) -> float:
    """Processor seconds."""
    return float(after.user + after.system - before.user - before.system)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        fill()
        sys.exit()
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))  # noqa: T201 - that is what it is for
