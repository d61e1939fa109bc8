"""Everything that is written. Each call stands inside the caller's transaction, beside the document
that it is of: all or nothing; only `post_alone` is one itself. The caller makes the ids, so that
the same once more is a replay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.platform.ledger.calling import MOST, call, call_alone, rows
from sewaka.platform.ledger.events import PeriodClosed
from sewaka.platform.ledger.models import Book, Floor, HoldState, Kind, Status, Unit


class Outcome(StrEnum):
    """What became of a posting. A conflict was not written: its id says something else already."""

    POSTED = "POSTED"
    REPLAYED = "REPLAYED"
    CONFLICT = "CONFLICT"


@dataclass(frozen=True, slots=True)
class Leg:
    """One line to be: debit is positive, credit negative, in the book's whole units."""

    account_id: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A journal to be. `kind`: dotted small letters; `source`: the document that it is of.

    `pair_id`: shared with the journal of another book that shows the same from the other side.
    """

    id: UUID
    kind: str
    book_date: date
    occurred_at: datetime
    legs: Sequence[Leg]
    source_kind: str
    source_id: UUID
    pair_id: UUID | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The day of the books, and the instant at which it happened."""

    book_date: date
    occurred_at: datetime


def open_book(*, code: str, name: str, unit: Unit, actor: Actor, now: datetime) -> int:  # noqa: ARG001 - every action takes them
    """Its id; the same again is the same. Raises DomainError("ledger.id_conflict")."""
    return int(call("ledger_open_book", code, name, unit.value))


def open_account(
    *,
    book_id: int,
    code: str,
    name: str,
    kind: Kind,
    actor: Actor,  # noqa: ARG001 - every action takes one
    now: datetime,
    is_tracked: bool = False,
    floor: Floor = Floor.NONE,
    party_id: UUID | None = None,
) -> int:
    """Its id; the same again is the same. Raises DomainError("ledger.id_conflict").

    Tracked accounts have a stored balance and numbered entries; one that everybody writes to, such
    as cash, must not be: each writer would wait for that row.
    """
    given = (book_id, code, name, kind.value, is_tracked, int(floor), party_id, now)
    return int(call("ledger_open_account", *given))


def set_status(*, account_id: int, status: Status, actor: Actor, now: datetime) -> None:  # noqa: ARG001 - every action takes them
    """Waits for postings under way. A closed account stays closed: "ledger.bad_account"."""
    call("ledger_set_status", account_id, status.value)


def post(*, book_id: int, posting: Posting, actor: Actor, now: datetime) -> Outcome:
    """Write one journal; the same once more is a replay, even after its period was closed.

    Raises DomainError("ledger.unbalanced", ".insufficient_funds", ".period_closed",
    ".bad_account", ".id_conflict", ".amount").
    """
    return Outcome(call("ledger_post", *_given(book_id, posting, actor, now)))


def post_alone(*, book_id: int, posting: Posting, actor: Actor, now: datetime) -> Outcome:
    """The same as a transaction of its own, one statement, for who writes nothing beside it.

    Raises what `post` raises, and TransactionManagementError inside a transaction.
    """
    return Outcome(call_alone("ledger_post", *_given(book_id, posting, actor, now)))


def post_many(
    *, book_id: int, postings: Sequence[Posting], actor: Actor, now: datetime
) -> dict[UUID, Outcome]:
    """Write journals of one book as if one after the other, by one statement.

    What says something else under a known id is left out and told as CONFLICT. Any other refusal
    refuses all of them; see `post`.
    """
    for one in postings:
        _check_amounts(one)
    legs = [(at, leg) for at, one in enumerate(postings, start=1) for leg in one.legs]
    found = rows(
        "ledger_post_batch", book_id,
        [one.id for one in postings], [one.kind for one in postings],
        [one.book_date for one in postings], [one.occurred_at for one in postings], now,
        [one.source_kind for one in postings], [one.source_id for one in postings],
        [one.pair_id for one in postings], [one.memo for one in postings], actor.person_id,
        [at for at, _ in legs], [leg.account_id for _, leg in legs],
        [leg.amount for _, leg in legs],
    )  # fmt: skip
    told: dict[UUID, Outcome] = {}
    for known, outcome in found:
        told.setdefault(known, Outcome(outcome))
    return told


def reverse(
    *, journal_id: UUID, new_id: UUID, when: When, actor: Actor, now: datetime, memo: str = ""
) -> Outcome:
    """The same lines with opposite signs, once; a reversal is not reversed.

    Raises DomainError("ledger.already_reversed", ".hold_not_pending": a hold is settled or
    released, and what `post` raises).
    """
    given = (new_id, when.book_date, when.occurred_at, now, actor.person_id, memo)
    return Outcome(call("ledger_reverse", journal_id, *given))


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldWish:
    """An amount to set aside. Both accounts grow by the same side, and are tracked."""

    id: UUID
    journal_id: UUID
    from_account_id: int
    held_account_id: int
    amount: int
    expires_at: datetime
    source_kind: str
    source_id: UUID


def hold(*, book_id: int, wish: HoldWish, when: When, actor: Actor, now: datetime) -> Outcome:
    """Set an amount aside. Raises what `post` raises."""
    if not 0 < wish.amount <= MOST:
        raise DomainError("ledger.amount")
    said = call(
        "ledger_hold", wish.id, wish.journal_id, book_id, wish.from_account_id,
        wish.held_account_id, wish.amount, wish.expires_at, when.book_date, when.occurred_at, now,
        actor.person_id, wish.source_kind, wish.source_id,
    )  # fmt: skip
    return Outcome(said)


def settle(
    *,
    hold_id: UUID,
    journal_id: UUID,
    to: Sequence[Leg],
    when: When,
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Pay out of a hold: each account of `to` gets its amount (positive), the rest goes back.

    Raises DomainError("ledger.hold_not_pending": it ended otherwise, exactly one ending wins;
    ".insufficient_funds": more than is held; and what `post` raises).
    """
    legs = [leg.account_id for leg in to], [leg.amount for leg in to]
    given = (*legs, when.book_date, when.occurred_at, now, actor.person_id)
    return Outcome(call("ledger_end_hold", hold_id, journal_id, HoldState.SETTLED.value, *given))


def release(
    *,
    hold_id: UUID,
    journal_id: UUID,
    when: When,
    actor: Actor,
    now: datetime,
    is_expired: bool = False,
) -> Outcome:
    """Give a hold back, because it was refused or withdrawn, or its time is over. See `settle`."""
    state = HoldState.EXPIRED if is_expired else HoldState.RELEASED
    given = (when.book_date, when.occurred_at, now, actor.person_id)
    return Outcome(call("ledger_end_hold", hold_id, journal_id, state.value, [], [], *given))


def close_period(*, book_id: int, through: date, actor: Actor, now: datetime) -> str:
    """Close all days through this one, for ever; the hex SHA-256 of the trial balance.

    Waits for postings under way. Raises DomainError("ledger.period_closed").
    """
    digest = bytes(call("ledger_close_period", book_id, through, now, actor.person_id)).hex()
    book = Book.objects.get(pk=book_id).code
    event = PeriodClosed(book=book, through=through, trial_balance_sha256=digest)
    outbox.record(event, actor=actor, now=now)
    return digest


def _given(book_id: int, one: Posting, actor: Actor, now: datetime) -> tuple[object, ...]:
    """What `ledger_post` takes."""
    _check_amounts(one)
    return (
        one.id, book_id, one.kind, one.book_date, one.occurred_at, now,
        [leg.account_id for leg in one.legs], [leg.amount for leg in one.legs], actor.person_id,
        one.source_kind, one.source_id, one.pair_id, one.memo,
        None,  # it reverses nothing: left out, the server reads its default's text each time
    )  # fmt: skip


def _check_amounts(posting: Posting) -> None:
    if not all(0 < abs(leg.amount) <= MOST for leg in posting.legs):
        raise DomainError("ledger.amount")
