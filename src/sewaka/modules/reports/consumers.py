"""What the reports do when they hear their own events: keep the public ones findable."""

from __future__ import annotations

from datetime import datetime

import orjson

from sewaka.kernel.outbox import Consumer, Received
from sewaka.modules.reports.events import EVENTS, ReportEvent
from sewaka.modules.reports.models import PublicReport
from sewaka.platform.search import api as search

KIND = "reports.report"
_FIELDS = ("description", "landmark", "category_name", "village_name", "agency_name")


def keep_findable(*, received: Received, now: datetime) -> None:  # noqa: ARG001 - the log's signature
    """Index what everybody may read of the report now; forget it when that is nothing.

    Reads the present public row, not the event: safe to repeat, in any order.
    """
    if received.case_id is None:
        return
    subject = str(received.case_id)
    row = PublicReport.objects.filter(case_id=received.case_id).first()
    if row is None:
        search.forget(kind=KIND, subject=subject)
        return
    shown = orjson.loads(row.fragment)
    search.index(
        kind=KIND,
        subject=subject,
        title=shown["title"],
        body="\n".join(shown[name] for name in _FIELDS if shown[name]),
        url_name="reports:report",
        url_arguments=[row.number],
        happened_at=row.requested_at,
    )


CONSUMERS = (
    Consumer(
        name="reports.keep_findable",
        events=tuple(event for event in EVENTS if issubclass(event, ReportEvent)),
        run=keep_findable,
    ),
)
