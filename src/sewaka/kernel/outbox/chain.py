"""The hash chain over sealed events, and its verification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from django.db import connection

GENESIS = bytes(32)  # the hash before the first event
_PAGE = 5_000
_PAGE_SQL = """
SELECT id, name, version, module, case_id, subject_id, actor_id, via, occurred_at,
       data::text, personal::text, seq, prev_hash, hash
FROM outbox_event WHERE seq > %s ORDER BY seq LIMIT %s
"""
_HEAD_SQL = """
SELECT seq, hash FROM outbox_event
WHERE seq IS NOT NULL AND id < %s ORDER BY seq DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a stretch of the chain, and the hash that stands for all before it."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found; `bad_seq` is None when everything is as it was written."""

    checked: int
    head: Head
    bad_seq: int | None = None
    reason: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether no row was changed, added, removed or moved."""
        return self.bad_seq is None


def next_hash(prev_hash: bytes, columns: Sequence[Any], *, seq: int) -> bytes:
    """sha256(prev_hash + canonical event).

    `columns` as selected here, up to `personal`. The canonical form is a JSON array with sorted
    keys: ids and times as text, `data` and `personal` (ciphertext) as objects, `seq` at the end.
    """
    *plain, occurred_at, data, personal = columns
    values = [str(value) if isinstance(value, UUID) else value for value in plain]
    at = occurred_at.astimezone(UTC).isoformat(timespec="microseconds")
    event = [*values, at, orjson.loads(data), orjson.loads(personal), seq]
    return sha256(prev_hash + orjson.dumps(event, option=orjson.OPT_SORT_KEYS)).digest()


def verify(from_seq: int = 1) -> Verdict:
    """Recompute the chain from `from_seq` to its end and name the first row that does not fit.

    From any later number than 1 it relies on the hash that stands in the row before.
    """
    head = _start(from_seq)
    checked = 0
    for row in _sealed_rows(after=from_seq - 1):
        *columns, seq, prev_hash, found = row
        reason = _fault(head, columns, seq=seq, prev_hash=prev_hash, found=found)
        if reason:
            return Verdict(checked, head, bad_seq=head.seq + 1, reason=reason)
        head = Head(seq, bytes(found))
        checked += 1
    return Verdict(checked, head)


def head_of_day(day: date, *, zone: ZoneInfo) -> Head:
    """The chain's head at the end of a local day: what is published, so that it stays as it was."""
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    bound = UUID(int=int(end.timestamp() * 1000) << 80)
    with connection.cursor() as cursor:
        cursor.execute(_HEAD_SQL, [bound])
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1])) if row else Head(0, GENESIS)


def _start(from_seq: int) -> Head:
    if from_seq <= 1:
        return Head(0, GENESIS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM outbox_event WHERE seq = %s", [from_seq - 1])
        row = cursor.fetchone()
    return Head(from_seq - 1, bytes(row[0]) if row else b"")


def _sealed_rows(*, after: int) -> Iterator[tuple[Any, ...]]:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_PAGE_SQL, [after, _PAGE])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1][-3]


def _fault(head: Head, columns: Sequence[Any], *, seq: int, prev_hash: bytes, found: bytes) -> str:
    if seq != head.seq + 1:
        return "an event is missing"
    if bytes(prev_hash) != head.hash:
        return "does not follow the event before it"
    if bytes(found) != next_hash(head.hash, columns, seq=seq):
        return "was changed after it was sealed"
    return ""
