"""Points in their book: issued with a deposit, taken back with its reversal.

A reversal never fails for want of points, since grams and rupiah must be right: what of them was
spent already is owed (1210), and no reward is given before the purse covers that too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks.models import Customer, Deposit
from sewaka.modules.waste_banks.rules import points as rules
from sewaka.modules.waste_banks.rules.chart import ChartLine
from sewaka.modules.waste_banks.rules.depositing import journal_id
from sewaka.platform.ledger import api as ledger

SOURCE = "waste_banks.deposit"
_CODES = [line.code for line in rules.CHART]


@dataclass(frozen=True, slots=True)
class PointBook:
    """The city's book of points. `opens`: the first day that is not closed."""

    id: int
    issued: int
    redeemed: int
    opens: date


def point_book(*, actor: Actor, now: datetime) -> PointBook:
    """It is opened with the first purse."""
    return _known() or _opened(actor=actor, now=now)


def _known() -> PointBook | None:
    known = ledger.Account.objects.filter(book__code=rules.BOOK, code__in=_CODES)
    rows = list(known.values_list("code", "pk", "book_id", "book__closed_through"))
    if not rows:
        return None
    ids = {code: pk for code, pk, _book, _closed in rows}
    _code, _pk, book_id, closed = rows[0]
    opens = closed + timedelta(days=1)
    return PointBook(book_id, ids[rules.ISSUED.code], ids[rules.REDEEMED.code], opens)


def _opened(*, actor: Actor, now: datetime) -> PointBook:
    unit, name = ledger.Unit.POINT, rules.BOOK_NAME
    made = ledger.open_book(code=rules.BOOK, name=name, unit=unit, actor=actor, now=now)
    ids = {line.code: _open(made, line, None, actor=actor, now=now) for line in rules.CHART}
    opens = ledger.first_open_day(book_id=made, day=date.min)
    return PointBook(made, ids[rules.ISSUED.code], ids[rules.REDEEMED.code], opens)


def open_purse(customer: Customer, *, book: PointBook, actor: Actor, now: datetime) -> None:
    """Give a customer a purse; the caller saves the customer."""
    line = rules.purse(customer.number)
    customer.points_account_id = _open(book.id, line, customer, actor=actor, now=now)


def open_held(customer: Customer, *, book: PointBook, actor: Actor, now: datetime) -> int:
    """The account of what is set aside; the same again is the same."""
    return _open(book.id, rules.held(customer.number), customer, actor=actor, now=now)


def earn(deposits: Iterable[Deposit], *, actor: Actor, now: datetime) -> None:
    """Issue the points of booked deposits by one statement, a journal for each day of them."""
    earning = [one for one in deposits if one.points]
    if not earning:
        return
    book = point_book(actor=actor, now=now)
    for customer in {one.customer_id: one.customer for one in earning}.values():
        if customer is not None and customer.points_account_id is None:  # saves since before points
            open_purse(customer, book=book, actor=actor, now=now)
            customer.save(update_fields=["points_account_id"])
    postings = list(_postings(earning, book))
    ledger.post_many(book_id=book.id, postings=postings, actor=actor, now=now)


def take_back(deposit: Deposit, *, when: ledger.When, actor: Actor, now: datetime) -> int:
    """Take the points of a deposit back; gives how many of them were spent and are owed now."""
    if not deposit.points or deposit.customer_id is None:
        return 0
    # The row is locked, so that no reward is asked for between the look and the posting.
    customer = Customer.objects.select_for_update(no_key=True).get(pk=deposit.customer_id)
    book = point_book(actor=actor, now=now)
    day = max(when.book_date, book.opens)
    purse = customer.points_account_id or 0
    spent = rules.missing(points=deposit.points, purse_points=ledger.balance(account_id=purse))
    if spent:
        owed = _open(book.id, rules.owed(customer.number), customer, actor=actor, now=now)
        posting = ledger.Posting(
            id=journal_id(kind="deposit", document=deposit.pk, act="points_owe"),
            kind="waste_banks.points_owed",
            book_date=day,
            occurred_at=when.occurred_at,
            legs=[ledger.Leg(owed, spent), ledger.Leg(purse, -spent)],
            source_kind=SOURCE,
            source_id=deposit.pk,
        )
        ledger.post(book_id=book.id, posting=posting, actor=actor, now=now)
    back = ledger.Posting(
        id=journal_id(kind="deposit", document=deposit.pk, act="points_back"),
        kind="waste_banks.points_back",
        book_date=day,
        occurred_at=when.occurred_at,
        legs=[ledger.Leg(purse, deposit.points), ledger.Leg(book.issued, -deposit.points)],
        source_kind=SOURCE,
        source_id=deposit.pk,
    )
    ledger.post(book_id=book.id, posting=back, actor=actor, now=now)
    return spent


def _postings(deposits: Sequence[Deposit], book: PointBook) -> Iterator[ledger.Posting]:
    """A journal of its own for each deposit would make a batch a fifth dearer. What each of them
    gave is kept with it; the journal is named after the first one.
    """
    by_day: dict[date, list[Deposit]] = defaultdict(list)
    for one in deposits:
        by_day[max(one.book_date, book.opens)].append(one)
    for day, found in by_day.items():
        first = min(found, key=lambda one: one.pk)
        given: Counter[int] = Counter()
        for one in found:
            purse = one.customer.points_account_id if one.customer else None
            given[purse or 0] += one.points
        purses = [ledger.Leg(account, -points) for account, points in given.items()]
        yield ledger.Posting(
            id=journal_id(kind="deposit", document=first.pk, act="points"),
            kind="waste_banks.points",
            book_date=day,
            occurred_at=first.occurred_at,
            legs=[ledger.Leg(book.issued, given.total()), *purses],
            source_kind=SOURCE,
            source_id=first.pk,
        )


def _open(
    book_id: int, line: ChartLine, customer: Customer | None, *, actor: Actor, now: datetime
) -> int:
    # What customers owe is tracked too: one query reads all that somebody has.
    is_tracked = customer is not None
    return ledger.open_account(
        book_id=book_id,
        code=line.code,
        name=line.name,
        kind=ledger.Kind(line.kind.value),
        actor=actor,
        now=now,
        is_tracked=is_tracked,
        floor=ledger.Floor.NO_DEBIT if line.is_floored else ledger.Floor.NONE,
        party_id=customer.pk if customer else None,
    )
