"""The calendar of plan sets: written, approved by a second engineer, published."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.modules.traffic.actions.calendar import (
    approve_calendar,
    change_calendar,
    draft_calendar,
    publish_calendar,
)
from sewaka.modules.traffic.queries import calendar as queries
from sewaka.modules.traffic.web import calendar_page
from sewaka.modules.traffic.web import versions as steps
from sewaka.modules.traffic.web.calendar_forms import CalendarForm
from sewaka.modules.traffic.web.plan_forms import PublishForm
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def versions(request: HttpRequest) -> HttpResponse:
    """All versions and today; POST begins a draft as a copy of the one in force."""
    actor, now = actor_of(request), clock.now()
    found = queries.versions(actor=actor, now=now)
    if request.method == "POST":
        made = draft_calendar(lines=calendar_page.base_of(found), actor=actor, now=now)
        return redirect("traffic:calendar_version", calendar_id=made.pk)
    return render(request, "traffic/calendar.html", calendar_page.versions(found))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def version(request: HttpRequest, calendar_id: UUID) -> HttpResponse:
    """One version; POST writes a draft."""
    found = queries.view(actor=actor_of(request), calendar_id=calendar_id)
    posted = request.POST if request.method == "POST" else None
    form = CalendarForm(posted, **calendar_page.form_values(found))
    if posted is not None and form.is_valid() and _is_changed(request, calendar_id, form):
        messages.success(request, _("The draft is kept."))
        return redirect("traffic:calendar_version", calendar_id=calendar_id)
    context = calendar_page.version(found, form, PublishForm())
    status = 422 if form.has_errors else 200
    return render(request, "traffic/calendar_version.html", context, status=status)


def _is_changed(request: HttpRequest, calendar_id: UUID, form: CalendarForm) -> bool:
    try:
        change_calendar(
            calendar_id=calendar_id, lines=form.lines, actor=actor_of(request), now=clock.now()
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


@require_POST
@login_required
def approve(request: HttpRequest, calendar_id: UUID) -> HttpResponse:
    """The second pair of eyes."""
    actor = actor_of(request)
    deed = partial(approve_calendar, calendar_id=calendar_id, actor=actor, now=clock.now())
    steps.do(request, deed, said=_("Approved. It can be published now."))
    return redirect("traffic:calendar_version", calendar_id=calendar_id)


@require_POST
@login_required
def publish(request: HttpRequest, calendar_id: UUID) -> HttpResponse:
    """In force from that time; without one, from now."""
    now, actor = clock.now(), actor_of(request)
    if begins := steps.begin_of(request, now=now):
        deed = partial(
            publish_calendar, calendar_id=calendar_id, valid_from=begins, actor=actor, now=now
        )
        said = _("Published. The signals take over their sets when their hours come.")
        steps.do(request, deed, said=said)
    return redirect("traffic:calendar_version", calendar_id=calendar_id)
