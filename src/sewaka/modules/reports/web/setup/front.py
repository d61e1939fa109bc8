"""The front page of the set-up: what there is to change, and what needs it most."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.modules.reports.models import shortcomings
from sewaka.modules.reports.web.setup import front_page, gate


@require_safe
@gate.setup_desk
def page(request: HttpRequest) -> HttpResponse:
    """Links to everything, and what the check of the set-up warns of."""
    context = front_page.context(shortcomings.every(now=clock.now()))
    return render(request, "reports/setup/front.html", context)
