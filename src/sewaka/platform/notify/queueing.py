"""A sealed row and its delivery: entered together, once for each reader."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from sewaka.kernel.outbox import deliveries


def enqueue(*, channel: str, row_id: UUID, reader: str, key: str, now: datetime) -> bool:
    """Let the row leave by that channel; False when `key` was used for this reader.

    The delivery's key must not hold an address or number: the reader's is a short name.
    """
    name = sha256(f"{settings.SECRET_KEY}{reader}".encode()).hexdigest()[:24]
    return deliveries.enqueue(
        channel=channel,
        target=f"{channel}:{row_id}",
        payload={},
        key=f"{channel}:{key}:{name}",
        now=now,
    )
