"""Noting promises that were missed. Run often, twice, or late: the result is the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sewaka.platform.cases import breaches
from sewaka.platform.cases.models import SlaClock

BATCH = 200


def mark_breaches(*, now: datetime, batch: int = BATCH) -> int:
    """Note every running clock whose due has passed: once, with an entry and an event each.

    Gives the number of clocks noted. Rows that another worker is busy with are left to it.
    """
    noted = 0
    while True:
        found = _mark_batch(now=now, batch=batch)
        noted += found
        if found < batch:
            return noted


@transaction.atomic
def _mark_batch(*, now: datetime, batch: int) -> int:
    late = (
        SlaClock.objects.filter(stopped_at=None, paused_at=None, breached_at=None, due_at__lt=now)
        .select_related("case")
        .select_for_update(of=("self", "case"), skip_locked=True, no_key=True)
        .order_by("due_at")[:batch]
    )
    rows = list(late)
    for clock in rows:
        clock.breached_at = clock.due_at
        clock.save(update_fields=["breached_at"])
        breaches.note(clock, case=clock.case, now=now)
    return len(rows)
