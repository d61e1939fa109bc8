"""Closed months of a bank and the city's figures: for everybody, without JavaScript."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.modules.waste_banks.queries import published as queries
from sewaka.modules.waste_banks.web import published_page
from sewaka.platform.people.api import actor_of


@require_safe
def month(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """The trial balance and the mass balance of a closed month, with their hashes."""
    shown = queries.month(actor=actor_of(request), code=code, month=month)
    return render(request, "waste_banks/month.html", published_page.month(shown))


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What all banks together have done for the city."""
    shown = queries.city_impact(actor=actor_of(request))
    return render(request, "waste_banks/figures.html", published_page.figures(shown))
