"""Which stretch of time is looked at, and what makes a finding the same as one before."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sewaka.modules.waste_banks.rules.fraud.facts import Flag

_ZONE: Final = ZoneInfo("Asia/Makassar")
_LATE: Final = timedelta(days=7)  # what comes in so late is still of the month before


def since(now: datetime) -> datetime:
    """The first of the month; in its first week that of the month before."""
    day = (now - _LATE).astimezone(_ZONE)
    return day.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def key(flag: Flag, *, since: datetime) -> str:
    """SHA-256 of what makes a finding itself: twice found is once written.

    What recurs is told once a month; everything else once for ever.
    """
    month = f"{since.astimezone(_ZONE):%Y-%m}" if flag.recurs else ""
    words = "|".join((flag.rule, flag.bank, flag.subject, month))
    return hashlib.sha256(words.encode()).hexdigest()
