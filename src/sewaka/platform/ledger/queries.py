"""Reads of the books. Whoever may see an account is asked by the module whose account it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from sewaka.kernel.errors import NotFound
from sewaka.platform.ledger.calling import read
from sewaka.platform.ledger.models import Account, Book, Entry, Journal, Kind, PeriodBalance

_FIRST_DAY = date(2000, 1, 1)
_LINE = (  # of an entry, as the fields of `Line`
    "account_seq", "journal_id", "journal__kind", "book_date", "journal__occurred_at",
    "journal__source_kind", "journal__source_id", "journal__memo", "amount", "balance_after",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as its account tells it. `amount`, `balance`: as people are shown them."""

    seq: int
    journal_id: UUID
    kind: str
    book_date: date
    occurred_at: datetime
    source_kind: str
    source_id: UUID
    memo: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class Row:
    """An account within a trial balance; all signed: debit is positive."""

    account_id: int
    code: str
    opening: int
    debit: int
    credit: int
    closing: int
    entries: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in the books: the rule, whom it is about, and how."""

    rule: str
    subject: str
    detail: str


def balance(*, account_id: int) -> int:
    """As people are shown it: what savings come to is positive. Raises NotFound."""
    found = balances(account_ids=[account_id])
    if account_id not in found:
        raise NotFound("ledger.bad_account")
    return found[account_id]


def balances(*, account_ids: Iterable[int]) -> Mapping[int, int]:
    """By account, as people are shown them; accounts that do not exist are not in it.

    Tracked ones are read, others summed from the newest closed period on.
    """
    accounts = Account.objects.filter(pk__in=list(account_ids))
    found = list(accounts.values_list("pk", "kind", "balance__signed_amount"))
    summed = _summed([pk for pk, _, stored in found if stored is None])
    return {
        pk: Kind(kind).sign * (summed.get(pk, 0) if stored is None else stored)
        for pk, kind, stored in found
    }


def statement(*, account_id: int, before: int | None = None, limit: int = 50) -> Sequence[Line]:
    """The newest entries of a tracked account, then older ones: `before` the last `seq` seen."""
    account = Account.objects.get(pk=account_id)
    sign = Kind(account.kind).sign
    found = Entry.objects.filter(account_id=account_id, account_seq__isnull=False)
    if before is not None:
        found = found.filter(account_seq__lt=before)
    lines = found.order_by("-account_seq").values_list(*_LINE)[:limit]
    return [Line(*(*one[:-2], sign * one[-2], sign * one[-1])) for one in lines]


def trial_balance(*, book_id: int, through: date, since: date | None = None) -> Sequence[Row]:
    """Every account of the book, by code, from `since` (else from the beginning) through a day."""
    after = (since or _FIRST_DAY) - timedelta(days=1)
    return [Row(*row) for row in read("ledger_trial_balance", book_id, after, through)]


def first_open_day(*, book_id: int, day: date) -> date:
    """The day on which a fact of `day` can be booked: that one, or the first after the close."""
    closed = Book.objects.values_list("closed_through", flat=True).get(pk=book_id)
    return max(day, closed + timedelta(days=1))


def posted(*, journal_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these journals are written."""
    found = Journal.objects.filter(pk__in=list(journal_ids))
    return frozenset(found.values_list("pk", flat=True))


def sources(*, kind: str, source_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these documents have a journal of that kind."""
    found = Journal.objects.filter(kind=kind, source_id__in=list(source_ids))
    return frozenset(found.values_list("source_id", flat=True))


def verify() -> Sequence[Finding]:
    """All that is wrong in all books; nothing where all is right."""
    return [Finding(*row) for row in read("ledger_verify")]


def _summed(account_ids: list[int]) -> dict[int, int]:
    if not account_ids:
        return {}
    closing = PeriodBalance.objects.filter(
        account_id__in=account_ids, period_end=F("account__book__closed_through")
    )
    found = dict(closing.values_list("account_id", "closing"))
    since = Entry.objects.filter(
        Q(account_id__in=account_ids) & Q(book_date__gt=F("account__book__closed_through"))
    )
    come = since.values_list("account_id").annotate(total=Coalesce(Sum("amount"), 0))
    for account_id, total in come:
        found[account_id] = found.get(account_id, 0) + total
    return found
