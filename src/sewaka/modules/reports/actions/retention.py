"""Erasing what is kept no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM, Actor
from sewaka.modules.reports.events import ContactsErased, OriginalsErased
from sewaka.modules.reports.models import Moderation, Report, ReporterContact

KEEP_ORIGINAL: Final = timedelta(days=730)  # after closing


@transaction.atomic
def erase_contacts(*, now: datetime, actor: Actor = SYSTEM, dry_run: bool = False) -> int:
    """Erase contacts two years after closing; gives how many. The reports stay."""
    due = ReporterContact.objects.filter(erase_after__lte=now)
    count = due.count()
    if count and not dry_run:
        due.delete()
        outbox.record(ContactsErased(count=count), actor=actor, now=now)
    return count


@transaction.atomic
def erase_originals(*, now: datetime, actor: Actor = SYSTEM, dry_run: bool = False) -> int:
    """Two years after closing the covered text is kept alone, and the sending device is forgotten.

    Gives how many reports that concerned.
    """
    closed = Report.objects.filter(case__closed_at__lte=now - KEEP_ORIGINAL)
    due = Moderation.objects.filter(report__in=closed, original__isnull=False)
    marked = closed.filter(device_hash__isnull=False)
    count = len({*due.values_list("report_id", flat=True), *marked.values_list("pk", flat=True)})
    if dry_run:
        return count
    due.update(original=None)
    marked.update(device_hash=None)
    if count:
        outbox.record(OriginalsErased(count=count), actor=actor, now=now)
    return count
