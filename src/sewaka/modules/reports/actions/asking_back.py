"""Other bodies that the city promised to ask again."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.rules import states
from sewaka.platform.cases import api as cases

_BATCH = 500


def remind_to_ask_back(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Remind the desk of every body whose day has come; gives how many. Once for each day named.

    Each in its own transaction. One that somebody was faster with is left alone.
    """
    due = Report.objects.filter(ask_back_at__lte=now, case__state=states.NOT_RESPONSIBLE)
    reminded = 0
    for report in due.order_by("ask_back_at")[:_BATCH]:
        try:
            cases.move(case_id=report.pk, action="ask_back", actor=actor, now=now)
            reminded += 1
        except DomainError:
            continue
    return reminded
