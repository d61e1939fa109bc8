"""How a case begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox, registry
from sewaka.kernel.access import Actor
from sewaka.kernel.ids import new_id, new_number
from sewaka.platform.cases import clocks as promises
from sewaka.platform.cases import holders, timeline
from sewaka.platform.cases.events import CaseOpened
from sewaka.platform.cases.models import Case, CaseEntry
from sewaka.platform.cases.values import ClockStart, EntryDraft


@transaction.atomic
def open_case(
    *,
    module: str,
    kind: str,
    workflow: str,
    title: str,
    actor: Actor,
    now: datetime,
    holder_role: str,
    visibility: str = "public",
    area_code: str = "",
    lat: float | None = None,
    lon: float | None = None,
    applicant_id: UUID | None = None,
    agency_id: str | None = None,
    priority: int = 0,
    clocks: tuple[ClockStart, ...] = (),
    entry: EntryDraft | None = None,
    event: Callable[[Case], outbox.Event] | None = None,
    parent_id: UUID | None = None,
    number_prefix: str = "L",
    case_id: UUID | None = None,
) -> Case:
    """Open a case in its workflow's initial state, with number, clocks, first entry and event.

    `event` builds the one event of the opening from the case (default `CaseOpened`). `now` may lie
    in the past for imported cases. Raises KeyError for an unknown workflow and IntegrityError for
    a position that is not one.
    """
    flow = registry.workflow(workflow)
    initial = flow.state(flow.initial)
    case = Case.objects.create(
        id=case_id or new_id(),
        number=_free_number(prefix=number_prefix, now=now),
        module=module,
        kind=kind,
        workflow=workflow,
        workflow_version=flow.version,
        state=initial.code,
        state_group=initial.group.value,
        title=title[:200],
        area_code=area_code,
        lat=lat,
        lon=lon,
        applicant_id=applicant_id,
        agency_id=agency_id,
        holder_role=holder_role,
        priority=priority,
        visibility=visibility,
        opened_at=now,
        state_since=now,
        due_at=min((one.due_at for one in clocks), default=None),
        parent_id=parent_id,
    )
    promises.start(case, clocks, at=now)
    holders.hold(case, at=now)
    opened = entry or EntryDraft()
    timeline.write(case, opened, kind=CaseEntry.Kind.OPENED, actor=actor, at=now)
    told = event(case) if event else _opened(case)
    outbox.record(told, actor=actor, now=now, subject=applicant_id, case_id=case.pk)
    return case


def event_facts(case: Case) -> dict[str, Any]:
    """The fields that every event of a case bears."""
    return {"case_id": case.pk, "number": case.number, "module": case.module}


def _opened(case: Case) -> CaseOpened:
    return CaseOpened(
        **event_facts(case),
        kind=case.kind,
        state=case.state,
        area_code=case.area_code,
        agency_code=case.agency_id or "",
        holder_role=case.holder_role,
        visibility=case.visibility,
    )


def _free_number(*, prefix: str, now: datetime) -> str:
    """A number nobody bears yet: 32^7 a year and letter; the unique index is the last word."""
    while True:
        number = new_number(prefix=prefix, now=now)
        if not Case.objects.filter(number=number).exists():
            return number
