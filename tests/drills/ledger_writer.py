"""One who posts to the ledger until killed: `python -m tests.drills.ledger_writer SEED`.

With the city's variables. Batches of fifty deposits and single ones; after each commit it prints
the id of the document that all journals of the batch are of, and how many they are.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import django
from django.db import Error, connection, transaction

if TYPE_CHECKING:
    from sewaka.platform.ledger.api import Posting

CUSTOMERS = 20
BATCH = 50


def main(seed: int) -> None:
    """Post for ever. A database that is away is waited for."""
    from sewaka.kernel.access import SYSTEM
    from sewaka.kernel.ids import new_id
    from sewaka.platform.ledger import api as ledger

    chance = random.Random(seed)  # noqa: S311 - a program that can be repeated
    book, stock, cash, savings = accounts()
    while True:
        document = new_id()
        sources = [stock] * BATCH if chance.random() < 0.8 else [cash]
        postings = [
            posting(
                document, debit=one, credit=chance.choice(savings), amount=chance.randint(1, 9_000)
            )
            for one in sources
        ]
        try:
            with transaction.atomic():
                ledger.post_many(book_id=book, postings=postings, actor=SYSTEM, now=now())
        except Error:
            connection.close()
            time.sleep(0.1)
        else:
            print(document, len(postings), flush=True)  # noqa: T201 - that is what it is for


def accounts() -> tuple[int, int, int, list[int]]:
    """The book, stock, cash and the savings of everybody; opened by whoever comes first."""
    from sewaka.kernel.access import SYSTEM
    from sewaka.platform.ledger import api as ledger
    from sewaka.platform.ledger.api import Floor, Kind, Unit

    who: dict[str, Any] = {"actor": SYSTEM, "now": now()}
    with transaction.atomic():
        book = ledger.open_book(code="drill", name="Latihan", unit=Unit.RUPIAH, **who)
        stock, cash = (
            ledger.open_account(book_id=book, code=code, name=code, kind=Kind.ASSET, **who)
            for code in ("1100", "1000")
        )
        savings = [
            ledger.open_account(
                book_id=book, code=f"2000/{number}", name="Tabungan", kind=Kind.LIABILITY,
                is_tracked=True, floor=Floor.NO_DEBIT, **who,
            )
            for number in range(CUSTOMERS)
        ]  # fmt: skip
    return book, stock, cash, savings


def posting(document: UUID, *, debit: int, credit: int, amount: int) -> Posting:
    """A deposit of the document."""
    from sewaka.kernel.ids import new_id
    from sewaka.platform.ledger.api import Leg, Posting

    return Posting(
        id=new_id(), kind="drill.deposit", book_date=date(2026, 11, 23), occurred_at=now(),
        legs=[Leg(debit, amount), Leg(credit, -amount)], source_kind="drill", source_id=document,
    )  # fmt: skip


def now() -> datetime:
    """The wall clock."""
    from sewaka.kernel import clock

    return clock.now()


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
