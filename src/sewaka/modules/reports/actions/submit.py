"""A report comes in: from a phone, a counter, a program or an import, through one action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sewaka.kernel.access import Actor
from sewaka.kernel.ids import new_secret
from sewaka.kernel.rows import deed, insert
from sewaka.modules.reports.effects import contacts, followers, neighbours, photos, publishing
from sewaka.modules.reports.effects.arrivals import Arrival, Sender, judge
from sewaka.modules.reports.effects.covering import coverings
from sewaka.modules.reports.rules import numbers
from sewaka.modules.reports.rules.draft import Draft
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case, EntryDraft

__all__ = ["Sender", "Submitted", "submit_report"]


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the author keeps: number, secret of the link, the two promised instants."""

    case_id: UUID
    number: str
    secret: str
    response_due_at: datetime
    resolution_due_at: datetime
    is_public: bool = False  # its words can be read already
    passed_to: str = ""  # the neighbour whose it is


def submit_report(
    *,
    actor: Actor,
    now: datetime,
    draft: Draft,
    sender: Sender,
    photo_ids: Sequence[UUID] = (),
) -> Submitted:
    """Open a report from a draft: area, route, promises, first desk, timeline, event.

    `photo_ids` are stored files of this draft. Raises Invalid with one code per field, TooMany
    with `retry_at` when the device or the contact has sent too many; then nothing was written.
    """
    arrival = judge(draft, sender=sender, actor=actor, now=now)
    if not arrival.neighbour:
        return _write(arrival, photo_ids=photo_ids)
    with transaction.atomic():
        sent = _write(arrival, photo_ids=photo_ids)
        neighbours.pass_on(sent.case_id, body=arrival.neighbour, now=now)
    return replace(sent, passed_to=arrival.neighbour)


@deed()
def _write(arrival: Arrival, *, photo_ids: Sequence[UUID]) -> Submitted:
    actor, now = arrival.actor, arrival.now
    case = _open(arrival)
    secret = new_secret()
    report = arrival.report(case, secret=secret)
    insert(report, *arrival.legs.rows(case))
    subject_id = case.applicant_id or case.pk
    for row in coverings(report=report, draft=arrival.draft, subject_id=subject_id, now=now):
        insert(row)
    person_id, kept = case.applicant_id, None
    if not arrival.draft.contact.is_empty:
        contact = arrival.draft.contact
        kept = contacts.keep(report=report, contact=contact, person_id=person_id, now=now)
    followers.keep_author(report=report, contact=kept, person_id=person_id, now=now)
    if photo_ids:
        photos.add_before(report=report, file_ids=photo_ids, actor=actor, now=now)
    response, resolution = arrival.clocks
    if arrival.is_public_at_once:
        promised = publishing.Promised(response.due_at, resolution.due_at)
        publishing.show_new(case=case, report=report, promised=promised, has_photos=bool(photo_ids))
    return Submitted(
        case.pk,
        case.number,
        secret,
        response.due_at,
        resolution.due_at,
        case.visibility == "public",
    )


def _open(arrival: Arrival) -> Case:
    position = arrival.draft.position
    return cases.open_case(
        module="reports",
        kind=numbers.KIND,
        workflow=numbers.WORKFLOW,
        title=arrival.title,
        actor=arrival.actor,
        now=arrival.now,
        holder_role=arrival.legs.desk.value,
        visibility=arrival.visibility,
        area_code=arrival.place.area_code,
        lat=position.lat if position else None,
        lon=position.lon if position else None,
        applicant_id=arrival.applicant_id,
        agency_id=arrival.agency or None,
        excluded_units=arrival.excluded_units,
        clocks=arrival.clocks,
        desk_due_at=arrival.legs.due_at,
        entry=EntryDraft(facts=arrival.facts),
        event=arrival.told,
        number_prefix=numbers.PREFIX,
    )
