"""A photo that comes beside the deeds: later than the words, or fetched for a program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.modules.reports.effects import photos, publishing
from sewaka.modules.reports.models import Report, ReportPhoto
from sewaka.platform.cases.api import FileUse


def add(
    *, report: Report, stage: str, file_ids: Sequence[UUID], actor: Actor, now: datetime
) -> tuple[FileUse, ...]:
    """Add stored photos to a report; where they may be seen at once, its public row gets them.

    An office's are its work and public, the author's wait as photos do (`effects.photos`).
    """
    if stage == ReportPhoto.Stage.AFTER:
        uses = photos.add_after(report=report, file_ids=file_ids, actor=actor, now=now)
        is_seen = True
    else:
        uses = photos.add_before(report=report, file_ids=file_ids, actor=actor, now=now)
        is_seen = photos.are_published_at_once(report)
    if is_seen:
        publishing.refresh(case=report.case, report=report, updated_at=now)
    return uses
