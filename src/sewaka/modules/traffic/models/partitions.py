"""Days of the table of readings: added ahead, dropped when past keeping."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import connection

KEPT = timedelta(days=7)
AHEAD = timedelta(days=7)
_DAY = timedelta(days=1)
_PREFIX = "traffic_observation_"
_PARTS = """
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'traffic_observation'::regclass ORDER BY c.relname
"""


def day_of(moment: datetime) -> date:
    """The day, in UTC, in whose partition a reading of that moment lies."""
    return moment.astimezone(UTC).date()


def days() -> list[date]:
    """The days that have a partition."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTS)
        names = [str(row[0]) for row in cursor.fetchall()]
    return [_read(name) for name in names]


def ensure(*, now: datetime) -> int:
    """Add the days from the oldest kept one to seven days ahead; how many were missing."""
    there, added = set(days()), 0
    day, last = day_of(now - KEPT), day_of(now + AHEAD)
    while day <= last:
        if day not in there:
            with connection.cursor() as cursor:
                cursor.execute("SELECT traffic_observation_add(%s)", [day])
            added += 1
        day += _DAY
    return added


def drop_old(*, now: datetime) -> int:
    """Drop the days that are past keeping altogether; how many."""
    old = [day for day in days() if day < day_of(now - KEPT)]
    for day in old:
        with connection.cursor() as cursor:
            cursor.execute("SELECT traffic_observation_drop(%s)", [day])
    return len(old)


def _read(name: str) -> date:
    text = name.removeprefix(_PREFIX)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
