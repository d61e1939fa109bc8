"""Before and after a change: which days may be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sewaka.kernel.errors import DomainError

LONGEST_DAYS = 200
ENOUGH = 0.8  # of a day must have been heard
INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Window:
    """Days, both ends included."""

    begin: date
    end: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.begin).days + 1


def check_asked(
    *, before: Window, after: Window, junctions: Sequence[str], controls: Sequence[str]
) -> None:
    """Raises DomainError("traffic.kpi.windows", ".junctions", ".controls")."""
    is_forward = before.begin <= before.end < after.begin <= after.end
    if not is_forward or max(before.days, after.days) > LONGEST_DAYS:
        raise DomainError("traffic.kpi.windows", most=LONGEST_DAYS)
    if not junctions:
        raise DomainError("traffic.kpi.junctions")
    if set(junctions) & set(controls):
        raise DomainError("traffic.kpi.controls")


def read_excluded(text: str) -> Mapping[str, str]:
    """Lines of a day and why: `2026-11-20 banjir`. Raises DomainError("traffic.kpi.excluded")."""
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        day, _, reason = line.partition(" ")
        try:
            on = date.fromisoformat(day)
        except ValueError:
            raise DomainError("traffic.kpi.excluded", line=line[:60]) from None
        if not reason.strip():
            raise DomainError("traffic.kpi.excluded", line=line[:60])
        found[on.isoformat()] = reason.strip()[:200]
    return found
