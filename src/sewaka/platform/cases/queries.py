"""Reading cases. Every answer is for an actor; hidden and absent are the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from sewaka.kernel import registry
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import read_number
from sewaka.kernel.querying import as_q
from sewaka.kernel.workflow import State, Transition, Workflow
from sewaka.platform.cases import access, signatures
from sewaka.platform.cases.models import (
    Assignment,
    Attachment,
    Audience,
    Case,
    CaseEntry,
    SlaClock,
    Visibility,
)
from sewaka.platform.files.api import Sight


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline as its reader sees it."""

    entry_id: UUID
    at: datetime
    kind: str
    audience: str
    who: str  # role and office, never a private name
    what: str  # the deed in words
    from_state: str
    to_state: str
    text: str
    facts: dict[str, Any]
    attachments: tuple[Attachment, ...]
    case_version: int


def get_case(*, actor: Actor, number: str = "", case_id: UUID | None = None) -> Case:
    """The case of that number (as typed or read aloud) or id. Raises NotFound.

    The same answer for absent, hidden and mistyped.
    """
    wanted = {"pk": case_id} if case_id else {"number": read_number(number)}
    case = Case.objects.select_related("agency", "assignee").filter(**wanted).first()
    if case is None or not access.visible().allows(actor, case):
        raise NotFound("cases.not_found")
    return case


def visible_cases(*, actor: Actor) -> QuerySet[Case]:
    """All cases that the actor may know of, unordered."""
    return Case.objects.filter(as_q(access.visible().where(actor)))


def own_cases(*, actor: Actor) -> QuerySet[Case]:
    """The cases that the signed-in person asked for, newest first."""
    if actor.person_id is None:
        return Case.objects.none()
    mine = Case.objects.filter(applicant_id=actor.person_id)
    return mine.select_related("agency").order_by("-opened_at", "-id")


def workflow_of(case: Case) -> Workflow:
    """The workflow of a case."""
    return registry.workflow(case.workflow)


def state_of(case: Case) -> State:
    """The present state with its words and group."""
    return workflow_of(case).state(case.state)


def available(*, case: Case, actor: Actor) -> list[Transition]:
    """What this actor may do with the case now, in the order of the workflow."""
    leaving = registry.workflow(case.workflow).leaving(case.state)
    return [transition for transition in leaving if transition.rule.allows(actor, case)]


def act_named(*, case: Case, action: str) -> Transition:
    """The act of that name: out of the present state if it leads out of it, else as it stands
    elsewhere in the workflow. Raises NotFound for a name that the workflow does not know.
    """
    flow = workflow_of(case)
    for transition in (*flow.leaving(case.state), *flow.transitions):
        if transition.action == action:
            return transition
    raise NotFound("cases.not_found")


def timeline(*, case: Case, actor: Actor) -> list[Line]:
    """The history in order of time, as far as this reader may read it. Two queries."""
    readable = signatures.readable_audiences(case, actor=actor)
    photos = Prefetch("attachments", Attachment.objects.select_related("file").order_by("position"))
    entries = CaseEntry.objects.filter(case=case, audience__in=readable)
    return [
        Line(
            entry_id=entry.pk,
            at=entry.at,
            kind=entry.kind,
            audience=entry.audience,
            who=signatures.who(entry),
            what=str(signatures.what(entry, workflow=case.workflow)),
            from_state=entry.from_state,
            to_state=entry.to_state,
            text=entry.text,
            facts=entry.facts,
            attachments=tuple(entry.attachments.all()),
            case_version=entry.case_version,
        )
        for entry in entries.order_by("at", "id").prefetch_related(photos)
    ]


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One line that everybody may read, of a case that everybody may read."""

    entry_id: UUID
    number: str
    at: datetime
    kind: str
    what: str  # the deed in words
    to_state: str  # "" where the state stayed
    state: str  # to which it led, or in which the case is now
    text: str


def public_lines(
    *,
    module: str,
    since: datetime | None = None,
    until: datetime | None = None,
    numbers: Collection[str] | None = None,
    limit: int,
) -> list[PublicLine]:
    """Public entries of a module's public cases in order of time. The same for everybody: no actor.

    `since` is included, `until` is not. One query.
    """
    found = CaseEntry.objects.filter(
        audience=Audience.PUBLIC, case__visibility=Visibility.PUBLIC, case__module=module
    )
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if numbers is not None:
        found = found.filter(case__number__in=numbers)
    return [
        PublicLine(
            entry_id=entry.pk,
            number=entry.case.number,
            at=entry.at,
            kind=entry.kind,
            what=str(signatures.what(entry, workflow=entry.case.workflow)),
            to_state=entry.to_state,
            state=entry.to_state or entry.case.state,
            text=entry.text,
        )
        for entry in found.select_related("case").order_by("at", "id")[:limit]
    ]


def clocks(*, case: Case) -> list[SlaClock]:
    """The promises of the case, in order of their start; the response before the resolution."""
    return list(SlaClock.objects.filter(case=case).order_by("started_at", "due_at"))


def running_clocks(case_ids: Iterable[UUID]) -> dict[tuple[UUID, str], SlaClock]:
    """The promises of those cases that are neither stopped nor paused, by case and kind."""
    rows = SlaClock.objects.filter(case__in=list(case_ids), stopped_at=None, paused_at=None)
    return {(row.case_id, row.kind): row for row in rows}


def pauses(*, case: Case) -> list[tuple[datetime, datetime | None]]:
    """When the clocks of the case stood still, from and until; the last one may still go on."""
    return pauses_of([case])[case.pk]


def pauses_of(found: Collection[Case]) -> dict[UUID, list[tuple[datetime, datetime | None]]]:
    """The same for many cases at once. One query."""
    still = {one.pk: {s.code for s in workflow_of(one).states if s.pauses} for one in found}
    spans: dict[UUID, list[tuple[datetime, datetime | None]]] = {one.pk: [] for one in found}
    moved = CaseEntry.objects.filter(case__in=still, kind=CaseEntry.Kind.MOVED)
    rows = moved.order_by("case_version").values_list("case_id", "at", "from_state", "to_state")
    for case_id, at, source, target in rows:
        codes, own = still[case_id], spans[case_id]
        if target in codes and source not in codes:
            own.append((at, None))
        elif source in codes and target not in codes and own:
            own[-1] = (own[-1][0], at)
    return spans


def holding_history(*, case: Case, actor: Actor) -> list[Assignment]:
    """Who held the case when. Offices only; empty for everybody else."""
    if not access.is_office().allows(actor, case):
        return []
    history = Assignment.objects.filter(case=case).select_related("agency", "person")
    return list(history.order_by("from_at", "id"))


def number_if_visible(case_id: UUID, *, actor: Actor) -> str:
    """The number for a line of a bulk result; empty when the actor may not know of the case."""
    case = Case.objects.filter(pk=case_id).first()
    return case.number if case and access.visible().allows(actor, case) else ""


def is_sealed(*, case_id: UUID) -> bool:
    """Whether nothing may be told of the case outside: for feeds and messages without a reader."""
    return Case.objects.filter(pk=case_id, visibility=Visibility.SECRET).exists()


def sight(*, actor: Actor, case_id: UUID) -> Sight:
    """How much of a case's files the actor may see: the port of `platform.files`."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None or not access.visible().allows(actor, case):
        return Sight.NOTHING
    return sight_of(case, actor=actor)


def sight_of(case: Case, *, actor: Actor) -> Sight:
    """The same for a case that the actor is known to see."""
    is_party = (access.is_office() | access.is_author()).allows(actor, case)
    return Sight.PARTY if is_party else Sight.PUBLIC
