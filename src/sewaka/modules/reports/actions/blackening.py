"""Faces and plates go black in the pixels themselves, before the public sees a photo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.modules.reports import queries
from sewaka.modules.reports.events import PhotoRedacted
from sewaka.modules.reports.models import Report, covered
from sewaka.platform.files import api as files


@transaction.atomic
def blacken(
    *, number: str, file_id: UUID, boxes: Sequence[files.Box], actor: Actor, now: datetime
) -> None:
    """Burn the boxes in. Raises NotFound, Forbidden, Invalid (`boxes`)."""
    report = queries.photo_to_blacken(number=number, file_id=file_id, actor=actor).report
    subject_id = covered.subject_of(report)
    files.blacken(file_id=file_id, boxes=boxes, subject_id=subject_id, actor=actor, now=now)
    told = _told(report, boxes=len(boxes))
    outbox.record(told, actor=actor, now=now, subject=report.case.applicant_id)


def original(*, number: str, file_id: UUID, actor: Actor, now: datetime) -> bytes:
    """The photo as it was, as WebP; logged first. Raises NotFound, Forbidden."""
    report = queries.photo_to_blacken(number=number, file_id=file_id, actor=actor).report
    content = files.original(file_id=file_id)
    outbox.read_event(
        what="files.SealedOriginal",
        purpose="files.originals",
        subjects=[covered.subject_of(report)],
        actor=actor,
        now=now,
    )
    return content


def _told(report: Report, *, boxes: int) -> PhotoRedacted:
    case = report.case
    return PhotoRedacted(
        case_id=case.pk,
        number=case.number,
        service_code=report.category_id,
        area_code=case.area_code,
        agency_code=case.agency_id or "",
        visibility=case.visibility,
        boxes=boxes,
    )
