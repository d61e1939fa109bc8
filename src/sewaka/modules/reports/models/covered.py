"""What was covered in a report's words, for those who may know."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sewaka.modules.reports.models import Report

DESCRIPTION: Final = "description"
LANDMARK: Final = "landmark"


def original(report: Report, field: str = DESCRIPTION) -> str | None:
    """What the author wrote, if it was covered and is still kept. Decrypts: log the reading."""
    first = min(
        (one for one in report.moderations.all() if one.field == field),
        key=lambda one: (one.at, one.id),
        default=None,
    )
    return None if first is None else first.original


def is_covered(report: Report) -> bool:
    """Whether something of the author's words is covered and still kept."""
    return report.moderations.filter(field=DESCRIPTION, original__isnull=False).exists()


def subject_of(report: Report) -> UUID:
    """Under whose key the report's originals lie: the author's, or the report's own."""
    return report.case.applicant_id or report.pk
