"""One's own data: see, take along, ask, erase; and the public record of processing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock, outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.problems import sentence
from sewaka.platform.people.api import actor_of, fresh_factor
from sewaka.platform.privacy import actions, export, pages, queries, register

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def record_page(request: HttpRequest) -> HttpResponse:
    """What the city keeps about people, why, and for how long. Open to everybody."""
    context = {"table": pages.record_table(register.record())}
    return TemplateResponse(request, "privacy/record.html", context)


@require_safe
@login_required
def own_page(request: HttpRequest) -> HttpResponse:
    """One's own data with purposes, and one's requests."""
    actor = actor_of(request)
    assert actor.person_id is not None  # noqa: S101 - login_required saw to it
    context = {
        "sets": pages.own_sets(register.own_data(person_id=actor.person_id)),
        "requests": pages.request_cards(queries.own_requests(actor=actor)),
        "consents": queries.consents(actor=actor),
    }
    return TemplateResponse(request, "privacy/own.html", context)


@require_safe
@login_required
def access_page(request: HttpRequest) -> HttpResponse:
    """Who saw my data."""
    looks = queries.looks_at(actor=actor_of(request))
    return TemplateResponse(request, "privacy/access.html", {"table": pages.looks_table(looks)})


@FORM
@login_required
@fresh_factor
def export_page(request: HttpRequest) -> HttpResponse:
    """Ask for a copy; the answer shows a link that lives for 24 hours."""
    context = {}
    if request.method == "POST":
        secret = actions.make_export(actor=actor_of(request), now=clock.now())
        context = {"url": reverse("privacy_download", args=[secret])}
    return TemplateResponse(request, "privacy/export.html", context)


@require_safe
@login_required
@fresh_factor
def download(request: HttpRequest, secret: str) -> HttpResponse:
    """The copy itself."""
    actor, now = actor_of(request), clock.now()
    try:
        person_id = queries.check_export(secret=secret, actor=actor, now=now)
    except NotFound:
        raise Http404 from None
    _note_reading(person_id, actor=actor, now=now)
    body = export.build(person_id=person_id, now=now)
    name = {"Content-Disposition": 'attachment; filename="data-saya.zip"'}
    return HttpResponse(body, content_type="application/zip", headers=name)


def _note_reading(person_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Reading one's own data is an entry in the log, too."""
    outbox.read_event(
        what="privacy.Export",
        purpose="portability",
        subjects=[person_id],
        actor=actor,
        now=now,
        channel="export",
    )


@FORM
@login_required
def ask_page(request: HttpRequest) -> HttpResponse:
    """Ask the data protection officer."""
    if request.method != "POST":
        return TemplateResponse(request, "privacy/ask.html", pages.ask_form())
    kind, text = request.POST.get("kind", ""), request.POST.get("words", "")
    try:
        actions.ask(kind=kind, words=text, actor=actor_of(request), now=clock.now())
    except Invalid as refused:
        context = pages.ask_form(kind=kind, text=text, errors=refused.fields)
        return TemplateResponse(request, "privacy/ask.html", context, status=422)
    messages.success(request, _("Your request has arrived. You get an answer within 72 hours."))
    return HttpResponseRedirect(reverse("privacy_own"))


@require_http_methods(["POST"])
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    """End a consent."""
    try:
        consent_id = pages.uuid_of(request.POST.get("consent"))
        actions.withdraw_consent(consent_id=consent_id, actor=actor_of(request), now=clock.now())
    except NotFound:
        raise Http404 from None
    messages.success(request, _("Your consent has ended. The use of these data stops now."))
    return HttpResponseRedirect(reverse("privacy_own"))


@FORM
@login_required
@fresh_factor
def erase_page(request: HttpRequest) -> HttpResponse:
    """Erase one's own account and everything sealed under one's key."""
    actor = actor_of(request)
    if request.method != "POST":
        return TemplateResponse(request, "privacy/erase.html", {})
    assert actor.person_id is not None  # noqa: S101 - login_required saw to it
    try:
        actions.erase(person_id=actor.person_id, actor=actor, now=clock.now())
    except DomainError as refused:
        context = {"error": sentence(refused)}
        return TemplateResponse(request, "privacy/erase.html", context, status=refused.status)
    logout(request)
    messages.success(request, _("Your data are erased. This can not be undone."))
    return HttpResponseRedirect("/")
