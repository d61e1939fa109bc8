"""Deposits into our ledger, and reads of it, by one process.

python -m sewaka.config.bench.ours fill ACCOUNTS | KIND TIMES SEED      (with the city's variables)

A deposit has three legs: stock, one of the customers' savings, a fee. `single`: one, by itself;
`within`: one, inside a transaction of its caller's; `batch`: fifty; `apart`: one, with stock and
fees that no other process writes to; `plain`: a row of another table, to see what a commit takes;
`account`, `balance`, `statement`: see README.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import django
from django.db import connection, transaction

from sewaka.config.bench.taking import taken

if TYPE_CHECKING:
    from sewaka.platform.ledger.api import Posting

BOOK: Final = "bench"
BATCH: Final = 50
APART: Final = 8  # processes that may have a stock of their own
_DAY: Final = date(2026, 11, 23)
_FEE_BP: Final = 500
_A_YEAR: Final = 365

Deed = Callable[[], object]


def fill(accounts: int) -> None:
    """The book, an account for each customer, and a passbook with a line on each day of a year."""
    from sewaka.platform.ledger import api as ledger
    from sewaka.platform.ledger.api import Kind, Unit

    with transaction.atomic(), connection.cursor() as cursor:
        book = ledger.open_book(code=BOOK, name="Contoh", unit=Unit.RUPIAH, **_who())
        for own in ("", *(f"/{number}" for number in range(APART))):
            for code, kind in (("1100", Kind.ASSET), ("4000", Kind.INCOME)):
                ledger.open_account(book_id=book, code=code + own, name=code, kind=kind, **_who())
        cursor.execute(
            "SELECT count(ledger_open_account(%s, '2000/' || n, 'Tabungan', 'LIABILITY', true,"
            " -1::smallint, NULL, now())) FROM generate_series(1, %s) AS n",
            [book, accounts],
        )
    draw = _drawing(random.Random(0), only=["2000/1"])  # noqa: S311 - a program that can be repeated
    days = [_DAY - timedelta(days=back) for back in reversed(range(_A_YEAR))]
    with transaction.atomic():
        ledger.post_many(book_id=book, postings=[draw(day) for day in days], **_who())


def deed(kind: str, seed: int) -> tuple[Deed, int]:
    """What is measured, and how many postings it makes."""
    chance = random.Random(seed)  # noqa: S311 - a program that can be repeated
    if kind == "batch":
        return _batch(chance), BATCH
    single: dict[str, Callable[[], Deed]] = {
        "single": lambda: _single(chance, own=""),
        "apart": lambda: _single(chance, own=f"/{seed % APART}"),
        "within": lambda: _within(chance),
        "plain": lambda: _plain,
        "account": lambda: _account(seed),
        "balance": lambda: _balance(chance),
        "statement": lambda: _statement,
    }
    return single[kind](), 1


def _single(chance: random.Random, *, own: str) -> Deed:
    from sewaka.platform.ledger import api as ledger

    book, draw = _book(), _drawing(chance, own=own)
    return lambda: ledger.post_alone(book_id=book, posting=draw(_DAY), **_who())


def _within(chance: random.Random) -> Deed:
    from sewaka.platform.ledger import api as ledger

    book, draw = _book(), _drawing(chance)

    def post() -> None:
        with transaction.atomic():
            ledger.post(book_id=book, posting=draw(_DAY), **_who())

    return post


def _batch(chance: random.Random) -> Deed:
    from sewaka.platform.ledger import api as ledger

    book, draw = _book(), _drawing(chance)

    def post() -> None:
        with transaction.atomic():
            postings = [draw(_DAY) for _ in range(BATCH)]
            ledger.post_many(book_id=book, postings=postings, **_who())

    return post


def _plain() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sewaka_cache (cache_key, value, expires)"
            " VALUES (gen_random_uuid()::text, '', now())"
        )


def _account(seed: int) -> Deed:
    from sewaka.platform.ledger import api as ledger
    from sewaka.platform.ledger.api import Floor, Kind

    book, numbers = _book(), iter(range(10**9))

    def open_one() -> None:
        with transaction.atomic():
            ledger.open_account(
                book_id=book, code=f"2010/{seed}/{next(numbers)}", name="Tabungan ditahan",
                kind=Kind.LIABILITY, is_tracked=True, floor=Floor.NO_DEBIT, **_who(),
            )  # fmt: skip

    return open_one


def _balance(chance: random.Random) -> Deed:
    from sewaka.platform.ledger import api as ledger

    accounts = list(_accounts().values())
    return lambda: ledger.balance(account_id=chance.choice(accounts))


def _statement() -> None:
    from sewaka.platform.ledger import api as ledger

    ledger.statement(account_id=_accounts(only="2000/1")["2000/1"], limit=_A_YEAR)


def _book() -> int:
    from sewaka.platform.ledger.api import Book

    return Book.objects.get(code=BOOK).pk


def _accounts(only: str = "") -> dict[str, int]:
    """Savings by code."""
    from sewaka.platform.ledger.api import Account

    found = Account.objects.filter(book__code=BOOK, code__startswith="2000/")
    found = found.filter(code=only) if only else found
    return dict(found.values_list("code", "pk"))


def _drawing(
    chance: random.Random, *, own: str = "", only: list[str] | None = None
) -> Callable[[date], Posting]:
    from sewaka.kernel.ids import new_id
    from sewaka.platform.ledger.api import Account, Leg, Posting

    shared = Account.objects.filter(book__code=BOOK, code__in=[f"1100{own}", f"4000{own}"])
    stock, fees = shared.order_by("code").values_list("pk", flat=True)
    accounts = _accounts()
    savings = [accounts[code] for code in only or accounts]
    at = _who()["now"]

    def draw(day: date) -> Posting:
        amount = chance.randint(100, 90_000)
        fee = amount * _FEE_BP // 10_000
        legs = [Leg(stock, amount), Leg(chance.choice(savings), fee - amount), Leg(fees, -fee)]
        return Posting(
            id=new_id(), kind="bench.deposit", book_date=day, occurred_at=at, legs=legs,
            source_kind="bench", source_id=new_id(),
        )  # fmt: skip

    return draw


def _who() -> dict[str, Any]:
    from sewaka.kernel import clock
    from sewaka.kernel.access import SYSTEM

    return {"actor": SYSTEM, "now": clock.now()}


def main(kind: str, *numbers: str) -> None:
    """What was asked on the command line."""
    django.setup()
    if kind == "fill":
        fill(int(numbers[0]))
        return
    times, seed = map(int, numbers)
    act, each = deed(kind, seed)
    connection.ensure_connection()
    backend = int(connection.connection.info.backend_pid)
    print(json.dumps(taken(act, times=times, backend=backend, each=each)))  # noqa: T201 - that is what it is for


if __name__ == "__main__":
    main(*sys.argv[1:])
