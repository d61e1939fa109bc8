"""The list for a thumb: each case whole, with big buttons for what its holder does with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from sewaka.city.inbox.listing import counted, time_left
from sewaka.kernel import registry
from sewaka.kernel.access import Actor
from sewaka.kernel.ui.values import CaseBrief, Status, Text
from sewaka.kernel.workflow import Transition
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases
from sewaka.platform.territory import api as territory

SIZE = 20  # cards of a page: the whole stays below 14 KB


@dataclass(frozen=True, slots=True)
class Deed:
    """A big button. `is_direct`: one tap does it; the others ask something first."""

    transition: Transition
    label: Text
    url: str

    @property
    def is_direct(self) -> bool:
        """Whether nothing has to be said."""
        return not any(ask.is_required for ask in self.transition.asks)


@dataclass(frozen=True, slots=True)
class Card:
    """One case with everything that its holder needs to decide."""

    case: cases.Case
    status: Status
    left: str
    is_late: bool
    place: str
    brief: CaseBrief
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """A page of cards, least time left first."""

    cards: tuple[Card, ...]
    count_text: str
    next_url: str


def cards_page(*, actor: Actor, after: str, now: datetime) -> Cards:
    """What lies on the actor's desk, as cards. The number of queries is bounded."""
    filters = cases.Filters(view=cases.View.DESK, after=after)
    page = cases.inbox(actor=actor, filters=filters, now=now, size=SIZE)
    briefs = _briefs(page.cases, actor=actor, now=now)
    calendar, places = calendars.work_calendar(), territory.places()
    total = cases.count(actor=actor, filters=cases.Filters(view=cases.View.DESK), now=now)
    return Cards(
        cards=tuple(
            Card(
                case=case,
                status=replace(cases.status(case, now=now, calendar=calendar), overdue_days=0),
                left=time_left(case, now=now, calendar=calendar),
                is_late=case.due_at is not None and case.due_at < now,
                place=places[case.area_code].name if case.area_code in places else "",
                brief=briefs.get(case.pk, CaseBrief()),
                deeds=_deeds(case, actor=actor),
            )
            for case in page.cases
        ),
        count_text=counted(total),
        next_url=f"{reverse('inbox:cards')}?setelah={page.next}" if page.next else "",
    )


def _deeds(case: cases.Case, *, actor: Actor) -> tuple[Deed, ...]:
    """What may be done now and has a place under the thumb, in its module's order."""
    available = {one.action: one for one in cases.available(case=case, actor=actor)}
    return tuple(
        Deed(available[action], label, reverse("inbox:act", args=[case.number, action]))
        for action, label in registry.module(case.module).thumb_acts.items()
        if action in available
    )


def _briefs(
    found: Sequence[cases.Case], *, actor: Actor, now: datetime
) -> Mapping[UUID, CaseBrief]:
    """What each case is about, in its module's words: one call for each module."""
    briefs: dict[UUID, CaseBrief] = {}
    for code in dict.fromkeys(case.module for case in found):
        tell = registry.module(code).case_briefs
        if tell is not None:
            own = [case for case in found if case.module == code]
            briefs |= tell(cases=own, actor=actor, now=now)
    return briefs
