"""How a case begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sewaka.kernel import outbox, registry
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ids import new_id, new_number
from sewaka.kernel.rows import deed, insert
from sewaka.kernel.workflow import Workflow
from sewaka.platform.cases import clocks as promises
from sewaka.platform.cases import holders, timeline
from sewaka.platform.cases.events import CaseOpened
from sewaka.platform.cases.models import Case, CaseEntry
from sewaka.platform.cases.values import ClockStart, EntryDraft, nearest


class Circumstances(TypedDict, total=False):
    """What else is known of a case when it opens; everything may be left out."""

    visibility: str  # models.Visibility; public when left out
    area_code: str
    lat: float | None
    lon: float | None
    applicant_id: UUID | None
    agency_id: str | None
    priority: int
    parent_id: UUID | None
    excluded_units: list[str]  # offices that must not know of a sealed case


class NumberTaken(DomainError):
    """Another case bears the drawn number; nothing was written, and the same again succeeds.

    The chance is the share of the 32^7 numbers of the year that are in use: 1 in 34,000 with a
    million cases. A look beforehand would cost every case a query and guard nothing.
    """

    status = 503


_REFUSALS = {"cases_case_number_key": NumberTaken("cases.number_taken")}


@deed()
def open_case(
    *,
    module: str,
    kind: str,
    workflow: str,
    title: str,
    actor: Actor,
    now: datetime,
    holder_role: str,
    clocks: tuple[ClockStart, ...] = (),
    entry: EntryDraft | None = None,
    event: Callable[[Case], outbox.Event] | None = None,
    number_prefix: str = "L",
    case_id: UUID | None = None,
    desk_due_at: datetime | None = None,
    **known: Unpack[Circumstances],
) -> Case:
    """Open a case in its workflow's initial state, with number, clocks, first entry and event.

    `event` builds the one event of the opening from the case (default `CaseOpened`). `now` may lie
    in the past for imported cases. `desk_due_at` is until when the first desk has time, if that is
    sooner than the clocks. Raises KeyError for an unknown workflow, NumberTaken, and
    IntegrityError for a position that is not one; each undoes the whole transaction around it.
    """
    case = Case(id=case_id or new_id(), module=module, kind=kind, title=title[:200], **known)
    case.number = new_number(prefix=number_prefix, now=now)
    case.holder_role = holder_role
    case.due_at = nearest(desk_due_at, *(one.due_at for one in clocks))
    _begin(case, registry.workflow(workflow), at=now)
    promises.start(case, clocks, at=now)
    holders.hold(case, at=now)
    timeline.write(case, entry or EntryDraft(), kind=CaseEntry.Kind.OPENED, actor=actor, at=now)
    told = event(case) if event else _opened(case)
    outbox.record(told, actor=actor, now=now, subject=case.applicant_id, case_id=case.pk)
    return case


def _begin(case: Case, flow: Workflow, *, at: datetime) -> None:
    initial = flow.state(flow.initial)
    case.workflow, case.workflow_version = flow.code, flow.version
    case.state, case.state_group = initial.code, initial.group.value
    case.opened_at = case.state_since = at
    insert(case, refusals=_REFUSALS)


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
