"""A batch means the same as its journals one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ids import new_id
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.api import Outcome, Posting
from sewaka.platform.ledger.models import Balance, Entry, Journal
from sewaka.platform.ledger.tests.books import DAY, NOW, Books, code_of, make_books

pytestmark = pytest.mark.django_db


def post(books: Books, posting: Posting) -> Outcome:
    return ledger.post(book_id=books.id, posting=posting, actor=SYSTEM, now=NOW)


def post_many(books: Books, postings: list[Posting]) -> dict[UUID, Outcome]:
    return ledger.post_many(book_id=books.id, postings=postings, actor=SYSTEM, now=NOW)


def written(books: Books) -> list[tuple[object, ...]]:
    """All that the entries, journals and balances of the book say, without the book itself."""
    code = {number: name for name, number in books.accounts.items()}
    entries = Entry.objects.filter(journal__book_id=books.id).order_by("journal_id", "line")
    lines = entries.values_list(
        "journal_id", "line", "account_id", "amount", "account_seq", "balance_after", "book_date"
    )
    stored = Balance.objects.filter(account__book_id=books.id).order_by("account__code")
    return [
        *((str(row[0])[-12:], row[1], code[row[2]], *row[3:]) for row in lines),
        *stored.values_list("account__code", "signed_amount", "entry_count"),
    ]


_AMOUNTS = st.integers(-300, 900).filter(bool)


@given(st.lists(st.tuples(st.integers(1, 3), _AMOUNTS), max_size=12))
def test_a_batch_is_its_journals_one_by_one(steps: list[tuple[int, int]]) -> None:
    """Same sequences and running balances; and refused when one of them is."""
    with transaction.atomic():
        both = [make_books(f"BSU-51710110{number}-01") for number in ("03", "04")]
        postings = [
            [
                books.posting(
                    ("1100", amount), (books.customer(customer), -amount),
                    known=UUID(int=(books.id << 64) + place),
                )
                for place, (customer, amount) in enumerate(steps)
            ]
            for books in both
        ]  # fmt: skip
        one_by_one = code_of(lambda: [post(both[0], posting) for posting in postings[0]])
        at_once = code_of(lambda: post_many(both[1], postings[1]))
        assert one_by_one == at_once
        assert written(both[0]) == written(both[1])
        transaction.set_rollback(True)


def test_each_says_what_became_of_it() -> None:
    books = make_books()
    books.savings("001")
    known, other = books.deposit("001", 100), books.deposit("001", 200)
    again = books.posting(("1100", 100), ("2000/001", -100), known=known)
    changed = books.posting(("1100", 201), ("2000/001", -201), known=other)
    fresh = books.posting(("1100", 7), ("2000/001", -7))
    twice = replace(fresh, id=new_id())
    batch = [again, changed, fresh, twice, twice, replace(fresh, legs=again.legs, id=twice.id)]
    told = post_many(books, batch)
    assert told == {
        known: Outcome.REPLAYED,
        other: Outcome.CONFLICT,
        fresh.id: Outcome.POSTED,
        twice.id: Outcome.POSTED,
    }
    assert books.balance("2000/001") == 314
    assert post_many(books, batch)[fresh.id] == Outcome.REPLAYED
    assert post_many(books, []) == {}
    assert ledger.verify() == []


def test_the_digests_are_those_of_single_postings() -> None:
    books = make_books()
    books.savings("001")
    legs = (("1100", 5), ("2000/001", -4), ("4000", -1))
    single, batched = books.posting(*legs), books.posting(*legs)
    post(books, single)
    post_many(books, [batched])
    digests = {bytes(one.digest) for one in Journal.objects.all()}
    assert len(digests) == 1


def test_it_may_not_dip_below_the_floor_on_the_way() -> None:
    books = make_books()
    books.savings("001")
    dip = [
        books.posting(("2000/001", 50), ("1000", -50)),
        books.posting(("1100", 80), ("2000/001", -80)),
    ]
    with pytest.raises(DomainError) as said, transaction.atomic():
        post_many(books, dip)
    assert said.value.code == "ledger.insufficient_funds"
    assert set(post_many(books, dip[::-1]).values()) == {Outcome.POSTED}
    assert books.balance("2000/001") == 30


@pytest.mark.parametrize("fault", ["unbalanced", "account", "day"])
def test_one_bad_journal_refuses_all(fault: str) -> None:
    books = make_books()
    books.savings("001")
    good = books.posting(("1100", 5), ("2000/001", -5))
    bad = {
        "unbalanced": books.posting(("1100", 5), ("2000/001", -4)),
        "account": books.posting(("1100", 5), ("1100", -5)),
        "day": books.posting(("1100", 5), ("2000/001", -5), day=DAY - timedelta(days=20_000)),
    }[fault]
    with pytest.raises(DomainError), transaction.atomic():
        post_many(books, [good, bad])
    assert not Journal.objects.exists()
    assert books.balance("2000/001") == 0
