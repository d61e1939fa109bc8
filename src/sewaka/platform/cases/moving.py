"""The one door: nobody else changes the state of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox, registry
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden
from sewaka.kernel.workflow import BACK, AskKind, State, Transition, Workflow
from sewaka.platform.cases import asks, breaches, clocks, holders, timeline
from sewaka.platform.cases.events import CaseMoved
from sewaka.platform.cases.locking import locked, not_before, swap
from sewaka.platform.cases.models import Case, CaseEntry
from sewaka.platform.cases.opening import event_facts
from sewaka.platform.cases.queries import number_if_visible
from sewaka.platform.cases.values import KEEP, BulkLine, EntryDraft, Moved, Outcome, nearest

_DESK_FIELDS = {"holder_role", "agency_id", "area_code"}
_CASE_FIELDS = ("holder_role", "agency_id", "area_code", "visibility", "title", "priority")


@transaction.atomic
def move(
    *,
    case_id: UUID,
    action: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    given: Mapping[str, Any] | None = None,
    is_bulk: bool = False,
) -> Moved:
    """Do one action of the case's workflow, whole or not at all.

    In this order: lock the row; NotFound if the actor may not know of the case; Stale if `version`
    is not the present one; NotAllowed if the action does not lead out of the state; Forbidden by
    the transition's rule; Invalid by its asks; the module's effect; one row compared and swapped;
    one entry; one event.
    """
    case = locked(case_id=case_id, actor=actor, version=version)
    flow = registry.workflow(case.workflow)
    transition = flow.transition(action=action, source=case.state)
    if not transition.rule.allows(actor, case):
        raise Forbidden("cases.forbidden", action=action, state=case.state)
    if is_bulk and not transition.is_bulk:
        raise DomainError("cases.not_in_bulk", action=action)
    answers = asks.read(transition.asks, given or {}, actor=actor, now=now)
    at = not_before(case, now)
    if transition.effect is None:
        outcome = Outcome(entry=_plain_entry(transition, answers))
    else:
        outcome = transition.effect(case=case, given=answers, actor=actor, now=at)
    return perform(case, flow, transition, outcome, actor=actor, at=at)


def bulk_move(
    *,
    chosen: Sequence[tuple[UUID, int | None]],
    action: str,
    actor: Actor,
    now: datetime,
    given: Mapping[str, Any] | None = None,
) -> list[BulkLine]:
    """The same action on many cases, each in a transaction of its own.

    `chosen` are ids with the version the actor saw. One refusal does not stop the others; the
    result says for each case what became of it, in the order given.
    """
    lines = []
    for case_id, version in chosen:
        number = number_if_visible(case_id, actor=actor)
        try:
            move(
                case_id=case_id,
                action=action,
                actor=actor,
                now=now,
                version=version,
                given=given,
                is_bulk=True,
            )
            lines.append(BulkLine(number=number))
        except DomainError as refusal:
            fields = getattr(refusal, "fields", {})
            lines.append(BulkLine(number, refusal.code, refusal.facts, fields))
    return lines


def perform(
    case: Case,
    flow: Workflow,
    transition: Transition,
    outcome: Outcome,
    *,
    actor: Actor,
    at: datetime,
) -> Moved:
    """Write what was decided: clocks, row, desk, entry, event. The row is locked by the caller."""
    source, target = flow.state(case.state), target_of(case, flow, transition, outcome)
    outcome = outcome.towards(target)
    was_open = case.closed_at is None
    changes, is_new_desk = changes_of(case, outcome)
    turned = clocks.turn(case, source=source, target=target, at=at, outcome=outcome)
    for clock in turned.missed:
        breaches.note(clock, case=case, now=at)
    changes["due_at"] = nearest(turned.due_at, outcome.desk_due_at)
    swap(case, **changes, **next_state(case, target, at=at))
    _rehold(case, was_open=was_open, is_new_desk=is_new_desk, at=at)
    entry = timeline.write(
        case,
        outcome.entry,
        kind=CaseEntry.Kind.MOVED,
        actor=actor,
        at=at,
        action=transition.action,
        from_state=source.code,
    )
    _tell(case, transition, outcome, source=source, actor=actor, at=at)
    return _result(case, entry)


def _tell(
    case: Case,
    transition: Transition,
    outcome: Outcome,
    *,
    source: State,
    actor: Actor,
    at: datetime,
) -> None:
    told = outcome.event or _moved(case, transition, source)
    outbox.record(told, actor=actor, now=at, subject=case.applicant_id, case_id=case.pk)
    if outcome.after is not None:
        outcome.after(case)


def _result(case: Case, entry: CaseEntry) -> Moved:
    return Moved(
        case_id=case.pk,
        number=case.number,
        action=entry.action,
        from_state=entry.from_state,
        to_state=case.state,
        version=case.version,
        entry_id=entry.pk,
        at=entry.at,
    )


def target_of(case: Case, flow: Workflow, transition: Transition, outcome: Outcome) -> State:
    """The state that a transition leads to: the effect's, or the workflow's."""
    code = outcome.target or transition.target
    return flow.state(case.previous_state if code == BACK else code)


def next_state(case: Case, target: State, *, at: datetime) -> dict[str, Any]:
    """The columns of the state that change; closing keeps its first instant."""
    changes: dict[str, Any] = {
        "closed_at": (case.closed_at or at) if target.group.is_closed else None
    }
    if target.code == case.state:
        return changes
    return changes | {
        "state": target.code,
        "previous_state": case.state,
        "state_group": target.group.value,
        "state_since": at,
    }


def changes_of(case: Case, outcome: Outcome) -> tuple[dict[str, Any], bool]:
    """The fields of the case that the effect really changes, and whether the desk is new."""
    wanted = {name: getattr(outcome, name) for name in (*_CASE_FIELDS, "parent_id")}
    changes = {
        name: value
        for name, value in wanted.items()
        if value is not KEEP and value != getattr(case, name)
    }
    before = case.agency_id
    if "agency_id" in changes and before and before not in case.watching_agencies:
        changes["watching_agencies"] = [*case.watching_agencies, before]
    is_new_desk = bool(changes.keys() & _DESK_FIELDS)
    if is_new_desk:
        changes["assignee_id"] = None
    return changes, is_new_desk


def _rehold(case: Case, *, was_open: bool, is_new_desk: bool, at: datetime) -> None:
    is_open = case.closed_at is None
    if was_open and not is_open:
        holders.release(case, at=at)
    elif is_open and not was_open:
        holders.hold(case, at=at)
    elif is_open and is_new_desk:
        holders.pass_on(case, at=at)


def _plain_entry(transition: Transition, answers: Mapping[str, Any]) -> EntryDraft:
    """The entry of a transition without an effect: the words and files that were given."""
    words = (AskKind.TEXT, AskKind.LONG_TEXT)
    texts = [answers[ask.name] for ask in transition.asks if ask.kind in words]
    return EntryDraft(
        text="\n\n".join(text for text in texts if text),
        files=asks.files_given(transition.asks, answers),
    )


def _moved(case: Case, transition: Transition, source: State) -> CaseMoved:
    return CaseMoved(
        **event_facts(case),
        kind=case.kind,
        action=transition.action,
        from_state=source.code,
        to_state=case.state,
        holder_role=case.holder_role,
        area_code=case.area_code,
        agency_code=case.agency_id or "",
        visibility=case.visibility,
    )
