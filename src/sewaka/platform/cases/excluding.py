"""Sealing a case off from the offices that it speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid
from sewaka.platform.cases import access, timeline
from sewaka.platform.cases.events import CaseSealedOff
from sewaka.platform.cases.locking import locked, not_before, swap
from sewaka.platform.cases.models import Audience, Case, CaseEntry, Visibility
from sewaka.platform.cases.opening import event_facts
from sewaka.platform.cases.values import EntryDraft
from sewaka.platform.people import api as people
from sewaka.platform.people.models import Person


@transaction.atomic
def exclude(
    *,
    case_id: UUID,
    units: Iterable[str],
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """From now on the offices of these codes (agencies, areas) do not know of the case.

    Replaces what was chosen before. Whoever serves at one of them gets the answer for an absent
    case everywhere, whatever else they are. Raises NotFound, Stale, Forbidden (only who reads
    sealed cases of this kind may), DomainError("cases.not_sealed"), Invalid (`units`: own_office)
    when the actor would shut themselves or the desk that holds it out.
    """
    case = locked(case_id=case_id, actor=actor, version=version)
    if case.visibility != Visibility.SECRET:
        raise DomainError("cases.not_sealed", number=case.number)
    if not access.reads_sealed().allows(actor, case):
        raise Forbidden("cases.forbidden", action="exclude", state=case.state)
    case.excluded_units, before = sorted(set(units)), case.excluded_units
    if access.is_excluded().allows(actor, case) or case.agency_id in case.excluded_units:
        raise Invalid("cases.invalid", fields={"units": "own_office"})
    if case.excluded_units == before:
        return case
    at = not_before(case, now)
    swap(case, excluded_units=case.excluded_units, assignee_id=_assignee_left(case, now=now))
    draft = EntryDraft(audience=Audience.INTERNAL, facts={"excluded_units": case.excluded_units})
    timeline.write(case, draft, kind=CaseEntry.Kind.REMARK, actor=actor, at=at, action="exclude")
    told = CaseSealedOff(**event_facts(case), offices=len(case.excluded_units))
    outbox.record(told, actor=actor, now=at, subject=case.applicant_id, case_id=case.pk)
    return case


def may_be_told(*, case: Case, person: Person, now: datetime) -> bool:
    """Whether this person may know of the case now: ask before telling an officer anything."""
    return access.visible().allows(people.actor_for(person, now=now), case)


def _assignee_left(case: Case, *, now: datetime) -> UUID | None:
    """The assignee, unless they serve at an office that must not know."""
    if case.assignee is None or not may_be_told(case=case, person=case.assignee, now=now):
        return None
    return case.assignee_id
