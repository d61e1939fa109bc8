"""The figures' pages and files. Public: the mayor reads the same numbers as everybody."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.kernel.figures import Table, as_csv, as_rows
from sewaka.modules.reports import queries
from sewaka.modules.reports.exporters import heat
from sewaka.modules.reports.exporters.board import Board, board
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.counted import Choice
from sewaka.modules.reports.web import figures_page
from sewaka.platform.people import api as people
from sewaka.platform.territory import api as territory


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How the city stands with its citizens' reports."""
    choice = _choice(request)
    found = _board(request, choice)
    late = queries.late_desks(actor=people.actor_of(request), now=clock.now())
    context = figures_page.context(found, choice, late_desks=late)
    return render(request, "reports/figures.html", context)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """What each figure means, one sentence each."""
    return render(request, "reports/figures_method.html")


@require_safe
def table_csv(request: HttpRequest, table: str) -> HttpResponse:
    """One table as CSV."""
    body = as_csv(_table(request, table))
    return HttpResponse(body, content_type="text/csv; charset=utf-8")


@require_safe
def table_json(request: HttpRequest, table: str) -> JsonResponse:
    """One table as JSON."""
    return JsonResponse({"rows": as_rows(_table(request, table))})


@require_safe
def heat_page(request: HttpRequest) -> HttpResponse:
    """Where reports gather: squares of 250 m, as a table and on a map."""
    choice = _choice(request)
    return render(request, "reports/heat.html", figures_page.heat_context(choice))


@require_safe
def heat_points(request: HttpRequest) -> HttpResponse:
    """The same squares as GeoJSON, for the map."""
    body = heat.as_geojson(choice=_choice(request))
    return JsonResponse(body, content_type="application/geo+json")


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """From a desk's menu to the figures of its own agency, village or hamlet."""
    for held in people.actor_of(request).grants:
        if held.agency_code:
            return redirect(f"{reverse('reports:figures')}?dinas={held.agency_code}")
        if held.area_code:
            return redirect(f"{reverse('reports:figures')}?wilayah={held.area_code}")
    return redirect("reports:figures")


def _board(request: HttpRequest, choice: Choice) -> Board:
    sees_small = queries.sees_small_counts(actor=people.actor_of(request))
    return board(choice=choice, now=clock.now(), sees_small=sees_small)


def _table(request: HttpRequest, code: str) -> Table:
    choice = _choice(request)
    found = heat.table(choice=choice) if code == "heat" else _board(request, choice).table(code)
    if found is None:
        raise NotFound
    return found


def _choice(request: HttpRequest) -> Choice:
    """The visitor's choice; what makes no sense falls back to everything and thirty days."""
    asked, known = request.GET, catalogue.current()
    allowed = {str(days): days for days in figures_page.PERIODS}
    days = allowed.get(asked.get("hari", ""), figures_page.USUAL_DAYS)
    area, category = asked.get("wilayah", ""), asked.get("kategori", "")
    agency = asked.get("dinas", "")
    until = localdate(clock.now()) + timedelta(days=1)
    return Choice(
        since=until - timedelta(days=days),
        until=until,
        area=area if area in territory.places() else "",
        category=category if category in known.categories else "",
        agency=agency if agency in known.agency_names else "",
    )
