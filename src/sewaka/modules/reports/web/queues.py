"""The triage desk: what lies between the desks, one queue for each question."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.modules.reports import queries
from sewaka.modules.reports.web import queues_page
from sewaka.platform.people.api import actor_of


@never_cache
@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """One queue with its number beside the others; without a name the first that holds anything."""
    actor = actor_of(request)
    held = {one: queries.queue(actor=actor, queue=one) for one in queries.queues_of(actor=actor)}
    counts = queues_page.counts(held)
    chosen = queues_page.chosen(request.GET.get("antrean", ""), counts=counts)
    context = queues_page.context(held[chosen], chosen=chosen, counts=counts, now=clock.now())
    return render(request, "reports/queues.html", context)
