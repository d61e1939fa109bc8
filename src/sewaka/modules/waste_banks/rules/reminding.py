"""Of what a bank is reminded, and on which days: a week each, so that a lost night loses none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sewaka.modules.waste_banks.rules import publishing, spans
from sewaka.modules.waste_banks.rules.withdrawing import BEFORE_GALUNGAN

# How long waste may lie before the head hears of it. Our own number; no rule gives one.
KEEP: Final = timedelta(days=90)
_WEEK: Final = timedelta(days=7)
_DRAFTS: Final = (1, 7)  # January and July: the ministry asks for the half year that is over


def aged_g(*, lies_g: int, came_g: int) -> int:
    """Of what lies there the part that came before `came_g` did: the oldest leaves first."""
    return max(0, lies_g - max(0, came_g))


def month_to_close(today: date) -> tuple[date, date] | None:
    """Last day of the month that is closed within a week, and the day on which it is."""
    last = today - publishing.AFTER
    for month in (spans.month_of(last), spans.month_of(last + _WEEK)):
        closes = month[1] + publishing.AFTER
        if closes - _WEEK <= today < closes:
            return month[1], closes
    return None


def is_time_for_cash(today: date, *, feast: date) -> bool:
    """Three weeks before Galungan, and a week from then on."""
    first = feast - timedelta(days=BEFORE_GALUNGAN)
    return first <= today < first + _WEEK


def semester_to_draft(today: date) -> tuple[int, int] | None:
    """Year and half of the half year that ended last month; None in other months."""
    if today.month not in _DRAFTS:
        return None
    return spans.semesters_before(today, count=2)[1]
