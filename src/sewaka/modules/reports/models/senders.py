"""When a device or a contact has sent reports before."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sewaka.modules.reports.models import Ban, Report, ReporterContact
from sewaka.modules.reports.rules.draft import Contact


def sent_instants(*, device: bytes | None, contact: Contact, since: datetime) -> list[datetime]:
    """Instants after `since` at which this device or this contact sent a report.

    Each report once, however many of its marks are the same: else who leaves a telephone and a
    mail address would be stopped after the first.
    """
    found: dict[UUID, datetime] = {}
    if device is not None:
        rows = Report.objects.filter(device_hash=device, sent_at__gt=since)
        found |= dict(rows.order_by("-sent_at").values_list("pk", "sent_at")[:20])
    if contact.phone:
        found |= _of_contact(since, phone_index=contact.phone)
    if contact.email:
        found |= _of_contact(since, email_index=contact.email)
    return list(found.values())


def is_banned(*, device: bytes | None, contact: Contact, now: datetime) -> bool:
    """Whether the device or the contact belongs to a sender who is heard by triage alone."""
    same = Q(pk__in=())
    if device is not None:
        same |= Q(report__device_hash=device)
    if contact.phone:
        same |= Q(report__contact__phone_index=contact.phone)
    if contact.email:
        same |= Q(report__contact__email_index=contact.email)
    return Ban.objects.filter(same, until__gt=now).exists()


def _of_contact(since: datetime, **index: str) -> dict[UUID, datetime]:
    rows = ReporterContact.objects.filter(sent_at__gt=since, **index)
    return dict(rows.order_by("-sent_at").values_list("pk", "sent_at")[:20])
