"""The way of an incident: states, how soon somebody must look and go, when an alarm is no news."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WORKFLOW: Final = "traffic.incident"
KIND: Final = "traffic.incident"

DETECTED, CONFIRMED, RESPONDING = "detected", "confirmed", "responding"
ON_THE_SPOT: Final = "on_the_spot"
CLEARED, CLOSED, DISMISSED = "cleared", "closed", "dismissed"
# Somebody has seen it, and it is not over.
ON_THE_STREET: Final = (CONFIRMED, RESPONDING, ON_THE_SPOT)

CONFIRM_WITHIN = timedelta(minutes=5)
RESPOND_WITHIN = timedelta(minutes=15)
QUIET = timedelta(minutes=10)


class Severity(StrEnum):
    """How much of the arm is blocked."""

    ARM = "arm"
    LANE = "lane"  # one of several


def severity(*, lanes: int) -> Severity:
    """Of an incident on one lane of an arm that has so many."""
    return Severity.LANE if lanes > 1 else Severity.ARM


def is_news(*, at: datetime, last_at: datetime | None, is_open: bool) -> bool:
    """Whether an alarm begins a case: not while one of this arm is open or younger than QUIET."""
    return not is_open and (last_at is None or at - last_at >= QUIET)
