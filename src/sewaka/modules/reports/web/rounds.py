"""The round of an agency's crews: by nearness, kept on the phone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.modules.reports import queries
from sewaka.modules.reports.web import rounds_page
from sewaka.platform.people.api import actor_of


@never_cache
@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """What is to be gone to, the nearest next. The phone orders it anew from where it stands."""
    crew, begin = request.GET.get("kru", "")[:120], request.GET.get("dari", "")[:40]
    found = queries.crews_round(actor=actor_of(request), crew=crew)
    context = rounds_page.context(found, crew=crew, begin=begin, now=clock.now())
    return render(request, "reports/rounds.html", context)
