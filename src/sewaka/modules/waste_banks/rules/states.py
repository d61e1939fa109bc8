"""States and their moves. What is not listed is refused: `waste_banks.bad_transition`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sewaka.kernel.errors import DomainError, Invalid


class BankState(StrEnum):
    """Of a bank."""

    CANDIDATE = "CANDIDATE"
    ACTIVE = "ACTIVE"
    DORMANT = "DORMANT"
    CLOSED = "CLOSED"


class CustomerState(StrEnum):
    """Of a customer. Frozen: may bring, may not take out."""

    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    CLOSED = "CLOSED"


class SessionState(StrEnum):
    """Of a weighing session."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSING = "CLOSING"
    SYNCED = "SYNCED"
    UNDER_REVIEW = "UNDER_REVIEW"
    LOCKED = "LOCKED"
    CANCELLED = "CANCELLED"


class DepositState(StrEnum):
    """Of a deposit. Only a posted one has a journal, and one of no worth has none even then."""

    RECEIVED = "RECEIVED"
    REVIEW = "REVIEW"
    POSTED = "POSTED"
    REVERSED = "REVERSED"
    REJECTED = "REJECTED"


OUT: Final = (DepositState.REVERSED.value, DepositState.REJECTED.value)  # does not count
WEIGHED: Final = (  # a day on which phones have weighed
    SessionState.CLOSING.value,
    SessionState.SYNCED.value,
    SessionState.UNDER_REVIEW.value,
    SessionState.LOCKED.value,
)


class DisputeState(StrEnum):
    """Of a disputed line. Reversed: the whole deposit is, to be weighed or entered anew."""

    OPEN = "OPEN"
    KEPT = "KEPT"
    REVERSED = "REVERSED"


class PriceState(StrEnum):
    """Of a price list."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    ENDED = "ENDED"


class RedemptionState(StrEnum):
    """Of points set aside for a reward."""

    ASKED = "ASKED"
    GIVEN = "GIVEN"
    RETURNED = "RETURNED"
    EXPIRED = "EXPIRED"


class FlagState(StrEnum):
    """Of a finding at the fraud desk: a person decides, once."""

    OPEN = "OPEN"
    EXPLAINED = "EXPLAINED"
    CONFIRMED = "CONFIRMED"


State = (
    BankState | CustomerState | SessionState | DepositState | DisputeState | PriceState
    | RedemptionState
)  # fmt: skip

# By kind: states are words, and banks, customers and sessions share some of them.
MOVES: Final[Mapping[type[State], Mapping[State, frozenset[State]]]] = {
    BankState: {
        BankState.CANDIDATE: frozenset({BankState.ACTIVE, BankState.CLOSED}),
        BankState.ACTIVE: frozenset({BankState.DORMANT, BankState.CLOSED}),
        BankState.DORMANT: frozenset({BankState.ACTIVE, BankState.CLOSED}),
        BankState.CLOSED: frozenset(),
    },
    CustomerState: {
        CustomerState.ACTIVE: frozenset({CustomerState.FROZEN, CustomerState.CLOSED}),
        CustomerState.FROZEN: frozenset({CustomerState.ACTIVE, CustomerState.CLOSED}),
        CustomerState.CLOSED: frozenset(),
    },
    SessionState: {
        SessionState.PLANNED: frozenset({SessionState.OPEN, SessionState.CANCELLED}),
        SessionState.OPEN: frozenset({SessionState.CLOSING, SessionState.UNDER_REVIEW}),
        SessionState.CLOSING: frozenset({SessionState.SYNCED, SessionState.UNDER_REVIEW}),
        SessionState.UNDER_REVIEW: frozenset({SessionState.SYNCED}),
        SessionState.SYNCED: frozenset({SessionState.LOCKED, SessionState.UNDER_REVIEW}),
        SessionState.LOCKED: frozenset(),
        SessionState.CANCELLED: frozenset(),
    },
    DepositState: {
        DepositState.RECEIVED: frozenset({DepositState.POSTED, DepositState.REVIEW}),
        DepositState.REVIEW: frozenset({DepositState.POSTED, DepositState.REJECTED}),
        DepositState.POSTED: frozenset({DepositState.REVERSED}),
        DepositState.REVERSED: frozenset(),
        DepositState.REJECTED: frozenset(),
    },
    DisputeState: {
        DisputeState.OPEN: frozenset({DisputeState.KEPT, DisputeState.REVERSED}),
        DisputeState.KEPT: frozenset(),
        DisputeState.REVERSED: frozenset(),
    },
    RedemptionState: {
        RedemptionState.ASKED: frozenset(
            {RedemptionState.GIVEN, RedemptionState.RETURNED, RedemptionState.EXPIRED}
        ),
        RedemptionState.GIVEN: frozenset(),
        RedemptionState.RETURNED: frozenset(),
        RedemptionState.EXPIRED: frozenset(),
    },
    PriceState: {
        PriceState.DRAFT: frozenset({PriceState.PUBLISHED}),
        PriceState.PUBLISHED: frozenset({PriceState.ENDED}),
        PriceState.ENDED: frozenset(),
    },
}


def moves_from(state: State) -> frozenset[State]:
    """What it can become."""
    return MOVES[type(state)][state]


def check_move(*, before: State, after: State) -> None:
    """Refuse a move that is not listed. Raises DomainError("waste_banks.bad_transition")."""
    if after not in moves_from(before):
        raise DomainError("waste_banks.bad_transition", before=before.value, after=after.value)


def check_reason(reason: str) -> str:
    """The words that somebody decided with. Raises Invalid("reason") where there are none."""
    words = reason.strip()[:500]
    if not words:
        raise Invalid(fields={"reason": "waste_banks.reason"})
    return words
