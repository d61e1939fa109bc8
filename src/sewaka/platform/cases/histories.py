"""Cases that have a past when they come: told step by step in memory, written all together.

For the demo city and for loads of whole histories. The rows are those that `open_case`, `move`
and `mark_breaches` would have left at the time (a test compares them); what is not asked again is
whether each actor was allowed to, and whether somebody else was faster: it happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from sewaka.kernel import outbox, registry
from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.calendar import Unit, WorkCalendar
from sewaka.kernel.outbox import Event, Told
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import access, asks, breaches, clocks, rules, signatures
from sewaka.platform.cases.models import Assignment, Case, CaseEntry, SlaClock
from sewaka.platform.cases.moving import changes_of, next_state, target_of
from sewaka.platform.cases.values import ClockStart, EntryDraft, Outcome, Passage, nearest

Deed = Callable[[Case, Mapping[str, Any]], Outcome]


class History:
    """One case and everything that happened to it so far. Nothing is written before `write`."""

    def __init__(
        self,
        case: Case,
        *,
        workflow: str,
        actor: Actor,
        at: datetime,
        starts: Iterable[ClockStart] = (),
        entry: EntryDraft | None = None,
        event: Callable[[Case], Event],
        desk_due_at: datetime | None = None,
    ) -> None:
        """Open it: `case` has its number, title, place, desk and visibility, but no state yet."""
        self.case = case
        self._flow = registry.workflow(workflow)
        self._calendar: WorkCalendar = calendars.work_calendar()
        initial = self._flow.state(self._flow.initial)
        case.workflow, case.workflow_version = self._flow.code, self._flow.version
        self._set(state=initial.code, state_group=initial.group.value)
        self._set(opened_at=at, state_since=at, previous_state="")
        self.entries: list[CaseEntry] = []
        self.assignments: list[Assignment] = []
        self.clocks: list[SlaClock] = []
        self.told: list[Told] = []
        self._start(starts, at=at)
        case.due_at = nearest(case.due_at, desk_due_at)
        self._hold(at)
        opened = entry or EntryDraft()
        self._write(opened, kind=CaseEntry.Kind.OPENED, actor=actor, at=at)
        self._tell(event(case), actor=actor, at=at)

    def act(
        self,
        action: str,
        *,
        actor: Actor,
        at: datetime,
        deed: Deed,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        """One action of the workflow, with `deed` in the place of the transition's effect.

        Raises NotAllowed and Invalid as `move` does.
        """
        case, at = self.case, max(at, self.case.state_since)
        self.pass_time(at)
        transition = self._flow.transition(action=action, source=case.state)
        outcome = deed(case, asks.read(transition.asks, given or {}, actor=actor, now=at))
        source = self._flow.state(case.state)
        target = target_of(case, self._flow, transition, outcome)
        outcome = outcome.towards(target)
        was_open = case.closed_at is None
        changes, is_new_desk = changes_of(case, outcome)
        running = self._turn(source, target, outcome, at=at)
        changes["due_at"] = nearest(rules.nearest_due(running), outcome.desk_due_at)
        self._set(**changes, **next_state(case, target, at=at), version=case.version + 1)
        self._rehold(was_open=was_open, is_new_desk=is_new_desk, at=at)
        kind = CaseEntry.Kind.MOVED
        self._write(
            outcome.entry, kind=kind, actor=actor, at=at, action=action, came_from=source.code
        )
        self._tell(outcome.event, actor=actor, at=at)

    def pass_on(self, passage: Passage) -> None:
        """The case goes on to the next desk by itself, as `passing.pass_on` would have had it."""
        self.pass_time(passage.at)
        case, running = self.case, [clocks.value_of(row) for row in self.clocks]
        is_new_desk = passage.holder_role != case.holder_role
        due_at = nearest(rules.nearest_due(running), passage.desk_due_at)
        self._set(holder_role=passage.holder_role, due_at=due_at, version=case.version + 1)
        if is_new_desk:
            self._set(assignee_id=None)
        self._rehold(was_open=True, is_new_desk=is_new_desk, at=passage.at)
        self._write(passage.entry, kind=CaseEntry.Kind.PASSED, actor=SYSTEM, at=passage.at)
        self._tell(passage.event, actor=SYSTEM, at=passage.at)

    def pass_time(self, until: datetime) -> None:
        """Note the promises that were missed before `until`, as the city's clock would have."""
        for row in sorted(self.clocks, key=lambda one: one.due_at):
            is_running = row.stopped_at is None and row.paused_at is None
            if is_running and row.breached_at is None and row.due_at < until:
                row.breached_at = row.due_at
                self._breach(row)

    def _breach(self, row: SlaClock) -> None:
        draft, told = breaches.draft_of(row), breaches.event_of(row, case=self.case)
        self._write(draft, kind=CaseEntry.Kind.BREACHED, actor=SYSTEM, at=row.due_at)
        self._tell(told, actor=SYSTEM, at=row.due_at)

    def _turn(self, source: Any, target: Any, outcome: Outcome, *, at: datetime) -> list[Any]:
        after = []
        since = outcome.revive_since
        for row in self.clocks:
            if row.stopped_at is not None and (since is None or row.stopped_at < since):
                continue
            turned = clocks.turned(
                clocks.value_of(row),
                source=source,
                target=target,
                at=at,
                stop_kinds=outcome.stop_clocks,
                calendar=self._calendar,
            )
            if clocks.retime(row, outcome.retimed):
                turned = replace(turned, due_at=row.due_at, unit=Unit(row.unit))
            clocks.put_into(row, turned)
            after.append(turned)
        after += [clocks.value_of(row) for row in self._start(outcome.start_clocks, at=at)]
        return after

    def _start(self, starts: Iterable[ClockStart], *, at: datetime) -> list[SlaClock]:
        rows = [clocks.row_of(self.case, one, at=at) for one in starts]
        self.clocks += rows
        self.case.due_at = self.case.due_at or min((one.due_at for one in rows), default=None)
        return rows

    def _hold(self, at: datetime) -> None:
        case = self.case
        self.assignments.append(
            Assignment(
                case=case,
                holder_role=case.holder_role,
                area_code=case.area_code,
                agency_id=case.agency_id,
                person_id=case.assignee_id,
                from_at=at,
            )
        )

    def _rehold(self, *, was_open: bool, is_new_desk: bool, at: datetime) -> None:
        is_open = self.case.closed_at is None
        if was_open and (is_new_desk or not is_open):
            self.assignments[-1].to_at = at
        if is_open and (is_new_desk or not was_open):
            self._hold(at)

    def _write(
        self,
        draft: EntryDraft,
        *,
        kind: CaseEntry.Kind,
        actor: Actor,
        at: datetime,
        action: str = "",
        came_from: str = "",
    ) -> None:
        case = self.case
        role, office = _signed(actor, case)
        self.entries.append(
            CaseEntry(
                case=case,
                at=at,
                kind=kind,
                audience=draft.audience,
                action=action,
                from_state=came_from,
                to_state=case.state if came_from or kind == CaseEntry.Kind.OPENED else "",
                text=draft.text,
                facts=dict(draft.facts),
                role=role,
                office=office,
                person_id=actor.person_id,
                case_version=case.version,
            )
        )

    def _tell(self, event: Event, *, actor: Actor, at: datetime) -> None:
        case = self.case
        self.told.append(Told(event, actor, at, subject=case.applicant_id, case_id=case.pk))

    def _set(self, **changes: Any) -> None:
        """Change the case in memory; `write` inserts it once, in its last state."""
        for name, value in changes.items():
            setattr(self.case, name, value)


@transaction.atomic
def write(histories: Iterable[History]) -> int:
    """Write the rows of all of them; gives the number of cases.

    Events are recorded in the order of their time, so that the log reads as the city lived.
    """
    told = list(histories)
    Case.objects.bulk_create([one.case for one in told], batch_size=1_000)
    for model, name in (
        (SlaClock, "clocks"),
        (Assignment, "assignments"),
        (CaseEntry, "entries"),
    ):
        rows = [row for one in told for row in getattr(one, name)]
        model.objects.bulk_create(rows, batch_size=1_000)
    events = sorted((event for one in told for event in one.told), key=lambda event: event.at)
    outbox.record_all(events)
    return len(told)


def _signed(actor: Actor, case: Case) -> tuple[str, str]:
    """Role and office, as `signatures.signature` gives them."""
    if actor.via == "system":
        return signatures.SYSTEM_ROLE, ""
    if access.is_author().allows(actor, case) and not access.holds().allows(actor, case):
        return signatures.CITIZEN, ""
    held = access.acting_as(actor, case)
    if held is None:
        return signatures.CITIZEN, ""
    return held.role, signatures.office_name(held.area_code, held.agency_code)
