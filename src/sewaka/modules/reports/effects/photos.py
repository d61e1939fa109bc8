"""Photos of a report: before from the author, after from the office; released separately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import Invalid
from sewaka.modules.reports.models import Report, ReportPhoto
from sewaka.modules.reports.rules.draft import MAX_PHOTOS
from sewaka.platform.cases.api import FileUse
from sewaka.platform.files import api as files


def add_before(
    *, report: Report, file_ids: Sequence[UUID], actor: Actor, now: datetime
) -> tuple[FileUse, ...]:
    """Photos of the author: with the report, later from its queue, or with an answer.

    The public does not see them until they are released: by an officer who looked, or, where the
    city decided so (`REPORTS_PHOTO_PUBLISH`), with the report's text. Raises Invalid beyond four in
    a round and NotFound for files that are not the sender's.
    """
    uses = _add(report, file_ids, stage=ReportPhoto.Stage.BEFORE, actor=actor, now=now)
    if file_ids and are_published_at_once(report):
        files.release(file_ids=file_ids, actor=SYSTEM, now=now)
    return uses


def add_after(
    *, report: Report, file_ids: Sequence[UUID], actor: Actor, now: datetime
) -> tuple[FileUse, ...]:
    """Photos of the result, taken by the office: public at once."""
    uses = _add(report, file_ids, stage=ReportPhoto.Stage.AFTER, actor=actor, now=now)
    if file_ids:
        files.release(file_ids=file_ids, actor=actor, now=now)
    return uses


def places_of(reports: Iterable[Report]) -> Mapping[UUID, Sequence[int | None]]:
    """Which of the announced photos have come, by report; None for one whose phone did not say."""
    found: dict[UUID, list[int | None]] = {}
    sent = ReportPhoto.objects.filter(
        report__in=[one.pk for one in reports], stage=ReportPhoto.Stage.BEFORE, round=0
    )
    for report_id, place in sent.values_list("report_id", "sent_as"):
        found.setdefault(report_id, []).append(place)
    return found


def keep_place(*, file_id: UUID, place: int) -> None:
    """Remember which of the announced photos this one is."""
    ReportPhoto.objects.filter(file_id=file_id).update(sent_as=place)


def release_before(*, report: Report, actor: Actor, now: datetime) -> None:
    """Let the public see the author's photos."""
    files.release(file_ids=_of_author(report), actor=actor, now=now)


def refuse_before(*, report: Report, actor: Actor, now: datetime) -> None:
    """Keep the author's photos from the public, also those released before."""
    files.refuse(file_ids=_of_author(report), actor=actor, now=now)


def stored(file_ids: Sequence[UUID]) -> list[files.StoredFile]:
    """The stored photos of those ids, in their order; swept ones are left out."""
    found = files.StoredFile.objects.in_bulk(list(file_ids))
    return [found[one] for one in file_ids if one in found]


def are_published_at_once(report: Report) -> bool:
    """Never of a closed report, nor of one that was taken out of the public's sight."""
    is_open = report.visibility_wanted == "public" and report.withheld_at is None
    return is_open and settings.REPORTS_PHOTO_PUBLISH == "at_once"


def _of_author(report: Report) -> list[UUID]:
    sent = ReportPhoto.objects.filter(report=report, stage=ReportPhoto.Stage.BEFORE)
    return list(sent.values_list("file_id", flat=True))


def _add(
    report: Report, file_ids: Sequence[UUID], *, stage: str, actor: Actor, now: datetime
) -> tuple[FileUse, ...]:
    if not file_ids:
        return ()
    this_round = ReportPhoto.objects.filter(report=report, stage=stage, round=report.reopen_round)
    present = this_round.count()
    # Work that was refused is photographed anew: its photos stay, and count for nothing here.
    is_limited = stage == ReportPhoto.Stage.BEFORE
    if is_limited and present + len(file_ids) > MAX_PHOTOS:
        raise Invalid("reports.photos.too_many", fields={"photos": "reports.photos.too_many"})
    files.attach(file_ids=file_ids, case_id=report.pk, actor=actor, now=now)
    ReportPhoto.objects.bulk_create(
        [
            ReportPhoto(
                report=report,
                file_id=file_id,
                stage=stage,
                round=report.reopen_round,
                position=present + n,
                added_at=now,
            )
            for n, file_id in enumerate(file_ids)
        ]
    )
    return tuple(FileUse(file_id, stage) for file_id in file_ids)
