"""What a session knows about how somebody signed in, and how long it lives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from sewaka.platform.people.models import Person

_SIGNED_IN_AT = "people_signed_in_at"
_SEEN_AT = "people_seen_at"
_NOTE_EVERY = timedelta(minutes=1)  # a write per request would cost more than it tells
DEMO_FACTOR = "demo"


class Lifetime(StrEnum):
    """Whether a staff session still holds."""

    ALIVE = "alive"
    IDLE = "idle"
    OVER = "over"


def factor_times(request: HttpRequest, person: Person) -> list[datetime]:
    """When a second factor was shown in this session, oldest first.

    The demo picker's stand-in counts in the demo city only: a session that was opened there has
    no factor once the installation is switched to a real city.
    """
    return [
        _instant(record["at"])
        for record in get_authentication_records(request, person)
        if record.get("method") == "mfa" and _counts(record)
    ]


def proof_times(request: HttpRequest, person: Person) -> list[datetime]:
    """When anything was proven in this session: password, code or passkey."""
    records = get_authentication_records(request, person)
    return [_instant(record["at"]) for record in records if _counts(record)]


def begin(request: HttpRequest, *, now: datetime) -> None:
    """Note the start of a signed-in session."""
    request.session[_SIGNED_IN_AT] = now.timestamp()
    request.session[_SEEN_AT] = now.timestamp()


def staff_lifetime(request: HttpRequest, *, now: datetime) -> Lifetime:
    """Whether a staff session may go on, and note that it was seen. 30 min idle, 12 h in all."""
    if _SIGNED_IN_AT not in request.session:
        begin(request, now=now)
    signed_in_at = _instant(request.session[_SIGNED_IN_AT])
    seen_at = _instant(request.session[_SEEN_AT])
    if now - signed_in_at >= settings.STAFF_SESSION:
        return Lifetime.OVER
    if now - seen_at >= settings.STAFF_IDLE:
        return Lifetime.IDLE
    if now - seen_at >= _NOTE_EVERY:
        request.session[_SEEN_AT] = now.timestamp()
    return Lifetime.ALIVE


def _counts(record: dict[str, Any]) -> bool:
    return record.get("type") != DEMO_FACTOR or settings.SEWAKA_MODE == "demo"


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
