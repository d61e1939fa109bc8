"""What our states are called in mySociety's extension, and what its words ask of us."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sewaka.modules.reports.rules.states import MYSOCIETY_OF

STATUS_OF: Final[Mapping[str, str]] = MappingProxyType(
    {state: status.upper() for state, status in MYSOCIETY_OF.items()}
)
KNOWN: Final = frozenset({*STATUS_OF.values(), "CLOSED"})
# Statuses under which somebody still has to act.
OPEN_STATUSES: Final = frozenset({"OPEN", "INVESTIGATING", "ACTION_SCHEDULED", "IN_PROGRESS"})
