"""Taking back what was just done: within ten minutes, by the same person, as the last deed.

Only transitions that say how (`Transition.undo`) can be taken back. State, desk and promises are
those of before; nothing is erased: the deed and its taking back both stay on the timeline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from sewaka.kernel import registry
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.workflow import Text, Transition
from sewaka.platform.cases import signatures
from sewaka.platform.cases.locking import locked, not_before
from sewaka.platform.cases.models import Assignment, Case, CaseEntry
from sewaka.platform.cases.moving import perform
from sewaka.platform.cases.values import Moved, Outcome

UNDO_WINDOW: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Before:
    """What the deed found: an undoing effect gives it back in its outcome."""

    since: datetime
    state: str
    holder_role: str
    agency_id: str | None

    def restored(self, outcome: Outcome) -> Outcome:
        """The outcome with state, desk and promises of before."""
        return replace(
            outcome,
            target=self.state,
            holder_role=self.holder_role,
            agency_id=self.agency_id,
            revive_since=self.since,
        )


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last deed, which its doer may still take back."""

    label: Text
    until: datetime


def undoable(*, case: Case, actor: Actor, now: datetime) -> Undoable | None:
    """What the actor may take back now; None when it is nothing of theirs, or too late."""
    entry = _last(case)
    done = _undoable_deed(case, entry)
    if entry is None or done is None or not _is_by(entry, actor):
        return None
    until = entry.at + UNDO_WINDOW
    return Undoable(done.label, until) if now < until else None


@transaction.atomic
def undo(*, case_id: UUID, actor: Actor, now: datetime, version: int | None = None) -> Moved:
    """Take the last deed back, whole or not at all.

    Raises NotFound, Stale, DomainError("cases.undo.not_yours") for a deed that is not the actor's
    last one or has no way back, DomainError("cases.undo.too_late").
    """
    case = locked(case_id=case_id, actor=actor, version=version)
    entry = _last(case)
    done = _undoable_deed(case, entry)
    if entry is None or done is None or done.undo is None or not _is_by(entry, actor):
        raise DomainError("cases.undo.not_yours")
    if now >= entry.at + UNDO_WINDOW:
        raise DomainError("cases.undo.too_late")
    at = not_before(case, now)
    given = {"before": _before(case, entry)}
    outcome: Outcome = done.undo(case=case, given=given, actor=actor, now=at)
    flow = registry.workflow(case.workflow)
    back = replace(done, action=signatures.UNDO, target=entry.from_state)
    return perform(case, flow, back, outcome, actor=actor, at=at)


def _last(case: Case) -> CaseEntry | None:
    """The entry of the case's present version, if the last change was a deed."""
    return CaseEntry.objects.filter(
        case=case, case_version=case.version, kind=CaseEntry.Kind.MOVED
    ).first()


def _undoable_deed(case: Case, entry: CaseEntry | None) -> Transition | None:
    if entry is None:
        return None
    found = (
        one
        for one in registry.workflow(case.workflow).transitions
        if one.action == entry.action and one.undo is not None
    )
    return next(found, None)


def _is_by(entry: CaseEntry, actor: Actor) -> bool:
    return actor.person_id is not None and entry.person_id == actor.person_id


def _before(case: Case, entry: CaseEntry) -> Before:
    """From the entry, and from the desk that held the case until then."""
    desk = Assignment.objects.filter(case=case, to_at=entry.at).order_by("-from_at").first()
    return Before(
        since=entry.at,
        state=entry.from_state,
        holder_role=desk.holder_role if desk else case.holder_role,
        agency_id=desk.agency_id if desk else case.agency_id,
    )
