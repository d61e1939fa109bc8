"""The author's contact: kept encrypted, erased when its time is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sewaka.modules.reports.models import Report, ReporterContact
from sewaka.modules.reports.rules.draft import Contact, normal_phone


def keep(
    *, report: Report, contact: Contact, person_id: UUID | None, now: datetime
) -> ReporterContact:
    """Store what the author left. Call it inside the transaction that opens the report."""
    return ReporterContact.objects.create(
        report=report,
        subject_id=person_id or report.pk,
        name=contact.name or None,
        phone=normal_phone(contact.phone),
        email=contact.email or None,
        consented_at=now,
        sent_at=now,
    )
