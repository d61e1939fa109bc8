"""The demo's staff page and its street meet in a table: what shall happen, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sewaka.modules.traffic.models import StreetWish

_STALE = timedelta(minutes=1)  # a street that was down does not do yesterday's troubles


def take(*, now: datetime) -> list[StreetWish]:
    """Those that wait, the oldest first; what is too old is answered `late`."""
    waiting = StreetWish.objects.filter(answer="")
    waiting.filter(asked_at__lt=now - _STALE).update(answer="late")
    return list(waiting.order_by("asked_at"))


def answer(wish_id: UUID, *, code: str) -> None:
    """What came of it."""
    StreetWish.objects.filter(pk=wish_id).update(answer=code)
