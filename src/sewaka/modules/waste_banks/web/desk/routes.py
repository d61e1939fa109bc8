"""Routes of pick-ups: planned at the desk, driven with a phone, weighed at the gate."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.problems import sentence
from sewaka.modules.waste_banks.actions.routes import (
    Planned,
    RouteDraft,
    plan_route,
    start_route,
    take_weighed,
)
from sewaka.modules.waste_banks.queries import pickups as queries
from sewaka.modules.waste_banks.web.desk import pages, routes_page, sending
from sewaka.modules.waste_banks.web.desk.forms import weighing_form
from sewaka.modules.waste_banks.web.desk.route_forms import FailForm, RouteForm
from sewaka.platform.cases import api as cases
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def planning(request: HttpRequest, code: str) -> HttpResponse:
    """Who waits to be fetched; a route planned from them, or planned anew (`?rute=`)."""
    actor, now, again = actor_of(request), clock.now(), request.GET.get("rute", "")
    found = queries.planning(actor=actor, code=code, now=now)
    form = routes_page.form(found, request.POST or None, again=again, now=now)
    planned = _plan(form, found, actor=actor, now=now) if form.is_valid() else None
    if planned is not None:
        stops = planned.route.stops.count()
        messages.success(request, routes_page.said(len(planned.left_out), stops))
        return redirect("waste_banks:route", route_id=planned.route.pk)
    context = routes_page.planning(found, form, again=again)
    return render(request, "waste_banks/routes.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@login_required
def route(request: HttpRequest, route_id: UUID) -> HttpResponse:
    """The crew's page. The phone keeps it: it opens without a signal."""
    now = clock.now()
    found = queries.on_the_road(actor=actor_of(request), route_id=route_id, now=now)
    return render(request, "waste_banks/route.html", routes_page.road(found, now=now))


@require_POST
@login_required
def start(request: HttpRequest, route_id: UUID) -> HttpResponse:
    """The vehicle leaves; whoever waits is told."""
    start_route(route_id=route_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Have a good trip. Whoever waits is told."))
    return redirect("waste_banks:route", route_id=route_id)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def stop(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One door: weigh what is fetched, the form with its problems, or back to the route."""
    actor, now = actor_of(request), clock.now()
    found = queries.at_the_gate(actor=actor, case_id=case_id, now=now)
    form = weighing_form(request, categories=pages.choices_of(found.priced))
    weighed = sending.weigh_at(form, found, actor=actor, now=now) if form.is_valid() else None
    if weighed is not None:
        messages.success(request, pages.booked(weighed))
        return _back(found.row.route_id, code=found.row.bank.code)
    context = {**routes_page.gate(found, now=now), "form": form, "has_errors": bool(form.errors)}
    return render(request, "waste_banks/stop.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def act(request: HttpRequest, case_id: UUID, action: str) -> HttpResponse:
    """At the door ("tiba"), nothing fetched ("gagal"), or weighed on the phone ("sudah")."""
    actor, now = actor_of(request), clock.now()
    row = queries.at_the_gate(actor=actor, case_id=case_id, now=now).row
    try:
        _do(request, case_id, action, actor=actor, now=now)
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
        return redirect("waste_banks:stop", case_id=case_id)
    if action == "tiba":
        return redirect("waste_banks:stop", case_id=case_id)
    return _back(row.route_id, code=row.bank.code)


def _do(request: HttpRequest, case_id: UUID, action: str, *, actor: Actor, now: datetime) -> None:
    if action == "tiba":
        cases.move(case_id=case_id, action="arrive", actor=actor, now=now)
    elif action == "gagal":
        form = FailForm(request.POST)
        if not form.is_valid():
            raise DomainError("waste_banks.pickup.reason")
        cases.move(case_id=case_id, action="fail", actor=actor, now=now, given=form.cleaned_data)
    elif action == "sudah":
        deposit_id = forms.UUIDField().clean(request.POST.get("deposit", ""))
        take_weighed(case_id=case_id, deposit_id=deposit_id, actor=actor, now=now)
    else:
        raise NotFound("waste_banks.pickup.not_found")


def _back(route_id: UUID | None, *, code: str) -> HttpResponse:
    if route_id is None:
        return redirect("waste_banks:routes", code=code)
    return redirect("waste_banks:route", route_id=route_id)


def _plan(
    form: RouteForm, found: queries.Planning, *, actor: Actor, now: datetime
) -> Planned | None:
    given = form.cleaned_data
    draft = RouteDraft(
        id=given["route"],
        on=given["on"],
        departs=given["departs"],
        vehicle=given["vehicle"],
        capacity_g=given["capacity"],
        requests=[UUID(one) for one in given["requests"]],
        crew=[UUID(one) for one in given["crew"]],
    )
    try:
        return plan_route(bank_id=found.bank.pk, draft=draft, actor=actor, now=now)
    except Invalid as refusal:
        for name, code in refusal.fields.items():
            form.add_error(name, sentence(DomainError(code)))
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
    return None
