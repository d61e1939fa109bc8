"""What the city's search knows of a report: only what everybody may read of it now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import orjson

from sewaka.modules.reports.models import PublicReport
from sewaka.platform.search import api as search

KIND: Final = "reports.report"
_FIELDS = ("description", "landmark", "category_name", "village_name", "agency_name")


def keep_findable(case_ids: Sequence[UUID]) -> None:
    """Index the present public rows of these cases, forget those without one. Safe to repeat."""
    rows = PublicReport.objects.in_bulk(list(case_ids))
    for case_id in case_ids:
        row = rows.get(case_id)
        if row is None:
            search.forget(kind=KIND, subject=str(case_id))
            continue
        shown = orjson.loads(row.fragment)
        search.index(
            kind=KIND,
            subject=str(case_id),
            title=shown["title"],
            body="\n".join(shown[name] for name in _FIELDS if shown[name]),
            url_name="reports:report",
            url_arguments=[row.number],
            happened_at=row.requested_at,
        )
