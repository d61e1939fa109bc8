"""The routes: the list, a tester, adding and ending."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.actions.setting_up.routes import add_route, end_route
from sewaka.modules.reports.models import routed
from sewaka.modules.reports.web.setup import gate, routes_page
from sewaka.modules.reports.web.setup.route_forms import EndForm, RouteForm, WhereForm
from sewaka.platform.people.api import actor_of


@require_safe
@gate.setup_desk
def listing(request: HttpRequest) -> HttpResponse:
    """Every route, and where a report of a category at a place would go."""
    now = clock.now()
    where = WhereForm(request.GET if "di" in request.GET else None)
    found = routes_page.answer(where.cleaned_data, now=now) if where.is_valid() else None
    context = {"where": where, "answer": found, **routes_page.listing(request.GET, now=now)}
    return render(request, "reports/setup/routes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def add(request: HttpRequest) -> HttpResponse:
    """Add a route; one that overlaps is refused, with the rule that stands."""
    form = RouteForm(gate.posted(request), category=request.GET.get("jenis", ""))
    if form.is_valid():
        try:
            made = add_route(draft=form.draft(), actor=actor_of(request), now=clock.now())
        except DomainError as refusal:
            gate.note(form, refusal)
        else:
            messages.success(
                request, _("It counts now: %(rule)s") % {"rule": routed.in_words(made)}
            )
            return redirect("reports:setup_routes")
    return gate.page(request, "route.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@gate.setup_desk
def end(request: HttpRequest, route_id: int) -> HttpResponse:
    """Let a route end; it is never deleted."""
    row, now = routed.route(route_id), clock.now()
    form = EndForm(gate.posted(request), route=row, today=localdate(now))
    if form.is_valid():
        try:
            end_route(route_id=row.pk, **form.cleaned_data, actor=actor_of(request), now=now)
        except DomainError as refusal:
            gate.note(form, refusal)
        else:
            messages.success(request, _("The rule ends on that day."))
            return redirect("reports:setup_routes")
    return gate.page(request, "route_end.html", form=form, rule=routed.in_words(row))
