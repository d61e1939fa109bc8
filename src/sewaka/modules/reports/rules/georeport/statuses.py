"""What our states are called in mySociety's extension, and what its words ask of us."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Brief, section 4: the last column of the table of states.
STATUS_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "submitted": "OPEN",
        "needs_info": "OPEN",
        "verified": "INVESTIGATING",
        "forwarded": "INVESTIGATING",
        "accepted": "INVESTIGATING",
        "scheduled": "ACTION_SCHEDULED",
        "in_progress": "IN_PROGRESS",
        "awaiting_validation": "IN_PROGRESS",
        "reopened": "OPEN",
        "resolved": "FIXED",
        "confirmed": "FIXED",
        "auto_closed": "FIXED",
        "rejected": "NO_FURTHER_ACTION",
        "not_responsible": "NOT_COUNCILS_RESPONSIBILITY",
        "duplicate": "DUPLICATE",
        "cancelled": "CLOSED",
    }
)
KNOWN: Final = frozenset({*STATUS_OF.values(), "CLOSED"})
# Statuses under which somebody still has to act.
OPEN_STATUSES: Final = frozenset({"OPEN", "INVESTIGATING", "ACTION_SCHEDULED", "IN_PROGRESS"})
