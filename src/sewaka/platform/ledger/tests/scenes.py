"""Objects for the table of rights."""

from __future__ import annotations

from sewaka.platform.ledger.tests.books import make_books
from tests.cast import Cast
from tests.conformance.access_table import Scene

_CODE = "BSU-5171011003-01"


def a_book(cast: Cast) -> Scene:
    """A book with a deposit."""
    books = make_books(_CODE)
    books.deposit("001", 5_000, fee=250)
    return Scene(arguments={"code": _CODE})


def an_account(cast: Cast) -> Scene:
    """The savings of somebody."""
    books = make_books(_CODE)
    books.deposit("001", 5_000, fee=250)
    return Scene(arguments={"account_id": str(books["2000/001"])})


def a_journal(cast: Cast) -> Scene:
    """The deposit itself."""
    books = make_books(_CODE)
    return Scene(arguments={"journal_id": str(books.deposit("001", 5_000, fee=250))})


SCENES = {"a_book": a_book, "an_account": an_account, "a_journal": a_journal}
