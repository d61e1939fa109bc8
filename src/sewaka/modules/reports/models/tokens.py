"""Tokens of the Open311 border: handed out, looked up, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import digest, new_secret
from sewaka.modules.reports.models.georeport import GeoReportClient, GeoReportToken

KEEP: Final = timedelta(days=30)


def hand_out(*, client: GeoReportClient, draft: str, now: datetime) -> str:
    """Keep a draft (JSON) under a fresh token; gives the token, which is stored nowhere."""
    token = new_secret()
    GeoReportToken.objects.create(
        token_hash=digest(token),
        client=client,
        draft=draft,
        created_at=now,
        expires_at=now + KEEP,
    )
    return token


def number_of(*, token: str, now: datetime) -> str:
    """The number of the report behind a token; empty while it is queued. Raises NotFound."""
    found = GeoReportToken.objects.filter(token_hash=digest(token), expires_at__gt=now).first()
    if found is None:
        raise NotFound("reports.open311.no_token")
    return found.number


def sweep(*, now: datetime, dry_run: bool = False) -> int:
    """Forget tokens whose 30 days are over; gives how many."""
    over = GeoReportToken.objects.filter(expires_at__lte=now)
    return over.count() if dry_run else over.delete()[0]
