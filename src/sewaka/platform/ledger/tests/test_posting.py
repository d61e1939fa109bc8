"""Posting: balanced or not at all, once, and never below the floor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.ids import new_id
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.api import Floor, Kind, Leg, Outcome, Posting, Status, Unit
from sewaka.platform.ledger.models import Entry, Journal
from sewaka.platform.ledger.tests.books import DAY, NOW, WHEN, Books, make_books


@pytest.fixture
def books(db: None) -> Books:
    return make_books()


def refused(posting: Posting, books: Books) -> DomainError:
    """What the ledger says to it; nothing of it stays."""
    before = Entry.objects.count(), Journal.objects.count()
    with pytest.raises(DomainError) as said, transaction.atomic():
        ledger.post(book_id=books.id, posting=posting, actor=SYSTEM, now=NOW)
    assert (Entry.objects.count(), Journal.objects.count()) == before
    return said.value


def test_a_deposit_with_a_fee(books: Books) -> None:
    books.deposit("001", 1_502, fee=75)
    assert books.balance("2000/001") == 1_427
    assert (books.balance("1100"), books.balance("4000"), books.balance("1000")) == (1_502, 75, 0)
    assert ledger.verify() == []


def test_the_same_once_more_is_a_replay_and_changes_nothing(books: Books) -> None:
    books.savings("001")
    posting = books.posting(("1100", 500), ("2000/001", -500))
    said = [ledger.post(book_id=books.id, posting=posting, actor=SYSTEM, now=NOW) for _ in range(2)]
    assert said == [Outcome.POSTED, Outcome.REPLAYED]
    assert books.balance("2000/001") == 500
    other = replace(posting, legs=[replace(leg, amount=2 * leg.amount) for leg in posting.legs])
    assert refused(other, books).code == "ledger.id_conflict"


@pytest.mark.parametrize(
    ("legs", "code"),
    [
        ([("1100", 500), ("2000/001", -499)], "ledger.unbalanced"),
        ([("1100", 500)], "ledger.unbalanced"),
        ([], "ledger.unbalanced"),
        ([("1100", 500), ("1100", -500)], "ledger.bad_account"),
        ([("1100", 0), ("2000/001", 0)], "ledger.amount"),
        ([("1100", 10**15 + 1), ("2000/001", -(10**15) - 1)], "ledger.amount"),
        ([("2000/001", 1), ("1000", -1)], "ledger.insufficient_funds"),
    ],
)
def test_what_can_not_be_posted(legs: list[tuple[str, int]], code: str, books: Books) -> None:
    books.savings("001")
    assert refused(books.posting(*legs), books).code == code


def test_it_says_how_much_there_is(books: Books) -> None:
    books.deposit("001", 700)
    said = refused(books.posting(("2000/001", 701), ("1000", -701)), books)
    assert dict(said.facts) == {"free": 700}
    books.post(("2000/001", 700), ("1000", -700))
    assert books.balance("2000/001") == 0


def test_books_never_touch(books: Books) -> None:
    other = make_books("BSU-5171011004-01")
    legs = [Leg(books["1100"], 5), Leg(other["4000"], -5)]
    mixed = replace(books.posting(), legs=legs)
    assert refused(mixed, books).code == "ledger.bad_account"
    unknown = replace(books.posting(), legs=[Leg(books["1100"], 5), Leg(987_654_321, -5)])
    assert refused(unknown, books).code == "ledger.bad_account"


def test_an_account_that_is_not_open_takes_nothing(books: Books) -> None:
    account = books.savings("001")
    for status in (Status.FROZEN, Status.CLOSED):
        ledger.set_status(account_id=account, status=status, actor=SYSTEM, now=NOW)
        said = refused(books.posting(("1100", 5), ("2000/001", -5)), books)
        assert said.code == "ledger.bad_account"
    with pytest.raises(DomainError) as again, transaction.atomic():
        ledger.set_status(account_id=account, status=Status.OPEN, actor=SYSTEM, now=NOW)
    assert again.value.code == "ledger.bad_account"


def test_a_purse_has_its_floor_on_the_other_side(books: Books) -> None:
    books.accounts["1500"] = ledger.open_account(
        book_id=books.id, code="1500", name="Dompet", kind=Kind.ASSET, is_tracked=True,
        floor=Floor.NO_CREDIT, actor=SYSTEM, now=NOW,
    )  # fmt: skip
    books.post(("1500", 30), ("4000", -30))
    assert books.balance("1500") == 30
    said = refused(books.posting(("4000", 31), ("1500", -31)), books)
    assert (said.code, dict(said.facts)) == ("ledger.insufficient_funds", {"free": 30})


def test_opening_again_is_the_same_and_something_else_is_refused(books: Books) -> None:
    assert make_books().id == books.id
    with pytest.raises(DomainError) as said, transaction.atomic():
        ledger.open_book(
            code="BSU-5171011003-01", name="Poin", unit=Unit.POINT, actor=SYSTEM, now=NOW
        )
    assert said.value.code == "ledger.id_conflict"
    with pytest.raises(DomainError) as said, transaction.atomic():
        ledger.open_account(
            book_id=books.id, code="1000", name="Kas", kind=Kind.EXPENSE, actor=SYSTEM, now=NOW
        )
    assert said.value.code == "ledger.id_conflict"


@pytest.mark.django_db(transaction=True)
def test_it_stands_in_the_callers_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        make_books()


def test_a_reversal_is_a_mirror_and_happens_once(books: Books) -> None:
    journal = books.deposit("001", 1_502, fee=75)
    mirror = new_id()
    for outcome in (Outcome.POSTED, Outcome.REPLAYED):
        said = ledger.reverse(
            journal_id=journal, new_id=mirror, when=WHEN, actor=SYSTEM, now=NOW, memo="salah"
        )
        assert said == outcome
    assert [books.balance(code) for code in ("1100", "2000/001", "4000")] == [0, 0, 0]
    for known in (journal, mirror, new_id()):
        with pytest.raises(DomainError) as refusal, transaction.atomic():
            ledger.reverse(journal_id=known, new_id=new_id(), when=WHEN, actor=SYSTEM, now=NOW)
        assert refusal.value.code == "ledger.already_reversed"
    assert ledger.verify() == []


def test_what_was_withdrawn_is_not_reversed_below_nothing(books: Books) -> None:
    journal = books.deposit("001", 500)
    books.post(("2000/001", 400), ("1000", -400))
    with pytest.raises(DomainError) as said, transaction.atomic():
        ledger.reverse(journal_id=journal, new_id=new_id(), when=WHEN, actor=SYSTEM, now=NOW)
    assert (said.value.code, said.value.facts["free"]) == ("ledger.insufficient_funds", 100)


def test_the_passbook_reads_backwards_page_by_page(books: Books) -> None:
    for number in range(1, 8):
        books.deposit("001", number * 100)
    account = books["2000/001"]
    first = ledger.statement(account_id=account, limit=4)
    rest = ledger.statement(account_id=account, before=first[-1].seq, limit=4)
    lines = [*first, *rest]
    assert [line.seq for line in lines] == [7, 6, 5, 4, 3, 2, 1]
    assert [line.amount for line in lines] == [700, 600, 500, 400, 300, 200, 100]
    assert [line.balance for line in lines] == [2_800, 2_100, 1_500, 1_000, 600, 300, 100]
    assert {line.book_date for line in lines} == {DAY}


def test_who_asks_for_an_account_that_is_not_there(books: Books) -> None:
    with pytest.raises(NotFound):
        ledger.balance(account_id=987_654_321)
    assert ledger.first_open_day(book_id=books.id, day=DAY) == DAY
    assert ledger.first_open_day(book_id=books.id, day=DAY - timedelta(days=20_000)).year == 2000
