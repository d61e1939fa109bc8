"""The staff's page for the privacy of one report: contact, original words, photos, sender, offices.

Nothing sealed stands on the page by itself: each look is a deed of its own, with its entry in the
log, and its answer is never kept by a browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.ui.values import Problem
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.banning import ban_sender, unban_sender
from sewaka.modules.reports.actions.unsealing import open_contact, read_original
from sewaka.modules.reports.models.labels import sentence
from sewaka.modules.reports.web import privacy_page
from sewaka.platform.cases import api as cases
from sewaka.platform.people.api import actor_of


@never_cache
@require_safe
@login_required
def privacy(request: HttpRequest, number: str) -> HttpResponse:
    """What is covered, hidden and sealed, and what this officer may do about it."""
    return _page(request, number)


@never_cache
@require_POST
@login_required
def unseal(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """One deed. A look answers with what was looked at; a change leads back to the page."""
    if deed not in _DEEDS:
        raise NotFound("reports.not_found")
    queries.privacy(actor=actor_of(request), number=number, now=clock.now())
    try:
        shown = _DEEDS[deed](request, number, actor_of(request))
    except Invalid as refusal:
        return _page(request, number, problems=problems_of(refusal, deed=deed))
    if shown is None:
        return redirect("reports:privacy", number=number)
    return _page(request, number, shown=shown)


@never_cache
@require_safe
@login_required
def integrity(request: HttpRequest) -> HttpResponse:
    """The inspectors' list: every sealed report, least time left first."""
    found = queries.sealed_cases(actor=actor_of(request), most=privacy_page.MOST_SEALED)
    shown = privacy_page.sealed_list(found, now=clock.now())
    return render(request, "reports/integrity.html", shown)


def problems_of(refusal: Invalid, *, deed: str) -> list[Problem]:
    """What was wrong, at the field it belongs to."""
    return [Problem(f"id_{deed}_{name}", _words(code)) for name, code in refusal.fields.items()]


def _words(code: str) -> str:
    return sentence(code) if code.startswith("reports.") else cases.problem_text(code)


def _page(
    request: HttpRequest,
    number: str,
    *,
    shown: Mapping[str, Any] | None = None,
    problems: list[Problem] | None = None,
) -> HttpResponse:
    found = queries.privacy(actor=actor_of(request), number=number, now=clock.now())
    context = {
        **privacy_page.context(found, now=clock.now()),
        **(shown or {}),
        "problems": problems or [],
        "has_errors": bool(problems),
        "typed": request.POST,
    }
    return render(request, "reports/privacy.html", context, status=422 if problems else 200)


def _contact(request: HttpRequest, number: str, actor: Actor) -> Mapping[str, Any]:
    reason = request.POST.get("reason", "")
    try:
        return {"contact": open_contact(number=number, reason=reason, actor=actor, now=clock.now())}
    except DomainError as refusal:
        if refusal.code != "reports.no_contact":
            raise
        return {"contact_missing": sentence(refusal.code)}


def _original(_request: HttpRequest, number: str, actor: Actor) -> Mapping[str, Any]:
    return {"original": read_original(number=number, actor=actor, now=clock.now())}


def _ban(request: HttpRequest, number: str, actor: Actor) -> None:
    reason = request.POST.get("reason", "")
    try:
        ban_sender(number=number, reason=reason, actor=actor, now=clock.now())
    except DomainError as refusal:
        if refusal.code != "reports.sender_unknown":
            raise
        raise Invalid(refusal.code, fields={"reason": refusal.code}) from None


def _unban(_request: HttpRequest, number: str, actor: Actor) -> None:
    unban_sender(number=number, actor=actor, now=clock.now())


def _offices(request: HttpRequest, number: str, actor: Actor) -> None:
    case = cases.get_case(actor=actor, number=number)
    units = privacy_page.units_sent(request.POST, kept=case.excluded_units)
    cases.exclude(case_id=case.pk, units=units, actor=actor, now=clock.now())


_DEEDS: Mapping[str, Callable[[HttpRequest, str, Actor], Mapping[str, Any] | None]] = {
    "kontak": _contact,
    "asli": _original,
    "bungkam": _ban,
    "dengar": _unban,
    "kantor": _offices,
}
