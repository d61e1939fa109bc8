"""When a promise that is being worked on is spoken of: half, near, late, on the mayor's list.

After an office has answered no more hops run and the resolution clock rules (brief, section 4).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from sewaka.kernel.calendar import Unit, WorkCalendar, add_working_days, advance, working_minutes

LISTED_AFTER_DAYS: Final = 2  # working days after the due


class Mark(StrEnum):
    """A moment in the life of a promise."""

    HALF = "half"  # the officer is reminded
    NEAR = "near"  # four fifths: the agency's head is told
    LATE = "late"  # missed: head and district are told
    LISTED = "listed"  # two working days later: the mayor's list


_SHARE_OF: Final = {Mark.HALF: 50, Mark.NEAR: 80}  # per cent of the whole time


def instant_of(
    mark: Mark, *, calendar: WorkCalendar, started_at: datetime, due_at: datetime, unit: Unit
) -> datetime:
    """When the promise reaches the mark: shares of working time, or of wall time for hours."""
    if mark is Mark.LATE:
        return due_at
    if mark is Mark.LISTED:
        return add_working_days(calendar, due_at, LISTED_AFTER_DAYS)
    share = _SHARE_OF[mark]
    if unit is Unit.HOURS:
        return started_at + (due_at - started_at) * share / 100
    minutes = working_minutes(calendar, started_at, due_at)
    return advance(calendar, started_at, minutes * share // 100)


def after(mark: Mark | None) -> Mark | None:
    """The mark that follows; the first one after None, None after the last."""
    marks = list(Mark)
    place = 0 if mark is None else marks.index(mark) + 1
    return marks[place] if place < len(marks) else None
