"""The calendar of plan sets: on a kind of day, between these hours, this set runs.

A row speaks of one kind of day, the one that the day is (`rules.days`), and ends at midnight at the
latest. The higher priority wins; of two rows of one priority none may speak of the same minute.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic.control.plans import CalendarRow, plan_of_minute

DAY_MIN = 24 * 60
MOST_PRIORITY = 9


@dataclass(frozen=True, slots=True)
class Line:
    """Minutes of the day, half-open; `until_min` is 1440 at midnight. `plan`: code of the set."""

    day_type: str
    from_min: int
    until_min: int
    plan: str
    priority: int = 0

    @property
    def row(self) -> CalendarRow:
        """As the engine has it: there a row from 0 to 0 is the whole day."""
        until = self.until_min % DAY_MIN
        return CalendarRow(self.plan, self.day_type, self.from_min, until, self.priority)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours of one day under one set; "" where the calendar says nothing."""

    from_min: int
    until_min: int
    plan: str


def check_lines(
    *, lines: Sequence[Line], day_types: Collection[str], sets: Collection[str]
) -> None:
    """Raises DomainError("traffic.calendar.<rule>") with the line that breaks it."""
    for number, line in enumerate(lines, 1):
        if line.day_type not in day_types:
            raise DomainError("traffic.calendar.day_type", line=number)
        if line.plan not in sets:
            raise DomainError("traffic.calendar.set", line=number, set=line.plan)
        if not 0 <= line.from_min < line.until_min <= DAY_MIN:
            raise DomainError("traffic.calendar.hours", line=number)
        if not 0 <= line.priority <= MOST_PRIORITY:
            raise DomainError("traffic.calendar.priority", line=number, most=MOST_PRIORITY)
    for (first, one), (second, other) in itertools.combinations(enumerate(lines, 1), 2):
        if _collide(one, other):
            raise DomainError("traffic.calendar.overlap", line=second, other=first)


def _collide(one: Line, other: Line) -> bool:
    is_same = (one.day_type, one.priority) == (other.day_type, other.priority)
    return is_same and max(one.from_min, other.from_min) < min(one.until_min, other.until_min)


def set_at(*, lines: Sequence[Line], kind: str, minute: int) -> str:
    """The set of that minute on a day of that kind; "" where no row speaks of it."""
    rows = [line.row for line in lines]
    return plan_of_minute(rows=rows, day_types=(kind,), minute=minute) or ""


def day_of(*, lines: Sequence[Line], kind: str) -> list[Stretch]:
    """A whole day of that kind from midnight to midnight, without gaps."""
    ends = {0, DAY_MIN} | {
        minute
        for line in lines
        if line.day_type == kind
        for minute in (line.from_min, line.until_min)
    }
    found: list[Stretch] = []
    for begin, end in itertools.pairwise(sorted(ends)):
        plan = set_at(lines=lines, kind=kind, minute=begin)
        if found and found[-1].plan == plan:
            found[-1] = Stretch(found[-1].from_min, end, plan)
        else:
            found.append(Stretch(begin, end, plan))
    return found
