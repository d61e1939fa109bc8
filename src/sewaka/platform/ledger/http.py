"""`/api/v1/ledger`: the books, read by auditors' programs. Signed: debit is positive."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Query, Router, Schema

from sewaka.kernel import clock, rest
from sewaka.kernel.rest import Input
from sewaka.platform.ledger import auditing
from sewaka.platform.ledger.auditing import Asking
from sewaka.platform.ledger.models import Entry

router = Router(auth=rest.SessionActor(), tags=["ledger"])


class LedgerBookOut(Schema):
    """Of one body, in whole units."""

    code: str
    name: str
    unit: str
    closed_through: date


class LedgerBooksOut(Schema):
    """All books."""

    items: list[LedgerBookOut]


class LedgerRowOut(Schema):
    """An account within a trial balance."""

    account_id: int
    code: str
    opening: int
    debit: int
    credit: int
    closing: int
    entries: int


class LedgerTrialOut(Schema):
    """A book as of a day. `sha256`: of the closed period that ends on it, else empty."""

    book: str
    through: date
    sha256: str
    items: list[LedgerRowOut]


class LedgerTrialIn(Input):
    """As of which day; today without one."""

    on: date | None = None


class LedgerPeriodOut(Schema):
    """Days that are closed for ever."""

    period_end: date
    closed_at: datetime
    sha256: str


class LedgerPeriodsOut(Schema):
    """Newest first."""

    items: list[LedgerPeriodOut]


class LedgerEntryOut(Schema):
    """A line on an account. `balance_after` of tracked accounts only."""

    journal_id: UUID
    line: int
    kind: str
    book_date: date
    amount: int
    balance_after: int | None


class LedgerEntriesOut(Schema):
    """Newest day first; `next` is the cursor of older ones."""

    account: str
    book: str
    items: list[LedgerEntryOut]
    next: str


class LedgerEntriesIn(Input):
    """From which cursor on."""

    cursor: str = ""


class LedgerLineOut(Schema):
    """A line of a journal."""

    line: int
    account_id: int
    account: str
    amount: int


class LedgerJournalOut(Schema):
    """What was posted at once. `reverses`, `reversed_by`: the chain of its reversal."""

    id: UUID
    book: str
    kind: str
    book_date: date
    occurred_at: datetime
    posted_at: datetime
    source_kind: str
    source_id: UUID
    pair_id: UUID | None
    memo: str
    sha256: str
    reverses: UUID | None
    reversed_by: UUID | None
    lines: list[LedgerLineOut]


class LedgerCheckOut(Schema):
    """What the nightly proof found; `at` is empty before the first."""

    at: datetime | None
    findings: int
    rules: list[str]


@router.get("/books", response={200: LedgerBooksOut, **rest.PROBLEMS}, operation_id="ledger_books")
def list_books(request: HttpRequest) -> dict[str, Any]:
    """All books of the city."""
    found = auditing.books(asking=_asking(request))
    names = ("code", "name", "unit", "closed_through")
    return {"items": [{name: getattr(book, name) for name in names} for book in found]}


@router.get(
    "/books/{code}/trial-balance",
    response={200: LedgerTrialOut, **rest.PROBLEMS},
    operation_id="ledger_trial_balance",
)
def trial_balance(request: HttpRequest, code: str, query: Query[LedgerTrialIn]) -> dict[str, Any]:
    """The accounts of a book as of a day."""
    day = query.on or localdate(clock.now())
    found = auditing.trial(code=code, through=day, asking=_asking(request))
    rows = [asdict(row) for row in found.rows]
    return {"book": code, "through": day, "sha256": found.digest, "items": rows}


@router.get(
    "/books/{code}/periods",
    response={200: LedgerPeriodsOut, **rest.PROBLEMS},
    operation_id="ledger_periods",
)
def list_periods(request: HttpRequest, code: str) -> dict[str, Any]:
    """What is closed of a book, with the hashes of its trial balances."""
    return {
        "items": [
            {
                "period_end": one.period_end,
                "closed_at": one.closed_at,
                "sha256": bytes(one.trial_balance_sha256).hex(),
            }
            for one in auditing.periods(code=code, asking=_asking(request))
        ]
    }


@router.get(
    "/accounts/{account_id}/entries",
    response={200: LedgerEntriesOut, **rest.PROBLEMS},
    operation_id="ledger_entries",
)
def list_entries(
    request: HttpRequest, account_id: int, query: Query[LedgerEntriesIn]
) -> dict[str, Any]:
    """The entries of an account."""
    account = auditing.account(account_id=account_id, asking=_asking(request))
    found, older = auditing.entries(account_id=account_id, before=query.cursor)
    items = [_entry(one) for one in found]
    return {"account": account.code, "book": account.book.code, "items": items, "next": older}


@router.get(
    "/journals/{journal_id}",
    response={200: LedgerJournalOut, **rest.PROBLEMS},
    operation_id="ledger_journal",
)
def get_journal(request: HttpRequest, journal_id: UUID) -> dict[str, Any]:
    """One journal, its lines, and the chain of its reversal."""
    found = auditing.journal(journal_id=journal_id, asking=_asking(request))
    own = found.journal
    names = ("id", "kind", "book_date", "occurred_at", "posted_at", "source_kind", "source_id")
    return {name: getattr(own, name) for name in (*names, "pair_id", "memo")} | {
        "book": own.book.code,
        "sha256": bytes(own.digest).hex(),
        "reverses": own.reverses_id,
        "reversed_by": found.reversal,
        "lines": [
            {
                "line": one.line,
                "account_id": one.account_id,
                "account": one.account.code,
                "amount": one.amount,
            }
            for one in found.entries
        ],
    }


@router.get("/check", response={200: LedgerCheckOut, **rest.PROBLEMS}, operation_id="ledger_check")
def get_check(request: HttpRequest) -> dict[str, Any]:
    """What the nightly proof of all books found."""
    auditing.books(asking=_asking(request))
    found = auditing.last_check()
    if found is None:
        return {"at": None, "findings": 0, "rules": []}
    return {"at": found.at, "findings": found.findings, "rules": list(found.rules)}


def _entry(one: Entry) -> dict[str, Any]:
    names = ("journal_id", "line", "book_date", "amount", "balance_after")
    return {name: getattr(one, name) for name in names} | {"kind": one.journal.kind}


def _asking(request: HttpRequest) -> Asking:
    return Asking(actor=rest.actor_of(request), now=clock.now(), channel="api")
