"""Giving a case to a person of the desk that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid
from sewaka.platform.cases import access, holders, timeline
from sewaka.platform.cases.events import CaseAssigned
from sewaka.platform.cases.excluding import may_be_told
from sewaka.platform.cases.locking import locked, not_before, swap
from sewaka.platform.cases.models import Audience, Case, CaseEntry
from sewaka.platform.cases.opening import event_facts
from sewaka.platform.cases.queries import number_if_visible
from sewaka.platform.cases.values import BulkLine, EntryDraft
from sewaka.platform.people import api as people


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the desk, by the name shown in office."""

    person_id: UUID
    name: str


def colleagues(*, case: Case, actor: Actor, now: datetime) -> list[Colleague]:
    """Who may be given the case: the persons who serve at its desk. Empty if not the actor's."""
    if not access.holds().allows(actor, case) or case.closed_at is not None:
        return []
    found = people.people_with_role(
        case.holder_role,
        now=now,
        area_code=case.area_code,
        agency_code=case.agency_id or "",
    )
    if case.excluded_units:
        found = [one for one in found if may_be_told(case=case, person=one, now=now)]
    return [Colleague(person_id=person.pk, name=str(person)) for person in found]


@transaction.atomic
def assign(
    *,
    case_id: UUID,
    person_id: UUID | None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Give the case to a person of the same desk, or back to the desk with None.

    Raises NotFound, Stale, Forbidden (not the actor's desk), Invalid (`person`: not_at_desk,
    already), DomainError("cases.closed").
    """
    case = locked(case_id=case_id, actor=actor, version=version)
    if not access.holds().allows(actor, case):
        raise Forbidden("cases.forbidden", action="assign", state=case.state)
    if case.closed_at is not None:
        raise DomainError("cases.closed", number=case.number)
    at = not_before(case, now)
    known = {one.person_id: one.name for one in colleagues(case=case, actor=actor, now=now)}
    if person_id is not None and person_id not in known:
        raise Invalid("cases.invalid", fields={"person": "not_at_desk"})
    if person_id == case.assignee_id:
        raise Invalid("cases.invalid", fields={"person": "already"})
    swap(case, assignee_id=person_id)
    holders.pass_on(case, at=at)
    draft = EntryDraft(
        text=known[person_id] if person_id else "",
        audience=Audience.INTERNAL,
        facts={"assignee": person_id},
    )
    timeline.write(case, draft, kind=CaseEntry.Kind.ASSIGNED, actor=actor, at=at)
    told = CaseAssigned(
        **event_facts(case), holder_role=case.holder_role, assignee_id=case.assignee_id
    )
    outbox.record(told, actor=actor, now=at, subject=case.applicant_id, case_id=case.pk)
    return case


def bulk_assign(
    *,
    chosen: Sequence[tuple[UUID, int | None]],
    person_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> list[BulkLine]:
    """The same assignment for many cases, each in a transaction of its own (see `bulk_move`)."""
    lines = []
    for case_id, version in chosen:
        number = number_if_visible(case_id, actor=actor)
        try:
            assign(case_id=case_id, person_id=person_id, actor=actor, now=now, version=version)
            lines.append(BulkLine(number=number))
        except DomainError as refusal:
            fields = getattr(refusal, "fields", {})
            lines.append(BulkLine(number, refusal.code, refusal.facts, fields))
    return lines
