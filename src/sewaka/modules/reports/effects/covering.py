"""Covering a text: the words in the clear are replaced, what stood there is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.modules.reports.models import Moderation, Report
from sewaka.modules.reports.models.covered import DESCRIPTION, LANDMARK, subject_of
from sewaka.modules.reports.rules.draft import Draft
from sewaka.modules.reports.rules.privacy import public_text


def coverings(*, report: Report, draft: Draft, subject_id: UUID, now: datetime) -> list[Moderation]:
    """The rows of a new report, not saved yet: one for each text that was covered in part."""
    typed = {DESCRIPTION: draft.description, LANDMARK: draft.landmark}
    return [
        Moderation(
            report=report,
            field=field,
            subject_id=subject_id,
            original=text,
            replacement=getattr(report, field),
            reason=_reason(text, struck=draft.struck),
            at=now,
        )
        for field, text in typed.items()
        if text != getattr(report, field)
    ]


def cover(*, report: Report, text: str, words: str, actor: Actor, now: datetime) -> None:
    """An officer puts another public text in place of the present one. The caller saves `report`.

    The author's own original stays the one that was sealed first.
    """
    Moderation.objects.create(
        report=report,
        field=DESCRIPTION,
        subject_id=subject_of(report),
        original=report.description_public,
        replacement=text,
        reason=Moderation.Reason.OFFICER,
        words=words[:300],
        by_id=actor.person_id,
        at=now,
    )
    report.description = report.description_public = text


def _reason(text: str, *, struck: Sequence[str]) -> str:
    by_machine = public_text(text)
    is_authors = public_text(text, struck=struck) != by_machine
    return Moderation.Reason.AUTHOR if is_authors else Moderation.Reason.SCAN
