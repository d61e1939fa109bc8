"""Sealed rows and their deliveries: entered together, once for each reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from sewaka.kernel.outbox import deliveries
from sewaka.kernel.outbox.models import Delivery


@dataclass(frozen=True, slots=True)
class Wish:
    """A row that is to leave once for its `reader`, whose address or number no key may show."""

    row_id: UUID
    reader: str
    key: str


def enqueue(*, channel: str, row_id: UUID, reader: str, key: str, now: datetime) -> bool:
    """Let one row leave by that channel; False when `key` was used for this reader."""
    return bool(enqueue_all([Wish(row_id, reader, key)], channel=channel, now=now))


def enqueue_all(wishes: Sequence[Wish], *, channel: str, now: datetime) -> frozenset[UUID]:
    """Let many leave, by two statements; gives the rows whose key was not used for their reader."""
    rows = [
        Delivery(
            channel=channel,
            target=f"{channel}:{one.row_id}",
            payload={},
            key=f"{channel}:{one.key}:{_short(one.reader)}",
            next_at=now,
            created_at=now,
        )
        for one in wishes
    ]
    fresh = deliveries.enqueue_all(rows)
    return frozenset(one.row_id for one, row in zip(wishes, rows, strict=True) if row.key in fresh)


def _short(reader: str) -> str:
    return sha256(f"{settings.SECRET_KEY}{reader}".encode()).hexdigest()[:24]
