"""Erasing what is kept no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM, Actor
from sewaka.modules.reports.events import ContactsErased, OriginalsErased
from sewaka.modules.reports.models import Report, ReporterContact

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
    """Two years after closing only the covered text is kept; gives how many reports it was."""
    due = Report.objects.filter(case__closed_at__lte=now - KEEP_ORIGINAL).exclude(
        description=F("description_public")
    )
    if dry_run:
        return due.count()
    count = due.update(description=F("description_public"), device_hash=None)
    if count:
        outbox.record(OriginalsErased(count=count), actor=actor, now=now)
    return count
