"""Noting promises that were missed. Run often, twice, or late: the result is the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM
from sewaka.platform.cases import timeline
from sewaka.platform.cases.events import ClockBreached
from sewaka.platform.cases.models import Audience, CaseEntry, SlaClock
from sewaka.platform.cases.opening import event_facts
from sewaka.platform.cases.values import EntryDraft

BATCH = 200


def mark_breaches(*, now: datetime, batch: int = BATCH) -> int:
    """Note every running clock whose due has passed: once, with an entry and an event each.

    Gives the number of clocks noted. Rows that another worker is busy with are left to it.
    """
    noted = 0
    while True:
        found = _mark_batch(now=now, batch=batch)
        noted += found
        if found < batch:
            return noted


@transaction.atomic
def _mark_batch(*, now: datetime, batch: int) -> int:
    late = (
        SlaClock.objects.filter(stopped_at=None, paused_at=None, breached_at=None, due_at__lt=now)
        .select_related("case")
        .select_for_update(of=("self", "case"), skip_locked=True, no_key=True)
        .order_by("due_at")[:batch]
    )
    rows = list(late)
    for clock in rows:
        _mark(clock, now=now)
    return len(rows)


def _mark(clock: SlaClock, *, now: datetime) -> None:
    case = clock.case
    clock.breached_at = clock.due_at
    clock.save(update_fields=["breached_at"])
    draft = EntryDraft(
        audience=Audience.PUBLIC,
        facts={"clock": clock.kind, "due_at": clock.due_at},
    )
    timeline.write(case, draft, kind=CaseEntry.Kind.BREACHED, actor=SYSTEM, at=clock.due_at)
    told = ClockBreached(
        **event_facts(case),
        clock=clock.kind,
        due_at=clock.due_at,
        holder_role=case.holder_role,
        area_code=case.area_code,
        agency_code=case.agency_id or "",
    )
    outbox.record(told, actor=SYSTEM, now=now, subject=case.applicant_id, case_id=case.pk)
