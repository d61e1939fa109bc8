"""Holds: set aside, then paid or given back, once."""

from __future__ import annotations

import pytest
from django.db import transaction

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ids import new_id
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.api import HoldState, Leg, Outcome
from sewaka.platform.ledger.models import Hold
from sewaka.platform.ledger.tests.books import NOW, WHEN, Books, make_books

HOLD, OPENED, ENDED = new_id(), new_id(), new_id()


@pytest.fixture
def books(db: None) -> Books:
    books = make_books()
    books.deposit("001", 1_000)
    assert books.hold("001", 600, hold_id=HOLD, journal_id=OPENED) == Outcome.POSTED
    return books


def settle(books: Books, *to: tuple[str, int], journal_id: object = ENDED) -> Outcome:
    legs = [Leg(books[code], amount) for code, amount in to]
    return ledger.settle(
        hold_id=HOLD, journal_id=ENDED if journal_id is ENDED else new_id(), to=legs, when=WHEN,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip


def refusal(books: Books, *to: tuple[str, int]) -> str:
    with pytest.raises(DomainError) as said, transaction.atomic():
        settle(books, *to, journal_id=None)
    return said.value.code


def balances(books: Books) -> list[int]:
    return [books.balance(code) for code in ("2000/001", "2010/001", "1000", "2100")]


def test_what_is_held_can_not_be_spent(books: Books) -> None:
    assert balances(books) == [400, 600, 0, 0]
    with pytest.raises(DomainError) as said, transaction.atomic():
        books.hold("001", 401, hold_id=new_id(), journal_id=new_id())
    assert (said.value.code, said.value.facts["free"]) == ("ledger.insufficient_funds", 400)
    assert ledger.verify() == []


def test_paid_in_full(books: Books) -> None:
    assert settle(books, ("1000", 600)) == Outcome.POSTED
    assert balances(books) == [400, 0, -600, 0]
    assert Hold.objects.get().state == HoldState.SETTLED


def test_paid_in_part_through_a_partner_for_a_fee(books: Books) -> None:
    settle(books, ("2100", 500), ("4000", 30))
    assert balances(books) == [470, 0, 0, 500]
    assert books.balance("4000") == 30
    held = Hold.objects.get()
    assert (held.settled_amount, held.amount) == (530, 600)
    assert ledger.verify() == []


@pytest.mark.parametrize("state", [HoldState.RELEASED, HoldState.EXPIRED])
def test_given_back(state: HoldState, books: Books) -> None:
    is_expired = state == HoldState.EXPIRED
    for outcome in (Outcome.POSTED, Outcome.REPLAYED):
        said = ledger.release(
            hold_id=HOLD, journal_id=ENDED, when=WHEN, is_expired=is_expired, actor=SYSTEM, now=NOW
        )
        assert said == outcome
    assert balances(books) == [1_000, 0, 0, 0]
    assert Hold.objects.get().state == state
    assert refusal(books, ("1000", 600)) == "ledger.hold_not_pending"


def test_a_double_click_pays_once(books: Books) -> None:
    assert [settle(books, ("1000", 600)) for _ in range(2)] == [Outcome.POSTED, Outcome.REPLAYED]
    assert balances(books) == [400, 0, -600, 0]
    with pytest.raises(DomainError) as said, transaction.atomic():
        settle(books, ("1000", 599))
    assert said.value.code == "ledger.id_conflict"


def test_the_same_hold_once_more_is_a_replay(books: Books) -> None:
    assert books.hold("001", 600, hold_id=HOLD, journal_id=OPENED) == Outcome.REPLAYED
    with pytest.raises(DomainError) as said, transaction.atomic():
        books.hold("001", 600, hold_id=new_id(), journal_id=OPENED)
    assert said.value.code == "ledger.id_conflict"
    assert balances(books) == [400, 600, 0, 0]


def test_no_more_than_is_held_and_not_nothing(books: Books) -> None:
    assert refusal(books, ("1000", 601)) == "ledger.insufficient_funds"
    assert refusal(books) == "ledger.insufficient_funds"
    assert refusal(books, ("1000", 700), ("4000", -100)) == "ledger.insufficient_funds"
    assert balances(books) == [400, 600, 0, 0]


def test_it_is_settled_or_released_not_reversed(books: Books) -> None:
    settle(books, ("1000", 600))
    for journal in (OPENED, ENDED):
        with pytest.raises(DomainError) as said, transaction.atomic():
            ledger.reverse(journal_id=journal, new_id=new_id(), when=WHEN, actor=SYSTEM, now=NOW)
        assert said.value.code == "ledger.hold_not_pending"


def test_an_amount_of_nothing_is_no_hold(books: Books) -> None:
    for amount in (0, -5, 10**15 + 1):
        with pytest.raises(DomainError) as said:
            books.hold("001", amount, hold_id=new_id(), journal_id=new_id())
        assert said.value.code == "ledger.amount"
