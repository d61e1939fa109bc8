"""Counting by windows of fixed length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from sewaka.kernel.errors import TooMany

_SPEND = """
INSERT INTO limits_spent AS spent ("limit", who, "window", count, ends_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT ("limit", who, "window") DO UPDATE SET count = spent.count + excluded.count
RETURNING count
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within so long, for each somebody."""

    name: str  # "people.sign_in.network": what, and per what
    allowed: int
    within: timedelta


def spend(limit: Limit, *, who: str, now: datetime, cost: int = 1) -> None:
    """Count one more. Raises TooMany with fact `retry_at` when the limit was used up.

    `who` is a person's id, a network address or "city"; only its digest is stored. A refused try
    counts too.
    """
    length_s = int(limit.within.total_seconds())
    window = int(now.timestamp()) // length_s
    ends_at = datetime.fromtimestamp((window + 1) * length_s, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [limit.name, _digest(limit, who), window, cost, ends_at])
        count = cursor.fetchone()[0]
    if count > limit.allowed:
        raise TooMany("limits.too_many", retry_at=ends_at, limit=limit.name)


def forgive(limit: Limit, *, who: str) -> None:
    """Begin anew, after a success that shows who it is (a right password)."""
    from sewaka.kernel.limits.models import Spent

    Spent.objects.filter(limit=limit.name, who=_digest(limit, who)).delete()


def purge(*, now: datetime) -> int:
    """Forget windows that have ended; the number of counters."""
    from sewaka.kernel.limits.models import Spent

    count, _by_model = Spent.objects.filter(ends_at__lte=now).delete()
    return count


def _digest(limit: Limit, who: str) -> bytes:
    return salted_hmac(f"sewaka.limits.{limit.name}", who, algorithm="sha256").digest()[:16]
