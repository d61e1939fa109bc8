"""What closes by itself because its author stays silent."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.rules import states
from sewaka.platform.cases import api as cases

_ACTION_OF = {states.RESOLVED: "auto_close", states.NEEDS_INFO: "expire"}
_BATCH = 500


def close_unanswered(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Close every report whose author's ten days are over; gives how many were closed.

    Each in its own transaction, at the instant when the time was over: a late worker shifts
    nothing. One that another worker or the author was faster with is left alone.
    """
    closed = 0
    while True:
        due = Report.objects.filter(author_until__lte=now, case__state__in=_ACTION_OF)
        batch = due.select_related("case").order_by("author_until")[:_BATCH]
        moved = sum(_close(report, now=now, actor=actor) for report in batch)
        closed += moved
        if not moved:
            return closed


def _close(report: Report, *, now: datetime, actor: Actor) -> int:
    action = _ACTION_OF[report.case.state]
    until = report.author_until or now
    try:
        cases.move(case_id=report.pk, action=action, actor=actor, now=until)
    except DomainError:
        return 0
    return 1
