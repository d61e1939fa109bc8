"""Pages: one's inbox, one's choice of channels, the demo city's outgoing mail."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.platform.notify import actions, queries
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inbox_page(request: HttpRequest) -> HttpResponse:
    """What the city told this person. POST marks everything as read."""
    actor = actor_of(request)
    if request.method == "POST":
        actions.mark_read(actor=actor, now=clock.now())
        return HttpResponseRedirect(reverse("notify_inbox"))
    notices = queries.inbox(actor=actor)
    has_new = any(notice.is_new for notice in notices)
    return TemplateResponse(request, "notify/inbox.html", {"notices": notices, "has_new": has_new})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences_page(request: HttpRequest) -> HttpResponse:
    """Choose how to be told."""
    actor = actor_of(request)
    if request.method == "POST":
        actions.choose(actor=actor, by_mail="by_mail" in request.POST, now=clock.now())
        messages.success(request, _("Your choice is saved."))
        return HttpResponseRedirect(reverse("notify_preferences"))
    context = {"by_mail": queries.wants_mail(actor=actor)}
    return TemplateResponse(request, "notify/preferences.html", context)


@require_safe
@login_required
def outgoing_page(request: HttpRequest) -> HttpResponse:
    """What a real city would have sent by mail and SMS; for officers of the demo city only."""
    if settings.SEWAKA_MODE != "demo" or not actor_of(request).is_staff:
        raise Http404
    context = {"mails": queries.demo_mails(), "messages_sent": queries.demo_messages()}
    return TemplateResponse(request, "notify/outgoing.html", context)
