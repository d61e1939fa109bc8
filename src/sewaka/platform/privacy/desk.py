"""The data protection officer's desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock, outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.platform.people.api import actor_of
from sewaka.platform.privacy import access, actions, pages, queries
from sewaka.platform.privacy.models import Request


@require_safe
@login_required
def list_page(request: HttpRequest) -> HttpResponse:
    """What waits, by time left."""
    try:
        waiting = queries.open_requests(actor=actor_of(request))
    except NotFound:
        raise Http404 from None
    table = pages.desk_table(waiting, now=clock.now())
    return TemplateResponse(request, "privacy/desk.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Read one request and answer it."""
    actor = actor_of(request)
    asked = _asked(request_id, actor)
    if request.method != "POST":
        _note_reading(asked, actor)
        return TemplateResponse(request, "privacy/answer.html", pages.answer_form(asked))
    refused = _answered(request, asked, actor)
    if refused is not None:
        return refused
    messages.success(request, _("Your answer is sent."))
    return HttpResponseRedirect(reverse("privacy_desk"))


def _answered(request: HttpRequest, asked: Request, actor: Actor) -> HttpResponse | None:
    """Answer; the form again when that was refused."""
    text, ground = request.POST.get("words", ""), request.POST.get("refused_for", "")
    try:
        actions.answer(
            request_id=asked.pk, words=text, refused_for=ground, actor=actor, now=clock.now()
        )
    except DomainError as refused:
        fields = refused.fields if isinstance(refused, Invalid) else {"words": refused.code}
        context = pages.answer_form(asked, text=text, ground=ground, errors=fields)
        return TemplateResponse(request, "privacy/answer.html", context, status=refused.status)
    return None


def _asked(request_id: UUID, actor: Actor) -> Request:
    if not access.ANSWER_REQUEST.allows(actor, None):
        raise Http404
    try:
        return queries.get_request(request_id=request_id, actor=actor)
    except NotFound:
        raise Http404 from None


def _note_reading(asked: Request, actor: Actor) -> None:
    """The words of a request are identity data: reading them is an entry in the log."""
    outbox.read_event(
        what="privacy.Request",
        purpose="data_subject_rights",
        subjects=[asked.person_id],
        actor=actor,
        now=clock.now(),
    )
