"""The Pawukon, Bali's 210-day calendar, as far as holy days need it. Pure.

The cycle has 30 weeks (wuku) of seven days; day 1 is the Sunday of Sinta, day 210 the Saturday of
Watugunung. It runs without leap days, so one known date fixes all: Galungan, the Wednesday of
Dungulan (day 74), fell on 17 June 2026. Days that follow the moon (Nyepi, Siwaratri) are not of
this cycle and stand in the data only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import IntEnum

CYCLE_DAYS = 210
_KNOWN_GALUNGAN = date(2026, 6, 17)


class Pawukon(IntEnum):
    """Holy days by their day in the cycle."""

    PAGERWESI = 4
    PENAMPAHAN_GALUNGAN = 73
    GALUNGAN = 74
    UMANIS_GALUNGAN = 75
    PENAMPAHAN_KUNINGAN = 83
    KUNINGAN = 84
    SARASWATI = 210


def pawukon_day(day: date) -> int:
    """The day's number in the cycle, 1 to 210."""
    return ((day - _KNOWN_GALUNGAN).days + Pawukon.GALUNGAN - 1) % CYCLE_DAYS + 1


def dates_of(holy_day: Pawukon, *, start: date, end: date) -> Iterator[date]:
    """All dates of a holy day from `start` up to, not including, `end`."""
    ahead = (holy_day - pawukon_day(start)) % CYCLE_DAYS
    found = start + timedelta(days=ahead)
    while found < end:
        yield found
        found += timedelta(days=CYCLE_DAYS)
