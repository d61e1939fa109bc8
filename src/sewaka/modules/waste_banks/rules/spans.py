"""Months and half years of a city's calendar, as reports ask for them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from sewaka.kernel.errors import Invalid

_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_HALF: Final = 6
SEMESTERS: Final = (1, 2)
FIRST_YEAR, LAST_YEAR = 2000, 2100


def month(text: str) -> tuple[date, date]:
    """First and last day of "2026-11". Raises Invalid("month")."""
    found = _MONTH.fullmatch(text)
    if found is None:
        raise Invalid("waste_banks.month", fields={"month": "waste_banks.month"})
    return month_of(date(int(found[1]), int(found[2]), 1))


def month_of(day: date) -> tuple[date, date]:
    """First and last day of the month in which a day lies."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def semester(year: int, half: int) -> tuple[date, date]:
    """First and last day of a half year. Raises Invalid("semester")."""
    if half not in SEMESTERS or not FIRST_YEAR <= year < LAST_YEAR:
        raise Invalid("waste_banks.sipsn.semester", fields={"semester": "unknown"})
    first = date(year, 1 + _HALF * (half - 1), 1)
    return first, month_of(first.replace(month=_HALF * half))[1]


def semesters_before(day: date, *, count: int) -> list[tuple[int, int]]:
    """The half year of a day and those before it, the newest first."""
    year, half = day.year, (day.month - 1) // _HALF + 1
    found = []
    for _n in range(count):
        found.append((year, half))
        year, half = (year, half - 1) if half > 1 else (year - 1, len(SEMESTERS))
    return found
