"""Photos of a report: before from the author, after from the office; released separately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid
from sewaka.modules.reports.models import Report, ReportPhoto
from sewaka.modules.reports.rules.draft import MAX_PHOTOS
from sewaka.platform.cases.api import FileUse
from sewaka.platform.files import api as files


class OfReport(Protocol):
    """An act on a report: what `outcomes.Act` is, seen from here."""

    @property
    def report(self) -> Report:
        """The report acted on."""

    @property
    def actor(self) -> Actor:
        """Who acts."""

    @property
    def now(self) -> datetime:
        """When."""


def attach_before(*, report: Report, file_ids: Sequence[UUID], actor: Actor, now: datetime) -> None:
    """Photos that came with the report, or later from its queue.

    Raises Invalid beyond four and NotFound for files that are not the sender's.
    """
    _add(report, file_ids, stage=ReportPhoto.Stage.BEFORE, actor=actor, now=now)


def add_from_author(act: OfReport, file_ids: Sequence[UUID]) -> tuple[FileUse, ...]:
    """Photos that the author adds to an answer; unseen by the public until released."""
    stage = ReportPhoto.Stage.BEFORE
    _add(act.report, file_ids, stage=stage, actor=act.actor, now=act.now)
    return tuple(FileUse(file_id, stage) for file_id in file_ids)


def add_after(act: OfReport, file_ids: Sequence[UUID]) -> tuple[FileUse, ...]:
    """Photos of the result, taken by the office: public with the answer."""
    stage = ReportPhoto.Stage.AFTER
    _add(act.report, file_ids, stage=stage, actor=act.actor, now=act.now)
    files.release(file_ids=file_ids, actor=act.actor, now=act.now)
    return tuple(FileUse(file_id, stage) for file_id in file_ids)


def stored(file_ids: Sequence[UUID]) -> list[files.StoredFile]:
    """The stored photos of those ids, in their order; swept ones are left out."""
    found = files.StoredFile.objects.in_bulk(list(file_ids))
    return [found[one] for one in file_ids if one in found]


def _add(
    report: Report, file_ids: Sequence[UUID], *, stage: str, actor: Actor, now: datetime
) -> None:
    if not file_ids:
        return
    this_round = ReportPhoto.objects.filter(report=report, stage=stage, round=report.reopen_round)
    present = this_round.count()
    if present + len(file_ids) > MAX_PHOTOS:
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
