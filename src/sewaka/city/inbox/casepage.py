"""One case as its officers see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from sewaka.kernel import registry
from sewaka.kernel.access import Actor
from sewaka.kernel.ui.values import Choice, PhotoItem, Problem, Promise, Status, TimelineEntry
from sewaka.kernel.workflow import Ask, AskKind, Transition
from sewaka.platform.cases import api as cases
from sewaka.platform.territory import api as territory

_FEW_ENTRIES = 5  # of what others did meanwhile; the timeline below has all


@dataclass(frozen=True, slots=True)
class Sent:
    """What an officer sent and what was wrong with it, to be shown again with nothing lost."""

    action: str
    given: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[str, tuple[PhotoItem, ...]] = field(default_factory=dict)
    refusal: str = ""  # why it did not happen, in words
    seen_version: int | None = None  # the version that was looked at, if somebody was faster


@dataclass(frozen=True, slots=True)
class PhotoAsk:
    """A photo field of an act, with the photos that already arrived."""

    ask: Ask
    items: tuple[PhotoItem, ...]
    error: str
    field_id: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that may be done now, with its form."""

    transition: Transition
    form: cases.AskForm
    photos: tuple[PhotoAsk, ...]
    is_open: bool  # shown unfolded: the main act, or the one that was sent back
    texts: tuple[Choice, ...]  # ready-made words for its answer

    @property
    def ready_id(self) -> str:
        """The id of the select of ready-made words."""
        return f"{self.transition.action}-ready-text"

    @property
    def has_fields(self) -> bool:
        """Whether the act asks for anything."""
        return bool(self.form.fields or self.photos)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody was faster: what they did since, and what the officer wrote, which is kept."""

    words: str
    theirs: list[TimelineEntry]
    yours: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the case's page shows."""

    case: cases.Case
    status: Status
    promises: list[Promise]
    entries: list[TimelineEntry]
    acts: tuple[Act, ...]
    problems: tuple[Problem, ...]
    facts: tuple[tuple[str, str], ...]
    people: tuple[Choice, ...]
    holders: tuple[tuple[str, datetime, datetime | None], ...]
    citizen_url: str
    panel: str
    undoable: cases.Undoable | None  # what this officer did last and may take back
    may_write: bool  # messages and notes; those who only read the city may not
    sent: Sent
    conflict: Conflict | None

    @property
    def assignee(self) -> str:
        """The person in the select: as it was sent, else as it is."""
        return self._kept("assign", "person", str(self.case.assignee_id or ""))

    @property
    def message_text(self) -> str:
        """The message that was not sent."""
        return self._kept("message", "text")

    @property
    def note_text(self) -> str:
        """The note that was not saved."""
        return self._kept("note", "text")

    @property
    def audience(self) -> str:
        """To whom the message goes."""
        return self._kept("message", "audience", cases.Audience.APPLICANT)

    @property
    def person_error(self) -> str:
        """What is wrong with the person chosen."""
        return self._problem("assign", "person")

    @property
    def message_error(self) -> str:
        """What is wrong with the message."""
        return self._problem("message", "text")

    @property
    def note_error(self) -> str:
        """What is wrong with the note."""
        return self._problem("note", "text")

    @property
    def audiences(self) -> tuple[Choice, ...]:
        """Who may read a message."""
        return (
            Choice(cases.Audience.APPLICANT, _("Only the citizen who asked, and offices")),
            Choice(cases.Audience.PUBLIC, _("Everybody who may see the case")),
        )

    def _kept(self, action: str, name: str, otherwise: str = "") -> str:
        return str(self.sent.given.get(name, "")) if self.sent.action == action else otherwise

    def _problem(self, action: str, name: str) -> str:
        code = self.sent.problems.get(name) if self.sent.action == action else None
        return cases.problem_text(code) if code else ""


def case_page(
    *, case: cases.Case, actor: Actor, now: datetime, sent: Sent | None = None
) -> CasePage:
    """The page of a case that the actor may see."""
    shown = sent or Sent(action="")
    acts = tuple(
        _act(transition, case=case, sent=shown, now=now)
        for transition in cases.available(case=case, actor=actor)
    )
    lines = cases.timeline(case=case, actor=actor)
    module = registry.module(case.module)
    return CasePage(
        case=case,
        status=cases.status(case, now=now),
        promises=cases.promises(case, now=now),
        entries=cases.entries(lines, case=case, actor=actor, now=now),
        acts=acts,
        problems=_problems(acts, sent=shown),
        facts=_facts(case),
        people=_people(case, actor=actor, now=now),
        holders=_holders(case, actor=actor),
        citizen_url=module.case_url(case=case) if module.case_url else "",
        panel=str(module.case_panel(case=case, actor=actor, now=now)) if module.case_panel else "",
        undoable=cases.undoable(case=case, actor=actor, now=now),
        may_write=cases.works_on().allows(actor, case),
        sent=shown,
        conflict=_conflict(case, lines, sent=shown, actor=actor, now=now),
    )


def _conflict(
    case: cases.Case, lines: list[cases.Line], *, sent: Sent, actor: Actor, now: datetime
) -> Conflict | None:
    if sent.seen_version is None:
        return None
    newer = [line for line in lines if line.case_version > sent.seen_version]
    names = {
        ask.name: str(ask.label)
        for transition in cases.workflow_of(case).transitions
        if transition.action == sent.action
        for ask in transition.asks
    }
    names.setdefault("text", _("Your words"))
    yours = tuple(
        (names[name], str(value))
        for name, value in sent.given.items()
        if name in names and value and isinstance(value, str)
    )
    theirs = cases.entries(newer[-_FEW_ENTRIES:], case=case, actor=actor, now=now)
    return Conflict(words=sent.refusal, theirs=theirs, yours=yours)


def _act(transition: Transition, *, case: cases.Case, sent: Sent, now: datetime) -> Act:
    is_sent = sent.action == transition.action
    form = cases.AskForm(
        asks=transition.asks,
        today=localdate(now),
        scope=transition.action,
        given=sent.given if is_sent else None,
        problems=sent.problems if is_sent else None,
    )
    photos = tuple(
        PhotoAsk(
            ask=ask,
            items=sent.photos.get(ask.name, ()) if is_sent else (),
            error=form.problem_of(ask.name),
            field_id=f"{transition.action}-{ask.name}",
        )
        for ask in transition.asks
        if ask.kind is AskKind.PHOTO
    )
    ready = registry.module(case.module).answer_texts
    texts = ready.offered(case=case, transition=transition) if ready else ()
    return Act(transition, form, photos, is_open=is_sent, texts=tuple(texts))


def _problems(acts: tuple[Act, ...], *, sent: Sent) -> tuple[Problem, ...]:
    """The error summary: the same words as at the fields, each with the way there."""
    asks = {
        ask.name: ask
        for act in acts
        if act.transition.action == sent.action
        for ask in act.transition.asks
    }
    return tuple(
        Problem(
            field_id=f"{sent.action}-{name}",
            message=cases.problem_text(code, ask=asks.get(name)),
        )
        for name, code in sent.problems.items()
    )


def _facts(case: cases.Case) -> tuple[tuple[str, str], ...]:
    place = " · ".join(found.name for found in territory.chain(case.area_code)[::-1])
    service = registry.module(case.module).name
    desk = cases.desk_name(
        role=case.holder_role, area_code=case.area_code, agency_code=case.agency_id or ""
    )
    found = [
        (_("Service"), str(service)),
        (_("Place"), place),
        (_("Held by"), desk if case.closed_at is None else ""),
        (_("Assigned to"), str(case.assignee) if case.assignee else ""),
    ]
    return tuple((label, text) for label, text in found if text)


def _people(case: cases.Case, *, actor: Actor, now: datetime) -> tuple[Choice, ...]:
    found = cases.colleagues(case=case, actor=actor, now=now)
    return tuple(
        Choice(str(one.person_id), _("%(name)s (me)") % {"name": one.name})
        if one.person_id == actor.person_id
        else Choice(str(one.person_id), one.name)
        for one in found
    )


def _holders(
    case: cases.Case, *, actor: Actor
) -> tuple[tuple[str, datetime, datetime | None], ...]:
    return tuple(
        (_holder(span), span.from_at, span.to_at)
        for span in cases.holding_history(case=case, actor=actor)
    )


def _holder(span: cases.Assignment) -> str:
    desk = cases.desk_name(
        role=span.holder_role, area_code=span.area_code, agency_code=span.agency_id or ""
    )
    return ", ".join(part for part in (desk, str(span.person or "")) if part)
