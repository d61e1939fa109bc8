"""What-if: the engineer asks, waits, and reads how sure the answer is."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.modules.traffic.actions.simulating import ask_simulation
from sewaka.modules.traffic.models import Simulation
from sewaka.modules.traffic.queries import what_if as queries
from sewaka.modules.traffic.web import what_if_page
from sewaka.modules.traffic.web.forms import WhatIfForm
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """The question, and what was asked before; POST asks."""
    actor, now = actor_of(request), clock.now()
    choices = what_if_page.choices(queries.choices(actor=actor))
    initial = what_if_page.initial(request.GET, choices, now=now)
    form = WhatIfForm(request.POST or None, plans=choices, initial=initial)
    asked = _asked(request, form) if form.is_valid() else None
    if asked is not None:
        return redirect("traffic:what_if_report", simulation_id=asked.pk)
    context = what_if_page.start(queries.latest(actor=actor), form, choices)
    return render(request, "traffic/what_if.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, form: WhatIfForm) -> Simulation | None:
    """The comparison; None where it was refused, which is noted on the form."""
    try:
        return ask_simulation(**form.cleaned_data, actor=actor_of(request), now=clock.now())
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return None


@require_safe
@never_cache
@login_required
def report(request: HttpRequest, simulation_id: UUID) -> HttpResponse:
    """One comparison: how far it has come, then what it says."""
    found = queries.report(actor=actor_of(request), simulation_id=simulation_id)
    choices = what_if_page.choices(queries.choices(actor=actor_of(request)))
    context = what_if_page.report(found, dict(choices), now=clock.now())
    return render(request, "traffic/what_if_report.html", context)
