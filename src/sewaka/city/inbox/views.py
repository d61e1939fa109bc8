"""The staff's list and the page of one case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from sewaka.city.inbox import filters as urls
from sewaka.city.inbox.access import actor_of, staff_only
from sewaka.city.inbox.cards import cards_page
from sewaka.city.inbox.casepage import CasePage, Sent, case_page
from sewaka.city.inbox.listing import work_list
from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.platform.cases import api as cases

LIST = "inbox/list.html"
LIST_FRAGMENT = "inbox/parts/panes.html"
CASE = "inbox/case.html"


@require_safe
@staff_only
def enter(_request: HttpRequest) -> HttpResponse:
    """The staff's front door."""
    return redirect("inbox:list")


@require_safe
@staff_only
@vary_on_headers("HX-Request")
def list_page(request: HttpRequest) -> HttpResponse:
    """What has to be done, least time left first; `berkas` opens one case beside the list."""
    actor, now, filters = actor_of(request), clock.now(), urls.read(request.GET)
    number = request.GET.get("berkas", "")
    page = _page_of(request, number) if number else None
    chosen = page.case.number if page else ""
    context = {
        "work": work_list(actor=actor, filters=filters, now=now, chosen=chosen),
        "page": page,
        "query": urls.query_of(filters),
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, LIST_FRAGMENT if is_fragment else LIST, context)


@require_safe
@staff_only
def cards(request: HttpRequest) -> HttpResponse:
    """The same work for a thumb: each case whole, with big buttons."""
    after = request.GET.get("setelah", "")
    work = cards_page(actor=actor_of(request), after=after, now=clock.now())
    return render(request, "inbox/cards.html", {"work": work})


@require_safe
@staff_only
def one_case(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one case."""
    return show_case(request, _page_of(request, number))


def _page_of(request: HttpRequest, number: str) -> CasePage:
    actor = actor_of(request)
    case = staff_case(request, number)
    return case_page(case=case, actor=actor, now=clock.now())


def staff_case(request: HttpRequest, number: str) -> cases.Case:
    """The case for an office that may work with it. Raises NotFound.

    A public case of another module is read on its public page, not here.
    """
    actor = actor_of(request)
    case = cases.get_case(actor=actor, number=number)
    if not cases.is_office().allows(actor, case):
        raise NotFound("cases.not_found")
    return case


def show_case(request: HttpRequest, page: CasePage, *, status: int = 200) -> HttpResponse:
    """The page of a case with that status code (422 when something was wrong)."""
    context = {"page": page, "problems": page.problems, "has_errors": bool(page.problems)}
    return render(request, CASE, context, status=status)


def shown_again(request: HttpRequest, case: cases.Case, sent: Sent, *, status: int) -> HttpResponse:
    """The page with what the officer sent, nothing lost."""
    page = case_page(case=case, actor=actor_of(request), now=clock.now(), sent=sent)
    return show_case(request, page, status=status)
