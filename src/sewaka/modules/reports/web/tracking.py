"""One report: the public page, the author's page behind the secret link, and its few deeds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.ids import read_number
from sewaka.kernel.ui.values import Problem
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.supporting import say_not_settled, support
from sewaka.modules.reports.rules.states import NOT_RESPONSIBLE
from sewaka.modules.reports.web import cookies, pages, steps, tracking_page
from sewaka.platform.cases import api as cases
from sewaka.platform.people.api import actor_of

AUTHOR_ACTIONS = ("give_info", "settle", "dispute", "cancel", "object", *tracking_page.RIGHTS)


@require_safe
def track(request: HttpRequest) -> HttpResponse:
    """ "Lacak laporan": a number typed or read aloud leads to its page."""
    typed = request.GET.get("nomor", "")[:40]
    number = read_number(typed)
    if number:
        return redirect("reports:report", number=number)
    problem = _("This is not a report number. It looks like L26-7K3QX9M-4.") if typed else ""
    context = {"typed": typed, "problem": problem, "has_errors": bool(problem)}
    return render(request, "reports/track.html", context, status=422 if problem else 200)


@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    """What everybody may see of a report."""
    tracked = queries.tracked(actor=actor_of(request), number=number)
    if tracked.case.number != number:
        return redirect("reports:report", number=tracked.case.number)
    return render(request, "reports/report.html", tracking_page.public(request, tracked))


@require_POST
def also_me(request: HttpRequest, number: str) -> HttpResponse:
    """ "Saya juga": counted once for a person or a device."""
    mark = cookies.device_mark(request) or cookies.new_mark()
    support(
        number=number,
        device=cookies.device_hash(mark),
        actor=actor_of(request),
        now=clock.now(),
    )
    response = redirect(reverse("reports:report", args=[number]) + "#saya-juga")
    return cookies.keep_device(response, mark)


@require_POST
def not_settled(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody who has the same problem says that it is not settled; the third opens it again."""
    mark = cookies.device_mark(request) or cookies.new_mark()
    try:
        say_not_settled(
            number=number,
            device=cookies.device_hash(mark),
            reason=request.POST.get("reason", ""),
            actor=actor_of(request),
            now=clock.now(),
        )
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, cases.refusal_text(refusal))
    return redirect(reverse("reports:report", args=[number]) + "#saya-juga")


@never_cache
@require_safe
def author(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """The author's page: the same, and what the author may do."""
    return _author_page(request, number, secret)


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """The receipt once more: number, QR, secret link, two dates. Where a phone's draft ends."""
    actor = queries.author(number=number, secret=secret, actor=actor_of(request))
    tracked = queries.tracked(actor=actor, number=number)
    due = [one.due_at for one in cases.promises(tracked.case, now=clock.now())]
    body = tracked.report.external_body if tracked.case.state == NOT_RESPONSIBLE else ""
    context = pages.receipt_of(request, number=number, secret=secret, due=due, passed_to=body)
    return render(request, "reports/sent.html", context)


@never_cache
@require_POST
def act(request: HttpRequest, number: str, secret: str, action: str) -> HttpResponse:
    """One of the author's deeds: answer, settled, not settled, take back."""
    actor = queries.author(number=number, secret=secret, actor=actor_of(request))
    try:
        problems = _do(request, actor, action)
    except Invalid as refusal:
        problems = tracking_page.problems_of(refusal.fields, action=action)
    except DomainError as refusal:
        problems = [Problem("", tracking_page.refusal_words(refusal))]
    if not problems:
        return redirect("reports:author", number=number, secret=secret)
    return _author_page(request, number, secret, problems=problems, failed=action)


def _do(request: HttpRequest, actor: Actor, action: str) -> list[Problem]:
    """Perform the deed, or give what was wrong with its photos."""
    if action == "message" and actor.link_case_id is not None:
        text = request.POST.get("text", "")
        cases.comment(case_id=actor.link_case_id, actor=actor, now=clock.now(), text=text)
        return []
    if action not in AUTHOR_ACTIONS or actor.link_case_id is None:
        raise DomainError("workflow.not_allowed")
    photo_ids, problems = steps.photo_ids_sent(request)
    if problems:
        return problems
    given: dict[str, Any] = tracking_page.given_of(action, request.POST)
    if action in tracking_page.WITH_PHOTOS:
        given["evidence"] = photo_ids
    cases.move(case_id=actor.link_case_id, action=action, actor=actor, now=clock.now(), given=given)
    return []


def _author_page(
    request: HttpRequest,
    number: str,
    secret: str,
    *,
    problems: list[Problem] | None = None,
    failed: str = "",
) -> HttpResponse:
    actor = queries.author(number=number, secret=secret, actor=actor_of(request))
    tracked = queries.tracked(actor=actor, number=number)
    context = {
        **tracking_page.author(request, tracked, actor=actor, secret=secret),
        **tracking_page.mistakes(request.POST, problems or [], failed=failed),
    }
    return render(request, "reports/author.html", context, status=422 if problems else 200)
