"""A report comes in: from a phone, a counter, a program or an import, through one action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid, TooMany
from sewaka.kernel.ids import digest, new_secret
from sewaka.modules.reports.effects import contacts, photos, places
from sewaka.modules.reports.effects.promises import start_clocks
from sewaka.modules.reports.events import ReportSubmitted
from sewaka.modules.reports.models import Category, Report, catalogue
from sewaka.modules.reports.models.senders import sent_instants
from sewaka.modules.reports.rules import numbers
from sewaka.modules.reports.rules.draft import (
    Channel,
    Draft,
    ReportKind,
    check_draft,
    cleaned,
    visibility_of,
)
from sewaka.modules.reports.rules.limits import retry_at
from sewaka.modules.reports.rules.places import Place, decide_place
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.privacy import public_text
from sewaka.modules.reports.rules.routing import (
    Desk,
    FirstHolder,
    Plan,
    choose_agency,
    first_holder,
)
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case, ClockStart, EntryDraft
from sewaka.platform.people import api as people

_DESK_CHANNELS = frozenset({Channel.COUNTER, Channel.PHONE, Channel.STAFF})


@dataclass(frozen=True, slots=True)
class Sender:
    """By which door it came and what tells one sender from another.

    `device` is the digest of the device's cookie; `limits_apply` is off for officers and imports.
    """

    device: bytes | None = None
    limits_apply: bool = True
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the author keeps: number, secret of the link, the two promised instants."""

    case_id: UUID
    number: str
    secret: str
    response_due_at: datetime
    resolution_due_at: datetime


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Everything decided about a report before anything is written."""

    draft: Draft
    category: Category
    place: Place
    holder: FirstHolder
    promise: Policy
    clocks: tuple[ClockStart, ClockStart]
    sender: Sender
    actor: Actor
    now: datetime

    @property
    def wanted(self) -> str:
        """How visible it may become once it is released."""
        facts = self.category.as_facts()
        return visibility_of(category=facts, identity=self.draft.identity, kind=self.draft.kind)

    @property
    def title(self) -> str:
        """What stands in lists: the category, and the landmark or else the village."""
        where = public_text(self.draft.landmark) or catalogue.area_name(self.place.village_code)
        return f"{self.category.name}, {where}" if where else self.category.name

    @property
    def is_from_desk(self) -> bool:
        """An officer entered it for somebody."""
        return self.draft.channel in _DESK_CHANNELS

    def told(self, case: Case) -> ReportSubmitted:
        """The event of the opening."""
        return ReportSubmitted(
            case_id=case.pk,
            number=case.number,
            service_code=self.category.service_code,
            area_code=case.area_code,
            agency_code=case.agency_id or "",
            visibility=case.visibility,
            channel=self.draft.channel,
            kind=self.draft.kind,
            response_due_at=self.clocks[0].due_at,
            resolution_due_at=self.clocks[1].due_at,
        )


@transaction.atomic
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
    with `retry_at` when the device or the contact has sent too many.
    """
    arrival = _judged(cleaned(draft), sender=sender, actor=actor, now=now)
    case = _open(arrival)
    secret = new_secret()
    report = _store(arrival, case, secret=secret)
    if not arrival.draft.contact.is_empty:
        contact = arrival.draft.contact
        contacts.keep(report=report, contact=contact, person_id=case.applicant_id, now=now)
    if photo_ids:
        photos.add_before(report=report, file_ids=photo_ids, actor=actor, now=now)
    response, resolution = arrival.clocks
    return Submitted(case.pk, case.number, secret, response.due_at, resolution.due_at)


def _judged(draft: Draft, *, sender: Sender, actor: Actor, now: datetime) -> _Arrival:
    category, place = _decided(draft, now=now)
    if sender.limits_apply:
        _check_limits(draft, sender, now=now)
    promise = _promise(draft, category)
    return _Arrival(
        draft=draft,
        category=category,
        place=place,
        holder=_holder(category, place, now=now),
        promise=promise,
        clocks=start_clocks(promise, at=now),
        sender=sender,
        actor=actor,
        now=now,
    )


def _decided(draft: Draft, *, now: datetime) -> tuple[Category, Place]:
    """The category and the place, or all problems of the draft at once."""
    today = localdate(now)
    found = catalogue.current().categories.get(draft.category)
    problems = dict(check_draft(draft, category=found.as_facts() if found else None, on=today))
    place: Place | str = "reports.place.required"
    if "place" not in problems:
        place = decide_place(
            located=places.locate(draft.position) if draft.position else None,
            chosen_village=draft.village_code,
            chosen_hamlet=draft.hamlet_code,
        )
        if isinstance(place, str):
            problems["place"] = place
        elif not places.is_known(place.area_code):
            problems["place"] = "reports.place.village_unknown"
    if problems or found is None or isinstance(place, str):
        raise Invalid("reports.draft.invalid", fields=problems)
    return found, place


def _check_limits(draft: Draft, sender: Sender, *, now: datetime) -> None:
    sent = sent_instants(device=sender.device, contact=draft.contact, since=now - timedelta(days=1))
    again = retry_at(sent, now=now)
    if again is not None:
        raise TooMany("reports.too_many", retry_at=again)


def _holder(category: Category, place: Place, *, now: datetime) -> FirstHolder:
    plan = Plan(category.plan)
    agency = choose_agency(
        catalogue.current().routes.get(category.service_code, ()),
        category=category.service_code,
        area_code=place.area_code,
        on=localdate(now),
    )
    has_head = (
        plan is Plan.HAMLET_FIRST
        and bool(place.hamlet_code)
        and bool(people.people_with_role(Desk.HAMLET, now=now, area_code=place.hamlet_code))
    )
    return first_holder(
        plan=plan, agency=agency, area_code=place.area_code, has_hamlet_head=has_head
    )


def _promise(draft: Draft, category: Category) -> Policy:
    is_question = draft.kind is ReportKind.INFORMATION_REQUEST
    return catalogue.policy("information_request" if is_question else category.policy)


def _open(arrival: _Arrival) -> Case:
    draft, position = arrival.draft, arrival.draft.position
    return cases.open_case(
        module="reports",
        kind=numbers.KIND,
        workflow=numbers.WORKFLOW,
        title=arrival.title,
        actor=arrival.actor,
        now=arrival.now,
        holder_role=arrival.holder.desk.value,
        # Nothing is public before somebody has looked at it.
        visibility="secret" if arrival.wanted == "secret" else "parties",
        area_code=arrival.place.area_code,
        lat=position.lat if position else None,
        lon=position.lon if position else None,
        applicant_id=None if arrival.is_from_desk else arrival.actor.person_id,
        agency_id=arrival.holder.agency or None,
        clocks=arrival.clocks,
        entry=EntryDraft(facts={"channel": draft.channel.value}),
        event=arrival.told,
        number_prefix=numbers.PREFIX,
    )


def _store(arrival: _Arrival, case: Case, *, secret: str) -> Report:
    draft, place, sender = arrival.draft, arrival.place, arrival.sender
    return Report.objects.create(
        case=case,
        kind=draft.kind,
        category=arrival.category,
        channel=draft.channel,
        description=draft.description,
        description_public=public_text(draft.description),
        landmark=public_text(draft.landmark),
        position_source=draft.position_source,
        accuracy_m=draft.accuracy_m,
        village_code=place.village_code,
        hamlet_code=place.hamlet_code,
        territory_method=place.method,
        territory_flagged=place.is_flagged,
        identity_mode=draft.identity,
        visibility_wanted=arrival.wanted,
        secret_hash=digest(secret),
        device_hash=sender.device,
        sent_at=arrival.now,
        submitted_by_id=arrival.actor.person_id if arrival.is_from_desk else None,
        photos_expected=draft.photos,
        external_id=sender.external_id,
        policy=arrival.promise.code,
        policy_version=arrival.promise.version,
        language=draft.language,
    )
