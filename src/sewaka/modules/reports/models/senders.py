"""When a device or a contact has sent reports before."""

from __future__ import annotations

from datetime import datetime

from sewaka.modules.reports.models import Report, ReporterContact
from sewaka.modules.reports.rules.draft import Contact


def sent_instants(*, device: bytes | None, contact: Contact, since: datetime) -> list[datetime]:
    """Instants after `since` at which this device or this contact sent a report."""
    found: list[datetime] = []
    if device is not None:
        rows = Report.objects.filter(device_hash=device, sent_at__gt=since)
        found += rows.order_by("-sent_at").values_list("sent_at", flat=True)[:20]
    if contact.phone:
        found += _of_contact(since, phone_index=contact.phone)
    if contact.email:
        found += _of_contact(since, email_index=contact.email)
    return found


def _of_contact(since: datetime, **index: str) -> list[datetime]:
    rows = ReporterContact.objects.filter(sent_at__gt=since, **index)
    return list(rows.order_by("-sent_at").values_list("sent_at", flat=True)[:20])
