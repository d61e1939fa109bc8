"""Days on which a bank weighs: the part of RFC 5545 that people ask for.

"FREQ=WEEKLY;BYDAY=SU", "FREQ=WEEKLY;BYDAY=TU,SA", "FREQ=MONTHLY;BYDAY=2SU", "...;BYDAY=1SU,3SU".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sewaka.kernel.errors import DomainError

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RULE: Final = re.compile(r"FREQ=(WEEKLY|MONTHLY);BYDAY=([1-5A-Z,]+)", re.ASCII)
_DAY: Final = re.compile(r"([1-5]?)(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Weekdays (Monday is 0), each with its place in the month; 0: every week."""

    days: frozenset[tuple[int, int]]

    def falls_on(self, day: date) -> bool:
        """Whether it is one of the days."""
        place = (day.day - 1) // _WEEK + 1
        return (day.weekday(), 0) in self.days or (day.weekday(), place) in self.days

    def between(self, since: date, until: date) -> Iterator[date]:
        """Its days of a half-open span."""
        for n in range((until - since).days):
            if self.falls_on(day := since + timedelta(days=n)):
                yield day


def read(rule: str) -> Recurrence:
    """Parse a rule. Raises DomainError("waste_banks.calendar.rule")."""
    found = _RULE.fullmatch(rule)
    named = [_DAY.fullmatch(one) for one in found[2].split(",")] if found else []
    if found is None or not all(named):
        raise DomainError("waste_banks.calendar.rule", rule=rule)
    days = frozenset((_DAYS.index(one[2]), int(one[1] or 0)) for one in named if one)
    is_monthly = found[1] == "MONTHLY"
    if any((place > 0) != is_monthly for _, place in days):
        raise DomainError("waste_banks.calendar.rule", rule=rule)
    return Recurrence(days)
