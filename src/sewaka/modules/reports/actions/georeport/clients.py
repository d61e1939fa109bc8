"""Programs that may send: made, changed, switched off."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound, Stale
from sewaka.kernel.ids import digest, new_secret
from sewaka.kernel.text import clean_text
from sewaka.modules.reports import access
from sewaka.modules.reports.events import ClientKeyChanged, ClientKeyMade, ClientKeySwitchedOff
from sewaka.modules.reports.models import ClientRole, GeoReportClient
from sewaka.modules.reports.models.clients import KeyRights, keys_changed, rights_of
from sewaka.platform.agencies import api as agencies

HOURLY_QUOTA: Final = 600
MOST_QUOTA: Final = 100_000
MOST_NAME: Final = 100


@transaction.atomic
def create_key(
    *,
    name: str,
    role: ClientRole,
    actor: Actor,
    now: datetime,
    agency_code: str = "",
    answers_by_token: bool = False,
    hourly_quota: int = HOURLY_QUOTA,
    key: str = "",
) -> str:
    """Enter a program and give its key, which is kept as a digest only.

    `key` is for the demo city, whose keys are known. Raises Forbidden, Invalid (name, agency,
    hourly_quota), DomainError for a name that is taken.
    """
    access.check_set_up(actor)
    name = clean_text(name)
    _check(name=name, role=role, agency_code=agency_code, hourly_quota=hourly_quota)
    if GeoReportClient.objects.filter(name=name).exists():
        raise DomainError("reports.open311.name_taken", name=name)
    key = key or new_secret()
    GeoReportClient.objects.create(
        name=name,
        role=role,
        agency_id=agency_code or None,
        key_hash=digest(key),
        answers_by_token=answers_by_token,
        hourly_quota=hourly_quota,
        created_at=now,
    )
    outbox.record(ClientKeyMade(client=name, role=role), actor=actor, now=now)
    return key


@transaction.atomic
def change_key(
    *, client_id: UUID, rights: KeyRights, seen: KeyRights, actor: Actor, now: datetime
) -> GeoReportClient:
    """Let a program do something else from its next request on; the key itself stays the same.

    `seen` is what was looked at. Raises Forbidden, NotFound (also for a key that is out of use),
    Stale, Invalid (agency, hourly_quota), DomainError when nothing differs.
    """
    access.check_set_up(actor)
    usable = GeoReportClient.objects.select_for_update(no_key=True).filter(is_active=True)
    row = usable.filter(pk=client_id).first()
    if row is None:
        raise NotFound("reports.open311.key_unknown")
    before = rights_of(row)
    _check(
        name=row.name,
        role=rights.role,
        agency_code=rights.agency_code,
        hourly_quota=rights.hourly_quota,
    )
    if before != seen:
        raise Stale("reports.setup.stale")
    if before == rights:
        raise DomainError("reports.setup.unchanged")
    row.role, row.agency_id = rights.role, rights.agency_code or None
    row.hourly_quota, row.answers_by_token = rights.hourly_quota, rights.answers_by_token
    row.save(update_fields=["role", "agency", "hourly_quota", "answers_by_token"])
    keys_changed()
    old, new = asdict(before), asdict(rights)
    changed = [name for name in new if new[name] != old[name]]
    told = ClientKeyChanged(
        client=row.name,
        before={name: str(old[name]) for name in changed},
        after={name: str(new[name]) for name in changed},
    )
    outbox.record(told, actor=actor, now=now)
    return row


@transaction.atomic
def switch_off(*, name: str, actor: Actor, now: datetime) -> None:
    """Take a program's key out of use. Raises Forbidden, NotFound."""
    access.check_set_up(actor)
    if not GeoReportClient.objects.filter(name=name, is_active=True).update(is_active=False):
        raise NotFound("reports.open311.key_unknown")
    keys_changed()
    outbox.record(ClientKeySwitchedOff(client=name), actor=actor, now=now)


def _check(*, name: str, role: ClientRole, agency_code: str, hourly_quota: int) -> None:
    """Raise Invalid for what a key may not be."""
    known = agencies.agencies().filter(code=agency_code)
    problems = {
        "name": not 1 <= len(name) <= MOST_NAME and "reports.key.name",
        "hourly_quota": not 1 <= hourly_quota <= MOST_QUOTA and "reports.key.quota",
        "agency": bool(agency_code)
        and (role is not ClientRole.AGENCY or not known.exists())
        and "reports.key.agency",
    }
    found = {field: code for field, code in problems.items() if isinstance(code, str)}
    if found:
        raise Invalid("reports.key.invalid", fields=found)
