"""The clock of 72 hours makes itself heard."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sewaka.platform.notify import api as notify
from sewaka.platform.people import api as people
from sewaka.platform.privacy import rules
from sewaka.platform.privacy.models import Request


def warn_of_clocks(*, now: datetime) -> int:
    """Tell the data protection officers of requests at 24, 48 and 72 hours; how many told of."""
    told = 0
    for request in Request.objects.filter(answered_at=None):
        with transaction.atomic():
            told += _warn(request, now=now)
    return told


def _warn(request: Request, *, now: datetime) -> int:
    missing = rules.warnings_due(opened_at=request.opened_at, now=now, given=request.warned)
    if not missing:
        return 0
    step = request.warned + missing
    mine = Request.objects.filter(pk=request.pk, warned=request.warned, answered_at=None)
    if mine.update(warned=step) != 1:
        return 0
    notify.send(
        template="privacy.request_waits",
        to=people.people_with_role("dpo", now=now),
        facts={"due": request.due_at, "hours": step * 24},
        url="/kerja/privasi",
        key=f"{request.pk}:{step}",
        now=now,
    )
    return 1
