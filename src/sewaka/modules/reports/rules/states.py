"""The states of a report, what group each belongs to, and what strangers' standards call it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sewaka.kernel.workflow import StateGroup

SUBMITTED: Final = "submitted"
NEEDS_INFO: Final = "needs_info"
VERIFIED: Final = "verified"
FORWARDED: Final = "forwarded"
ACCEPTED: Final = "accepted"
SCHEDULED: Final = "scheduled"
IN_PROGRESS: Final = "in_progress"
AWAITING_VALIDATION: Final = "awaiting_validation"
RESOLVED: Final = "resolved"
CONFIRMED: Final = "confirmed"
AUTO_CLOSED: Final = "auto_closed"
REOPENED: Final = "reopened"
REJECTED: Final = "rejected"
NOT_RESPONSIBLE: Final = "not_responsible"
DUPLICATE: Final = "duplicate"
CANCELLED: Final = "cancelled"

GROUP_OF: Mapping[str, StateGroup] = MappingProxyType(
    {
        SUBMITTED: StateGroup.NEW,
        NEEDS_INFO: StateGroup.WAITING,
        VERIFIED: StateGroup.OPEN,
        FORWARDED: StateGroup.OPEN,
        ACCEPTED: StateGroup.OPEN,
        SCHEDULED: StateGroup.OPEN,
        IN_PROGRESS: StateGroup.OPEN,
        AWAITING_VALIDATION: StateGroup.OPEN,
        REOPENED: StateGroup.OPEN,
        RESOLVED: StateGroup.DONE,
        CONFIRMED: StateGroup.DONE,
        AUTO_CLOSED: StateGroup.DONE,
        REJECTED: StateGroup.REJECTED,
        NOT_RESPONSIBLE: StateGroup.REJECTED,
        DUPLICATE: StateGroup.REJECTED,
        CANCELLED: StateGroup.REJECTED,
    }
)
# Answered, and somebody has to go there.
TO_GO_TO: Final = frozenset({ACCEPTED, SCHEDULED, IN_PROGRESS})
# What mySociety's extension of Open311 calls each state (`extended_attributes`, updates).
MYSOCIETY_OF: Mapping[str, str] = MappingProxyType(
    {
        SUBMITTED: "open",
        NEEDS_INFO: "open",
        VERIFIED: "investigating",
        FORWARDED: "investigating",
        ACCEPTED: "investigating",
        SCHEDULED: "action_scheduled",
        IN_PROGRESS: "in_progress",
        AWAITING_VALIDATION: "in_progress",
        REOPENED: "open",
        RESOLVED: "fixed",
        CONFIRMED: "fixed",
        AUTO_CLOSED: "fixed",
        REJECTED: "no_further_action",
        NOT_RESPONSIBLE: "not_councils_responsibility",
        DUPLICATE: "duplicate",
        CANCELLED: "cancelled",
    }
)
OPEN_STATES = tuple(code for code, group in GROUP_OF.items() if not group.is_closed)
PAUSING_STATES = (NEEDS_INFO,)
# Nobody has answered yet in this round: one office after the other has the report in its turn.
CHAIN_STATES = frozenset({SUBMITTED, VERIFIED, FORWARDED, REOPENED})


def is_worked_on(state: str) -> bool:
    """Whether an office has answered and works on it: the resolution clock rules."""
    is_waiting = state in CHAIN_STATES or state in PAUSING_STATES
    return not (is_waiting or GROUP_OF[state].is_closed)


def open311_status(state: str) -> str:
    """The two values of GeoReport v2's `status`. Raises KeyError for an unknown state."""
    return "open" if is_open(state) else "closed"


def is_open(state: str) -> bool:
    """Whether somebody still has to act; the two values of Open311's `status`.

    Raises KeyError for an unknown state.
    """
    return not GROUP_OF[state].is_closed
