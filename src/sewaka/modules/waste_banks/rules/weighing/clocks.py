"""What a phone's clock may say. A wrong clock never loses a deposit; a person looks at it.

The day of the books is the session's date in Asia/Makassar, never the phone's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MOST_OFFSET = timedelta(minutes=10)
AROUND_WINDOW = timedelta(minutes=15)
MOST_STEP = timedelta(minutes=2)
LATE_AFTER_DAYS: Final = 3  # then the main bank approves
CLAIM_AFTER_DAYS: Final = 30  # then only a claim by two persons

DRIFT: Final = "clock_drift"
OUTSIDE: Final = "outside_window"
STEPPED: Final = "clock_stepped"
LATE: Final = "late"


@dataclass(frozen=True, slots=True)
class Window:
    """From the opening of a session to its end."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Tick:
    """What a record says of time. `mono_ms`: by a clock that nobody sets, since the opening."""

    at: datetime
    mono_ms: int


def offset(*, phone_at: datetime, round_trip_ms: int, server_at: datetime) -> timedelta:
    """How far the phone is ahead, when a message sent at `phone_at` is read at `server_at`.

    The message was under way for half the round trip.
    """
    return phone_at + timedelta(milliseconds=round_trip_ms) / 2 - server_at


def reasons(
    tick: Tick, *, before: Tick | None, window: Window, offsets: tuple[timedelta, ...]
) -> list[str]:
    """Why a person has to look at the time of a record; `before` is its neighbour in the chain."""
    found = []
    if any(abs(one) > MOST_OFFSET for one in offsets):
        found.append(DRIFT)
    early, late = window.starts_at - AROUND_WINDOW, window.ends_at + AROUND_WINDOW
    if not early <= tick.at <= late:
        found.append(OUTSIDE)
    if before is not None and _is_step(before, tick):
        found.append(STEPPED)
    return found


def _is_step(before: Tick, tick: Tick) -> bool:
    passed = timedelta(milliseconds=tick.mono_ms - before.mono_ms)
    return abs((tick.at - before.at) - passed) > MOST_STEP
