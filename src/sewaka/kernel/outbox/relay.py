"""The relay: gives committed events their number and hash. Runs as role `sewaka_relay`.

One relay at a time works, whoever holds the advisory lock; a second one waits as a spare. Events
are sealed in the order in which they were inserted, as far as they have committed; one that commits
later gets a later number, so a reader that follows `seq` misses nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event as Flag
from typing import Any

import structlog
from django.db import Error, connection, transaction

from sewaka.kernel.ids import time_of
from sewaka.kernel.outbox.chain import GENESIS, next_hash

CHANNEL = "sewaka_events"  # NOTIFY with the last number
_LOCK = 0x5E4A_1001
_BATCH = 5_000
_SHORTEST_S, _LONGEST_S, _AFTER_ERROR_S = 0.05, 0.4, 1.0
_UNSEALED = """
SELECT id, name, version, module, case_id, subject_id, actor_id, via, occurred_at,
       data::text, personal::text
FROM outbox_event WHERE seq IS NULL ORDER BY position LIMIT %s
"""
_SEAL = """
UPDATE outbox_event AS event SET seq = fresh.seq, prev_hash = fresh.prev_hash, hash = fresh.hash
FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[], %s::bytea[])
     AS fresh (id, seq, prev_hash, hash)
WHERE event.id = fresh.id
"""
log = structlog.get_logger(__name__)


def seal_batch(limit: int = _BATCH) -> int:
    """Seal what has committed, at most `limit` events, in one transaction; their number.

    0 also when another relay holds the lock.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_UNSEALED, [limit])
        rows = cursor.fetchall()
        if not rows:
            return 0
        seq, last = _head(cursor)
        ids, seqs, hashes = [], [], [last]
        for columns in rows:
            seq += 1
            ids.append(columns[0])
            seqs.append(seq)
            hashes.append(next_hash(hashes[-1], columns, seq=seq))
        cursor.execute(_SEAL, [ids, seqs, hashes[:-1], hashes[1:]])
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(seq)])
    return len(rows)


def run(stop: Flag) -> None:
    """Seal until `stop` is set; survives the database going away."""
    pause = _SHORTEST_S
    while not stop.is_set():
        try:
            count = seal_batch()
        except Error as error:
            log.warning("relay.database", error=str(error).strip())
            connection.close()
            stop.wait(_AFTER_ERROR_S)
            continue
        pause = _SHORTEST_S if count else min(pause * 1.5, _LONGEST_S)
        if count < _BATCH:
            stop.wait(pause)


def lag(*, now: datetime) -> timedelta:
    """How long the oldest committed event has waited for its number; zero when none waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM outbox_event WHERE seq IS NULL ORDER BY position LIMIT 1")
        row = cursor.fetchone()
    return max(timedelta(), now - time_of(row[0])) if row else timedelta()


def head() -> int:
    """The last number given; 0 before the first."""
    with connection.cursor() as cursor:
        return _head(cursor)[0]


def _head(cursor: Any) -> tuple[int, bytes]:
    cursor.execute(
        "SELECT seq, hash FROM outbox_event WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1"
    )
    row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (0, GENESIS)
