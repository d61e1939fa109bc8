"""Any program of deeds against a ledger of sixty lines that keeps everything in dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.api import Leg, When
from sewaka.platform.ledger.tests.books import DAY, NOW, Books, code_of, make_books

pytestmark = pytest.mark.django_db

CUSTOMERS = (1, 2)
_AMOUNT = st.integers(1, 400)
_PICK = st.integers(0, 5)
DEEDS = st.one_of(
    st.tuples(st.just("deposit"), st.sampled_from(CUSTOMERS), _AMOUNT),
    st.tuples(st.just("pay"), st.sampled_from(CUSTOMERS), _AMOUNT),
    st.tuples(st.just("hold"), st.sampled_from(CUSTOMERS), _AMOUNT),
    st.tuples(st.just("settle"), _PICK, _AMOUNT),
    st.tuples(st.just("release"), _PICK, _AMOUNT),
    st.tuples(st.just("reverse"), _PICK, _AMOUNT),
    st.tuples(st.just("close"), _PICK, _AMOUNT),
)


@dataclass
class Model:
    """What the books should say: signed, debit positive, by code of the account."""

    signed: dict[str, int] = field(default_factory=dict)
    posted: list[tuple[UUID, tuple[tuple[str, int], ...]]] = field(default_factory=list)
    reversed_: set[UUID] = field(default_factory=set)
    holds: list[list[Any]] = field(default_factory=list)  # id, customer, amount; amount 0: over

    def fits(self, *legs: tuple[str, int]) -> bool:
        """Whether no savings come below nothing."""
        return all(
            self.signed.get(code, 0) + amount <= 0 for code, amount in legs if code[:2] == "20"
        )

    def add(self, *legs: tuple[str, int]) -> None:
        for code, amount in legs:
            self.signed[code] = self.signed.get(code, 0) + amount


@dataclass
class Play:
    """Both ledgers, one deed after the other."""

    books: Books
    model: Model = field(default_factory=Model)
    day_offset: int = 0

    def deed(self, name: str, which: int, amount: int) -> None:
        getattr(self, name)(which, amount)

    @property
    def when(self) -> When:
        return When(book_date=DAY + timedelta(days=self.day_offset), occurred_at=NOW)

    def tries(self, *legs: tuple[str, int], may: bool, run: Callable[[], Any]) -> bool:
        """Run it; the model says whether it must succeed, and what it moves."""
        refusal = code_of(run)
        assert (not refusal) is may, refusal
        if may:
            self.model.add(*legs)
        return may

    def compare(self) -> None:
        """Every account, as people are shown it."""
        accounts = self.books.accounts
        said = ledger.balances(account_ids=accounts.values())
        expected = {code: self.model.signed.get(code, 0) for code in accounts}
        assert {code: said[account] for code, account in accounts.items()} == {
            code: signed if code[0] == "1" else -signed for code, signed in expected.items()
        }

    def deposit(self, which: int, amount: int) -> None:
        self._post(("1100", amount), (self.books.customer(which), -amount))

    def pay(self, which: int, amount: int) -> None:
        self._post((self.books.customer(which), amount), ("1000", -amount))

    def _post(self, *legs: tuple[str, int]) -> None:
        known = new_id()
        day = self.when.book_date
        if self.tries(
            *legs,
            may=self.model.fits(*legs),
            run=lambda: self.books.post(*legs, day=day, known=known),
        ):
            self.model.posted.append((known, legs))

    def hold(self, which: int, amount: int) -> None:
        code = self.books.customer(which)
        held = code.replace("2000", "2010")
        legs = ((code, amount), (held, -amount))
        known = new_id()
        wish = self.books.wish(code, amount, hold_id=known, journal_id=new_id())
        if self.tries(
            *legs,
            may=self.model.fits(*legs),
            run=lambda: ledger.hold(
                book_id=self.books.id, wish=wish, when=self.when, actor=SYSTEM, now=NOW
            ),
        ):
            self.model.holds.append([known, code, amount])

    def settle(self, which: int, amount: int) -> None:
        self._end(which, amount)

    def release(self, which: int, amount: int) -> None:
        self._end(which, 0)

    def _end(self, which: int, paid: int) -> None:
        if not self.model.holds:
            return
        one = self.model.holds[which % len(self.model.holds)]
        known, code, held = one
        legs = ((code.replace("2000", "2010"), held), ("1000", -paid), (code, paid - held))
        given: dict[str, Any] = {
            "hold_id": known, "journal_id": new_id(), "when": self.when, "actor": SYSTEM, "now": NOW
        }  # fmt: skip
        if paid:
            given["to"] = [Leg(self.books["1000"], paid)]
        run = ledger.settle if paid else ledger.release
        may = held > 0 and paid <= held
        if self.tries(*legs, may=may, run=lambda: run(**given)):
            one[2] = 0

    def reverse(self, which: int, amount: int) -> None:
        if not self.model.posted:
            return
        known, legs = self.model.posted[which % len(self.model.posted)]
        mirror = [(code, -moved) for code, moved in legs]
        may = known not in self.model.reversed_ and self.model.fits(*mirror)
        if self.tries(
            *mirror,
            may=may,
            run=lambda: ledger.reverse(
                journal_id=known, new_id=new_id(), when=self.when, actor=SYSTEM, now=NOW
            ),
        ):
            self.model.reversed_.add(known)

    def close(self, which: int, amount: int) -> None:
        through = self.when.book_date
        ledger.close_period(book_id=self.books.id, through=through, actor=SYSTEM, now=NOW)
        self.day_offset += 1


@given(st.lists(DEEDS, max_size=25))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_program_says_what_the_model_says(deeds: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        play = Play(make_books())
        for customer in CUSTOMERS:
            play.books.customer(customer)
        for deed in deeds:
            play.deed(*deed)
            play.compare()
        rows = ledger.trial_balance(book_id=play.books.id, through=play.when.book_date)
        assert {row.code: row.closing for row in rows if row.closing} == {
            code: signed for code, signed in play.model.signed.items() if signed
        }
        assert sum(row.closing for row in rows) == 0
        assert ledger.verify() == []
        transaction.set_rollback(True)
