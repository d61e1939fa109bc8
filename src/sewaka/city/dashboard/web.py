"""The dashboard's page and its files. Public: the mayor reads the same figures as everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.city.dashboard import figures, presentation
from sewaka.city.dashboard.figures import Choice
from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.kernel.figures import Table, as_csv, as_rows
from sewaka.platform.territory import api as territory


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How the city stands."""
    choice, now = _choice(request), clock.now()
    blocks = figures.blocks(choice=choice, now=now)
    return render(
        request,
        "dashboard/page.html",
        {
            "filters": presentation.filters(choice),
            "clear_url": request.path,
            "blocks": [presentation.shown(block, choice=choice) for block in blocks],
            "as_of": blocks[0].figures.as_of,
        },
    )


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How each figure is counted."""
    return render(request, "dashboard/method.html")


@require_safe
def table_csv(request: HttpRequest, block: str, table: str) -> HttpResponse:
    """One table as CSV."""
    body = as_csv(_table(request, block, table))
    return HttpResponse(body, content_type="text/csv; charset=utf-8")


@require_safe
def table_json(request: HttpRequest, block: str, table: str) -> JsonResponse:
    """One table as JSON."""
    return JsonResponse({"rows": as_rows(_table(request, block, table))})


def _table(request: HttpRequest, block_code: str, table_code: str) -> Table:
    for block in figures.blocks(choice=_choice(request), now=clock.now()):
        for table in block.figures.tables:
            if (block.code, table.code) == (block_code, table_code):
                return table
    raise NotFound


def _choice(request: HttpRequest) -> Choice:
    """The visitor's choice; what makes no sense falls back to the whole city and thirty days."""
    area_code = request.GET.get("wilayah", "")
    days = request.GET.get("hari", "")
    allowed = {str(period): period for period in figures.PERIODS}
    return Choice(
        days=allowed.get(days, figures.USUAL_DAYS),
        area_code=area_code if area_code in territory.places() else "",
    )
