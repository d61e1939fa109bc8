"""Anything that can be posted, drawn by chance, with what it must have changed once it is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.platform.ledger import api as ledger
from sewaka.platform.ledger.api import Leg, Outcome, Posting
from sewaka.platform.ledger.tests.books import NOW, WHEN, Books

_COMMON = UUID(int=16)
_MOST = 120  # of one leg, in rupiah: so that some are refused


@dataclass(frozen=True, slots=True)
class Deed:
    """`act` stands in the caller's transaction; `changes`: of savings by code, as people see them,
    where the outcome is POSTED. A replay changes nothing."""

    act: Callable[[], Outcome]
    changes: Mapping[str, int]


class Drawing:
    """One writer's deeds, the same for the same seed. Its common ones are every writer's."""

    def __init__(self, books: Books, *, seed: int, customers: int) -> None:
        self.books = books
        self.codes = [books.customer(number) for number in range(1, customers + 1)]
        self.chance = random.Random(seed)  # noqa: S311 - a program that can be repeated
        self.common = random.Random(0)  # noqa: S311 - the same for all writers
        self.kinds = [self._move, self._batch, self._give_back, self._pay, self._reverse]

    def draw(self) -> Deed:
        """The next one: in one of six a journal that all writers post under the same id."""
        if self.chance.random() < 1 / 6:
            return self._post(self._posting(self.common, is_common=True))
        return self.chance.choice(self.kinds)()

    def _posting(self, chance: random.Random, *, is_common: bool = False) -> Posting:
        """From one account to two, three or four others, named in any order."""
        codes = chance.sample(self.codes, chance.randint(3, 5))
        given = [-chance.randint(1, _MOST) for _ in codes[1:]]
        legs = [(codes[0], -sum(given)), *zip(codes[1:], given, strict=True)]
        chance.shuffle(legs)
        known = uuid5(_COMMON, str(chance.random())) if is_common else None
        return self.books.posting(*legs, known=known)

    def _post(self, posting: Posting) -> Deed:
        def act() -> Outcome:
            return ledger.post(book_id=self.books.id, posting=posting, actor=SYSTEM, now=NOW)

        return Deed(act, self._changes(posting))

    def _move(self) -> Deed:
        return self._post(self._posting(self.chance))

    def _batch(self) -> Deed:
        postings = [self._posting(self.chance) for _ in range(5)]

        def act() -> Outcome:
            told = ledger.post_many(book_id=self.books.id, postings=postings, actor=SYSTEM, now=NOW)
            (outcome,) = set(told.values())
            return outcome

        return Deed(act, self._changes(*postings))

    def _give_back(self) -> Deed:
        """Set aside, and released."""
        code, amount = self._some()

        def act() -> Outcome:
            return ledger.release(
                hold_id=self._held(code, amount), journal_id=new_id(), when=WHEN, actor=SYSTEM,
                now=NOW,
            )  # fmt: skip

        return Deed(act, {})

    def _pay(self) -> Deed:
        """Set aside, and paid in part: the rest goes back."""
        code, amount = self._some()
        to = [Leg(self.books["1000"], amount)]

        def act() -> Outcome:
            return ledger.settle(
                hold_id=self._held(code, amount + 1), journal_id=new_id(), to=to, when=WHEN,
                actor=SYSTEM, now=NOW,
            )  # fmt: skip

        return Deed(act, {code: -amount})

    def _reverse(self) -> Deed:
        """Waste against savings, taken back; then posted anew."""
        code, amount = self._some()

        def act() -> Outcome:
            once = self.books.post(("1100", amount + 9), (code, -amount - 9))
            ledger.reverse(journal_id=once, new_id=new_id(), when=WHEN, actor=SYSTEM, now=NOW)
            anew = self.books.posting(("1100", amount), (code, -amount))
            return ledger.post(book_id=self.books.id, posting=anew, actor=SYSTEM, now=NOW)

        return Deed(act, {code: amount})

    def _some(self) -> tuple[str, int]:
        return self.chance.choice(self.codes), self.chance.randint(1, _MOST)

    def _held(self, code: str, amount: int) -> UUID:
        known = new_id()
        number = code.partition("/")[2]
        self.books.hold(number, amount, hold_id=known, journal_id=new_id())
        return known

    def _changes(self, *postings: Posting) -> Counter[str]:
        codes = {account: code for code, account in self.books.accounts.items()}
        changes: Counter[str] = Counter()
        for leg in (leg for one in postings for leg in one.legs):
            changes[codes[leg.account_id]] -= leg.amount
        return changes
