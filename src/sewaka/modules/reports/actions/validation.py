"""Finished work that nobody looked at in time."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.rules import states
from sewaka.platform.cases import api as cases

_BATCH = 500


def pass_on_validation(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Ask the next desk, or end it unchecked, wherever two working days have passed; how many.

    Each in its own transaction, at the instant when the time was over: a late worker shifts
    nothing, and a second desk that has been silent meanwhile is passed in the same call. One that
    another worker or the desk was faster with is left alone.
    """
    passed = 0
    while True:
        due = Report.objects.filter(
            validate_until__lte=now, case__state=states.AWAITING_VALIDATION
        ).order_by("validate_until")
        moved = sum(_pass_on(report, actor=actor) for report in due[:_BATCH])
        passed += moved
        if not moved:
            return passed


def _pass_on(report: Report, *, actor: Actor) -> int:
    until = report.validate_until
    if until is None:
        return 0
    try:
        cases.move(case_id=report.pk, action="pass_on", actor=actor, now=until)
    except DomainError:
        return 0
    return 1
