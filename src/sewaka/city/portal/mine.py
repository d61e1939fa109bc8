"""`/saya`: what I asked for and what became of it. Without an account: the other ways to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sewaka.city.portal import frame
from sewaka.kernel import clock, registry
from sewaka.kernel.access import Actor
from sewaka.kernel.ui.paging import PARAMETER, paged, pages_of
from sewaka.kernel.ui.values import CaseCard, Pages, Promise
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases
from sewaka.platform.people import api as people
from sewaka.platform.territory import api as territory

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class MyCases:
    """One page of a person's own cases, newest first."""

    cards: tuple[CaseCard, ...]
    pages: Pages | None


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My cases; for a stranger the ways to them."""
    actor = people.actor_of(request)
    context = {
        "own": my_cases(actor=actor, page=request.GET.get(PARAMETER, ""), now=clock.now()),
        "is_signed_in": actor.person_id is not None,
        "links": frame.public_links(),
        "main_url": frame.main_url(),
        "sign_in_url": frame.address("account_login"),
        "account_url": frame.address("people_account"),
    }
    response = render(request, "portal/mine.html", context)
    response["Cache-Control"] = "no-store"
    return response


def my_cases(*, actor: Actor, page: str, now: datetime) -> MyCases:
    """That page of the actor's own cases. Nothing for a stranger; a wrong number is the first."""
    shown = paged(cases.own_cases(actor=actor), asked=page, size=A_PAGE)
    places, calendar = territory.places(), calendars.work_calendar()
    cards = tuple(
        CaseCard(
            title=case.title,
            url=_url(case),
            number=case.number,
            place=places[case.area_code].name if case.area_code in places else "",
            status=cases.status(case, now=now, calendar=calendar),
            at=case.opened_at,
            promise=Promise(label=_("Promised by"), due_at=case.due_at) if case.due_at else None,
            icon=registry.module(case.module).icon,
        )
        for case in shown
    )
    return MyCases(cards, pages_of(shown))


def _url(case: cases.Case) -> str:
    found = registry.module(case.module).case_url
    return found(case=case) if found else ""
