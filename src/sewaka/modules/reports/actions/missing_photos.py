"""Telling authors whose phones did not send every photo that they announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.effects import photos
from sewaka.modules.reports.events import PhotosMissing
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.rules import late_photos, states
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import EntryDraft

_BATCH = 200


def tell_missing_photos(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Look once at each report whose photos had two days to come; gives how many authors are told.

    Each in its own transaction. One that somebody works on right now is looked at next time.
    """
    due = Report.objects.filter(
        photos_expected__gt=0, photos_checked_at=None, sent_at__lte=now - late_photos.WAIT
    )
    found = due.select_related("case").order_by("sent_at")[:_BATCH]
    came = photos.places_of(found)
    told = 0
    for report in found:
        try:
            told += _look(report, came=came.get(report.pk, ()), actor=actor, now=now)
        except DomainError:
            continue
    return told


@transaction.atomic
def _look(report: Report, *, came: Sequence[int | None], actor: Actor, now: datetime) -> bool:
    """Compare and swap: of two workers one tells. A closed report needs no photo any more."""
    expected = report.photos_expected
    mine = Report.objects.filter(pk=report.pk, photos_checked_at=None)
    if mine.update(photos_checked_at=now) != 1:
        return False
    missing = late_photos.missing(expected=expected, came=came, sent_at=report.sent_at, now=now)
    if not missing.count or not states.is_open(report.case.state):
        return False
    case = report.case
    told = PhotosMissing(
        case_id=case.pk,
        number=case.number,
        service_code=report.category_id,
        area_code=case.area_code,
        agency_code=case.agency_id or "",
        visibility=case.visibility,
        missing=missing.count,
        expected=expected,
        places=missing.places,
    )
    facts = {
        "photos_missing": missing.count,
        "photos_expected": expected,
        "photos_places": list(missing.places),
    }
    entry = EntryDraft(audience="applicant", facts=facts)
    cases.remark(case_id=case.pk, actor=actor, now=now, entry=entry, event=told)
    return True
