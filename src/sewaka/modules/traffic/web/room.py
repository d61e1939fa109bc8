"""The control room: every junction in one table, and the desk of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic import access, queries
from sewaka.modules.traffic.actions.incidents import report_incident, see_alarm
from sewaka.modules.traffic.actions.overriding import (
    release_override,
    renew_override,
    start_override,
)
from sewaka.modules.traffic.actions.troubling import wish_on_street
from sewaka.modules.traffic.queries import Desk
from sewaka.modules.traffic.queries.flashing import flashing
from sewaka.modules.traffic.web import alarm_page, desk_page, flash_page, map_page, room_page
from sewaka.modules.traffic.web.forms import OverrideForm, StreetForm
from sewaka.platform.people.api import actor_of

View = Callable[..., HttpResponseBase]


def in_room(view: View) -> View:
    """Only who works there; for everybody else the page does not exist."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not access.may_steer(actor=actor_of(request)):
            raise NotFound("traffic.junction.not_found")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
def door(_request: HttpRequest) -> HttpResponse:
    """The short address leads to the room, whose door asks who comes."""
    return redirect("traffic:room")


@require_safe
@in_room
def table(request: HttpRequest) -> HttpResponse:
    """Every junction, what needs somebody first."""
    actor, now = actor_of(request), clock.now()
    found = queries.room(actor=actor, now=now)
    alarms = alarm_page.strip(queries.alarms(actor=actor), now=now)
    flashes = flash_page.alarms(flashing(actor=actor, streets=found, now=now))
    shown = map_page.panel(is_map=request.GET.get("tampil") != "tabel")
    context = {**room_page.table(found, now=now), **alarms, **flashes, **shown}
    return render(request, "traffic/room.html", context)


@require_safe
@in_room
def map_data(request: HttpRequest) -> JsonResponse:
    """What the map draws; it asks again by itself."""
    now = clock.now()
    found = queries.room(actor=actor_of(request), now=now)
    return JsonResponse(map_page.document(found, now=now))


@require_http_methods(["GET", "HEAD", "POST"])
@in_room
def street(request: HttpRequest) -> HttpResponse:
    """The demo's street: what can be made to happen on it. A city has none."""
    if settings.SEWAKA_MODE != "demo":
        raise NotFound("traffic.junction.not_found")
    actor = actor_of(request)
    form = StreetForm(request.POST or None, lanes=queries.lanes(actor=actor))
    if form.is_valid():
        kind, amount = form.cleaned_data["kind"], form.cleaned_data["amount"]
        wish_on_street(kind=kind, place=form.place, amount=amount, actor=actor, now=clock.now())
        return redirect("traffic:street")
    context = room_page.street(queries.wishes(actor=actor), form)
    return render(request, "traffic/street.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_room
def desk(request: HttpRequest, code: str) -> HttpResponse:
    """One junction: what it shows and why; POST holds a stage."""
    actor, now = actor_of(request), clock.now()
    found = queries.desk(actor=actor, code=code, now=now)
    form = room_page.form_of(found, request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_held(request, found, form):
        messages.success(request, _("The stage is held as soon as the signal may show it."))
        return redirect("traffic:desk", code=code)
    context = desk_page.context(code=code, actor=actor, now=now, desk=found, form=form)
    status = 422 if form.errors else 200
    return render(request, "traffic/desk.html", context, status=status)


def _is_held(request: HttpRequest, found: Desk, form: OverrideForm) -> bool:
    """Whether the wish was taken; a refusal is noted on the form."""
    try:
        wish = room_page.wish_of(found, form, request.POST.get("take_over", ""))
        start_override(**wish, actor=actor_of(request), now=clock.now())
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return False
    return True


@require_POST
@in_room
def incident(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody in the room has seen something on an arm: a case of it, confirmed."""
    case = report_incident(
        junction=code, approach=request.POST.get("approach", ""), actor=actor_of(request),
        now=clock.now(),
    )  # fmt: skip
    return redirect("inbox:case", number=case.number)


@require_POST
@in_room
def alarm_seen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The alarm has been seen; the decision is still open."""
    see_alarm(case_id=case_id, actor=actor_of(request), now=clock.now())
    return redirect("traffic:room")


@require_POST
@in_room
def renew(request: HttpRequest, override_id: UUID) -> HttpResponse:
    """Hold once longer: ten minutes from now."""
    found = renew_override(
        override_id=override_id, seconds=room_page.LONGER_S, actor=actor_of(request),
        now=clock.now(),
    )  # fmt: skip
    return redirect("traffic:desk", code=found.junction)


@require_POST
@in_room
def release(request: HttpRequest, override_id: UUID) -> HttpResponse:
    """Let go."""
    found = release_override(override_id=override_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("The signal has its former mode back."))
    return redirect("traffic:desk", code=found.junction)
