"""How the city fares: the figures of `/healthz` and `/metrics`."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from sewaka.config import backup
from sewaka.kernel.outbox import relay
from sewaka.kernel.outbox.models import DeadLetter, Delivery, DeliveryState, Offset
from sewaka.kernel.workflow import Text
from sewaka.platform.ledger import api as ledger

LONGEST_LAG_S = 30.0
LONGEST_WAIT_S = 300.0
OLDEST_BACKUP = timedelta(hours=26)
OLDEST_PROOF = timedelta(hours=26)
LEAST_FREE_BYTES = 1_000_000_000
LEAST_FREE_SHARE = 0.05
_QUEUE = """
SELECT coalesce(extract(epoch FROM %s - min(coalesce(event.at, %s)))::float, 0), count(*)
FROM procrastinate_jobs AS job
LEFT JOIN LATERAL (
    SELECT min(at) AS at FROM procrastinate_events WHERE job_id = job.id AND type = 'deferred'
) AS event ON true
WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= %s)
"""
_DURABLE = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Sign:
    """One figure. `code` is stable; `amount` is None where there is nothing to measure."""

    code: str
    label: Text
    amount: float | None
    unit: str
    is_well: bool


def signs(*, now: datetime) -> list[Sign]:
    """Every sign, measured now. Needs the database."""
    return [*_of_storage(now=now), *_of_events(now=now), *_of_work(now=now), _of_books(now=now)]


def _of_storage(*, now: datetime) -> list[Sign]:
    usage = shutil.disk_usage(settings.HOME if settings.HOME.exists() else settings.ROOT)
    enough = max(LEAST_FREE_BYTES, usage.total * LEAST_FREE_SHARE)
    copies = backup.bases(backup.places())
    age = now - copies[-1][0] if copies else None
    return [
        Sign("disk_free", _("Free disk space"), usage.free, "bytes", usage.free > enough),
        Sign(
            "backup_age",
            _("Age of the newest copy"),
            age.total_seconds() if age is not None else None,
            "seconds",
            age is not None and age < OLDEST_BACKUP,
        ),
        Sign("durable", _("Writes are safe against a power cut"), None, "", _is_durable()),
    ]


def _of_events(*, now: datetime) -> list[Sign]:
    lag = relay.lag(now=now).total_seconds()
    head = relay.head()
    behind = max((head - seq for seq in Offset.objects.values_list("seq", flat=True)), default=0)
    dead = DeadLetter.objects.filter(resolved_at=None).count()
    return [
        Sign("relay_lag", _("Events wait for their number"), lag, "seconds", lag < LONGEST_LAG_S),
        Sign("consumer_lag", _("Events not yet told to all"), behind, "", behind < 1000),  # noqa: PLR2004 - some seconds of work
        Sign("dead_letters", _("Events that somebody could not take"), dead, "", dead == 0),
    ]


def _of_work(*, now: datetime) -> list[Sign]:
    waiting_s, waiting = _queue(now=now)
    dead = Delivery.objects.filter(state=DeliveryState.DEAD).count()
    return [
        Sign("jobs_waiting", _("Jobs that wait"), waiting, "", waiting < 1000),  # noqa: PLR2004 - as above
        Sign(
            "jobs_wait",
            _("Longest wait of a job"),
            waiting_s,
            "seconds",
            waiting_s < LONGEST_WAIT_S,
        ),
        Sign("dead_deliveries", _("Messages that never arrived"), dead, "", dead == 0),
    ]


def _of_books(*, now: datetime) -> Sign:
    """Well as long as no proof was ever wanting: the first is made in the first night."""
    last = ledger.last_check()
    is_well = last is None or (last.findings == 0 and now - last.at < OLDEST_PROOF)
    amount = last.findings if last is not None else None
    return Sign("books_wrong", _("Faults in the books by the last proof"), amount, "", is_well)


def _queue(*, now: datetime) -> tuple[float, int]:
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, [now, now, now])
        row: tuple[Any, ...] = cursor.fetchone()
    return round(float(row[0]), 1), int(row[1])


def _is_durable() -> bool:
    wanted = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    with connection.cursor() as cursor:
        cursor.execute(_DURABLE, [list(wanted)])
        return dict(cursor.fetchall()) == wanted
