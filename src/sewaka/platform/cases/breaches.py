"""What a missed promise leaves: one entry and one event, at the due instant."""

from __future__ import annotations

from datetime import datetime

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM
from sewaka.platform.cases import timeline
from sewaka.platform.cases.events import ClockBreached
from sewaka.platform.cases.models import Audience, Case, CaseEntry, SlaClock
from sewaka.platform.cases.opening import event_facts
from sewaka.platform.cases.values import EntryDraft


def draft_of(clock: SlaClock) -> EntryDraft:
    """What the timeline tells of it."""
    return EntryDraft(
        audience=Audience.PUBLIC, facts={"clock": clock.kind, "due_at": clock.breached_at}
    )


def event_of(clock: SlaClock, *, case: Case) -> ClockBreached:
    """What the city is told; the case is still as it was at the due instant."""
    return ClockBreached(
        **event_facts(case),
        clock=clock.kind,
        due_at=clock.breached_at or clock.due_at,
        holder_role=case.holder_role,
        area_code=case.area_code,
        agency_code=case.agency_id or "",
    )


def note(clock: SlaClock, *, case: Case, now: datetime) -> None:
    """Write both for a clock that bears its breach.

    The city's clock does so every minute, and an act that comes before it to a late clock.
    """
    at = clock.breached_at or clock.due_at
    draft, told = draft_of(clock), event_of(clock, case=case)
    timeline.write(case, draft, kind=CaseEntry.Kind.BREACHED, actor=SYSTEM, at=at)
    outbox.record(told, actor=SYSTEM, now=now, subject=case.applicant_id, case_id=case.pk)
