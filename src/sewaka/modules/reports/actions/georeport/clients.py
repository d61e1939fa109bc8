"""Programs that may send: made, found by their key, switched off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.ids import digest, new_secret
from sewaka.kernel.text import clean_text
from sewaka.modules.reports.events import ClientKeyMade, ClientKeySwitchedOff
from sewaka.modules.reports.models import ClientRole, GeoReportClient


@transaction.atomic
def create_key(
    *,
    name: str,
    role: ClientRole,
    actor: Actor,
    now: datetime,
    agency_code: str = "",
    answers_by_token: bool = False,
    key: str = "",
) -> str:
    """Enter a program and give its key, which is kept as a digest only.

    `key` is for the demo city, whose keys are known. Raises DomainError for a name that is taken.
    """
    name = clean_text(name)
    if not name or GeoReportClient.objects.filter(name=name).exists():
        raise DomainError("reports.open311.name_taken", name=name)
    key = key or new_secret()
    GeoReportClient.objects.create(
        name=name,
        role=role,
        agency_id=agency_code or None,
        key_hash=digest(key),
        answers_by_token=answers_by_token,
        created_at=now,
    )
    outbox.record(ClientKeyMade(client=name, role=role), actor=actor, now=now)
    return key


@transaction.atomic
def switch_off(*, name: str, actor: Actor, now: datetime) -> None:
    """Take a program's key out of use. Raises NotFound."""
    if not GeoReportClient.objects.filter(name=name, is_active=True).update(is_active=False):
        raise NotFound("reports.open311.key_unknown")
    outbox.record(ClientKeySwitchedOff(client=name), actor=actor, now=now)
