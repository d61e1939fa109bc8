"""Photos that were announced with a report and do not come: a phone was off, lost, or wiped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

WAIT: Final = timedelta(hours=48)  # so long a phone may be without a signal before anybody worries


def missing(*, expected: int, came: int, sent_at: datetime, now: datetime) -> int:
    """How many are still missing once the phone has had its time; none before."""
    return max(0, expected - came) if now >= sent_at + WAIT else 0
