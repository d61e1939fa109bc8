"""The log's head hash at the end of each day: published, so that yesterday stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache

from sewaka.kernel.outbox.chain import Head, head_of_day

DAYS = 30
_KEPT_S = 24 * 3600  # a day that is over does not change


@dataclass(frozen=True, slots=True)
class Seal:
    """The last event of a day and its hash, in hexadecimal."""

    day: date
    seq: int
    hash: str


def seals(*, now: datetime) -> Iterator[Seal]:
    """The last thirty days that are over, newest first; none from before the first event."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    for age in range(1, DAYS + 1):
        head = _head(today - timedelta(days=age), zone=zone)
        if head.seq == 0:
            return
        yield Seal(day=today - timedelta(days=age), seq=head.seq, hash=head.hash.hex())


def _head(day: date, *, zone: ZoneInfo) -> Head:
    key = f"seal:{day}"
    kept: Head | None = cache.get(key)
    if kept is None:
        kept = head_of_day(day, zone=zone)
        cache.set(key, kept, _KEPT_S)
    return kept
