"""What is decided about a report before anything is written: area, route, promises, first desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Invalid, TooMany
from sewaka.kernel.ids import digest
from sewaka.modules.reports.effects import hops, places
from sewaka.modules.reports.effects.hops import Legs
from sewaka.modules.reports.effects.promises import start_clocks
from sewaka.modules.reports.events import ReportSubmitted
from sewaka.modules.reports.models import Category, Report, catalogue
from sewaka.modules.reports.models.senders import is_banned, sent_instants
from sewaka.modules.reports.rules import questions
from sewaka.modules.reports.rules.draft import (
    BY_OFFICE,
    Channel,
    Draft,
    ReportKind,
    check_draft,
    cleaned,
    shows_name,
    visibility_of,
)
from sewaka.modules.reports.rules.limits import retry_at
from sewaka.modules.reports.rules.places import Onward, Place, decide_place, unplaced
from sewaka.modules.reports.rules.policies import Policy
from sewaka.modules.reports.rules.privacy import needs_look, public_text
from sewaka.modules.reports.rules.routing import Plan, choose_agency
from sewaka.modules.reports.rules.sealing import offices_concerned
from sewaka.platform.cases.api import Case, ClockStart


@dataclass(frozen=True, slots=True)
class Sender:
    """By which door it came and what tells one sender from another.

    `device` is the digest of the device's cookie; `limits_apply` is off for officers and imports.
    """

    device: bytes | None = None
    limits_apply: bool = True
    external_id: str | None = None
    client_id: UUID | None = None  # the program that sent it through Open311


@dataclass(frozen=True, slots=True)
class Arrival:
    """Everything decided about a report before anything is written."""

    draft: Draft
    category: Category
    place: Place
    agency: str  # empty: not known, triage decides
    legs: Legs
    promise: Policy
    clocks: tuple[ClockStart, ClockStart]
    sender: Sender
    actor: Actor
    now: datetime
    is_muted: bool = False  # from a banned sender: triage looks, nobody else is troubled
    is_public_at_once: bool = False  # the scan of its words was look enough

    @property
    def wanted(self) -> str:
        """How visible it may become once it is released."""
        return _wanted(self.draft, self.category)

    @property
    def neighbour(self) -> str:
        """The neighbour to whom it goes on; empty for a place in the city, and never for a sealed
        report, which nobody but the inspectors may read.
        """
        is_theirs = not self.place.area_code and self.draft.onward.is_neighbour
        return self.draft.onward.value if is_theirs and self.wanted != "secret" else ""

    @property
    def excluded_units(self) -> list[str]:
        """The offices that must not know of a sealed report, until the inspectors choose others."""
        if self.wanted != "secret":
            return []
        concerned = _agency(self.category, self.place, now=self.now)
        return list(
            offices_concerned(
                text=f"{self.draft.description} {self.draft.landmark}",
                concerned=concerned,
                area_code=self.place.area_code,
                keeper=self.agency,
                names=catalogue.current().agency_words,
            )
        )

    @property
    def title(self) -> str:
        """What stands in lists: the category, and the landmark or else the village."""
        where = self.covered(self.draft.landmark) or catalogue.area_name(self.place.village_code)
        return f"{self.category.name}, {where}" if where else self.category.name

    def covered(self, text: str) -> str:
        """The text as the public may read it."""
        return public_text(text, struck=self.draft.struck)

    @property
    def covered_answers(self) -> dict[str, list[str]]:
        """The answers to the category's questions as the public may read them."""
        given = self.draft.answers or {}
        return {code: [self.covered(one) for one in values] for code, values in given.items()}

    @property
    def is_from_desk(self) -> bool:
        """An officer entered it for somebody."""
        return self.draft.channel in BY_OFFICE

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

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the first entry: by which door, and which offices have nobody."""
        return {"channel": self.draft.channel.value, **self.legs.facts}

    @property
    def visibility(self) -> str:
        """How visible it is now."""
        if self.is_public_at_once:
            return "public"
        return "secret" if self.wanted == "secret" else "parties"

    @property
    def applicant_id(self) -> UUID | None:
        """The person who waits; an officer who entered it for somebody does not."""
        return None if self.is_from_desk else self.actor.person_id

    def report(self, case: Case, *, secret: str) -> Report:
        """The details of the case, not saved yet."""
        draft, place, sender = self.draft, self.place, self.sender
        return Report(
            case=case,
            kind=draft.kind,
            category=self.category,
            channel=draft.channel,
            description=(words := self.covered(draft.description)),
            description_public=words,
            landmark=self.covered(draft.landmark),
            position_source=draft.position_source,
            accuracy_m=draft.accuracy_m,
            village_code=place.village_code,
            hamlet_code=place.hamlet_code,
            territory_method=place.method,
            territory_flagged=place.is_flagged,
            identity_mode=draft.identity,
            is_name_public=shows_name(draft),
            visibility_wanted=self.wanted,
            released_at=self.now if self.is_public_at_once else None,
            withheld_at=self.now if self.is_muted else None,
            secret_hash=digest(secret),
            device_hash=sender.device,
            sent_at=self.now,
            submitted_by_id=self.actor.person_id if self.is_from_desk else None,
            photos_expected=draft.photos,
            external_id=sender.external_id,
            policy=self.promise.code,
            policy_version=self.promise.version,
            language=draft.language,
            address=self.covered(draft.address),
            answers=questions.kept(
                self.category.questions,
                self.covered_answers,
                form_version=questions.version(self.category.form),
            ),
            client_id=sender.client_id,
        )


def judge(draft: Draft, *, sender: Sender, actor: Actor, now: datetime) -> Arrival:
    """Decide everything. Raises Invalid with one code per field, and TooMany with `retry_at`."""
    draft = cleaned(draft)
    category, place = _decided(draft, now=now)
    if not place.area_code and draft.onward is Onward.QUESTION:
        draft = replace(draft, kind=_asked_as(draft))
    if sender.limits_apply:
        _check_limits(draft, sender, now=now)
    handled_as = _handled_as(draft, category)
    promise = _promise(draft, handled_as)
    agency = _agency(handled_as, place, now=now)
    is_muted = _is_muted(draft, category, sender, now=now)
    return Arrival(
        draft=draft,
        category=category,
        place=place,
        agency=agency,
        legs=hops.first_legs(
            policy=promise,
            plan=promise.plan_for(Plan(handled_as.plan)),
            area_code=place.area_code,
            agency="" if is_muted else agency,
            at=now,
        ),
        is_muted=is_muted,
        is_public_at_once=not is_muted
        and _wanted(draft, category) == "public"
        and not waits_for_look(draft),
        promise=promise,
        clocks=start_clocks(promise, at=now),
        sender=sender,
        actor=actor,
        now=now,
    )


def waits_for_look(draft: Draft) -> bool:
    """Whether an officer looks at an open report before everybody reads it (ADR 16): where the
    city wants it so, or something in its words marks a person and its author left it standing.
    """
    if settings.REPORTS_TEXT_PUBLISH != "at_once":
        return True
    answers = (draft.answers or {}).values()
    words = (draft.description, draft.landmark, draft.address, *chain.from_iterable(answers))
    return needs_look(words, struck=draft.struck)


def _decided(draft: Draft, *, now: datetime) -> tuple[Category, Place]:
    """The category and the place, or all problems of the draft at once."""
    today = localdate(now)
    found = catalogue.current().categories.get(draft.category)
    problems = dict(check_draft(draft, category=found.as_facts() if found else None, on=today))
    if found is not None and draft.answers is not None:
        problems |= _answer_problems(found, draft.answers, draft.channel)
    place: Place | str = "reports.place.required"
    if not problems.keys() & {"place", "address"}:
        place = _place(draft)
        if isinstance(place, str):
            problems["place"] = place
        elif place.area_code and not places.is_known(place.area_code):
            problems["place"] = "reports.place.village_unknown"
    if problems or found is None or isinstance(place, str):
        raise Invalid("reports.draft.invalid", fields=problems)
    return found, place


def _place(draft: Draft) -> Place | str:
    """The area by position, choice or the words of an address; an address alone is enough."""
    is_given = draft.position is not None or draft.village_code or draft.hamlet_code
    village = draft.village_code if is_given else places.village_in(draft.address)
    if not is_given and not village:
        return unplaced()
    return decide_place(
        located=places.locate(draft.position) if draft.position else None,
        chosen_village=village,
        chosen_hamlet=draft.hamlet_code,
        onward=draft.onward,
    )


def _asked_as(draft: Draft) -> ReportKind:
    """A question to the city; a sealed report stays one."""
    is_sealed = draft.kind is ReportKind.INTEGRITY
    return draft.kind if is_sealed else ReportKind.INFORMATION_REQUEST


def _answer_problems(
    category: Category, answers: questions.Given, channel: Channel
) -> dict[str, str]:
    """What does not fit. A stranger's program is told of answers that nobody asked for; a phone
    that kept an older form can not mend them, so they are laid aside.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    found = dict(questions.problems(category.questions, answers, zone=zone))
    if channel is Channel.OPEN311:
        found |= questions.unasked(category.questions, answers)
    return {f"attribute[{code}]": problem for code, problem in found.items()}


def _check_limits(draft: Draft, sender: Sender, *, now: datetime) -> None:
    sent = sent_instants(device=sender.device, contact=draft.contact, since=now - timedelta(days=1))
    again = retry_at(sent, now=now)
    if again is not None:
        raise TooMany("reports.too_many", retry_at=again)


def _wanted(draft: Draft, category: Category) -> str:
    return visibility_of(category=category.as_facts(), identity=draft.identity, kind=draft.kind)


def _handled_as(draft: Draft, category: Category) -> Category:
    """The category whose way the report goes: a sealed one goes to the inspectors, whatever it is
    about, and never to the office that it speaks of.
    """
    is_sealed = _wanted(draft, category) == "secret"
    return (catalogue.sealed_category() or category) if is_sealed else category


def _is_muted(draft: Draft, category: Category, sender: Sender, *, now: datetime) -> bool:
    """Never a sealed report: a banned sender may have seen a bribe all the same."""
    if not sender.limits_apply or _wanted(draft, category) == "secret":
        return False
    return is_banned(device=sender.device, contact=draft.contact, now=now)


def _agency(category: Category, place: Place, *, now: datetime) -> str:
    """The agency that the routes name; empty where the city has no rule."""
    routes = catalogue.current().routes.get(category.service_code, ())
    found = choose_agency(
        routes, category=category.service_code, area_code=place.area_code, on=localdate(now)
    )
    return found or ""


def _promise(draft: Draft, category: Category) -> Policy:
    is_question = draft.kind is ReportKind.INFORMATION_REQUEST
    return catalogue.policy("information_request" if is_question else category.policy)
