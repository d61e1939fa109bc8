"""When a device or a contact has sent reports before."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q

from sewaka.kernel.remembered import Remembered
from sewaka.modules.reports.models import Ban, ReporterContact
from sewaka.modules.reports.rules.draft import Contact

# Asked with every report, so its words are not put together anew each time.
_BY_DEVICE = """
SELECT case_id, sent_at FROM reports_report WHERE device_hash = %s AND sent_at > %s
ORDER BY sent_at DESC LIMIT 20
"""


def sent_instants(*, device: bytes | None, contact: Contact, since: datetime) -> list[datetime]:
    """Instants after `since` at which this device or this contact sent a report.

    Each report once, however many of its marks are the same: else who leaves a telephone and a
    mail address would be stopped after the first.
    """
    found: dict[UUID, datetime] = {}
    if device is not None:
        with connection.cursor() as cursor:
            cursor.execute(_BY_DEVICE, [device, since])
            found |= dict(cursor.fetchall())
    if contact.phone:
        found |= _of_contact(since, phone_index=contact.phone)
    if contact.email:
        found |= _of_contact(since, email_index=contact.email)
    return list(found.values())


def is_banned(*, device: bytes | None, contact: Contact, now: datetime) -> bool:
    """Whether the device or the contact belongs to a sender who is heard by triage alone."""
    if device is not None and _devices.get().get(device, now) > now:
        return True
    same = Q()
    if contact.phone:
        same |= Q(report__contact__phone_index=contact.phone)
    if contact.email:
        same |= Q(report__contact__email_index=contact.email)
    return bool(same) and Ban.objects.filter(same, until__gt=now).exists()


def bans_changed() -> None:
    """This process has banned or heard a sender again: it looks anew at the next report."""
    _devices.doubt()


def _of_contact(since: datetime, **index: str) -> dict[UUID, datetime]:
    rows = ReporterContact.objects.filter(sent_at__gt=since, **index)
    return dict(rows.order_by("-sent_at").values_list("pk", "sent_at")[:20])


def _bans() -> Hashable:
    return tuple(Ban.objects.aggregate(Count("pk"), Max("at")).values())


def _banned_devices() -> Mapping[bytes, datetime]:
    rows = Ban.objects.exclude(report__device_hash=None).order_by("until")
    marked = rows.values_list("report__device_hash", "until")
    return {bytes(mark or b""): until for mark, until in marked}


# Bans are few and asked for with every report; contacts stay in the database.
_devices = Remembered(token=_bans, read=_banned_devices)
