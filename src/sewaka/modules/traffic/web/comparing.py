"""Before and after: the engineer asks, reads and prints what a change did."""

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
from sewaka.modules.traffic import papers
from sewaka.modules.traffic.actions.comparing import compare_before_after
from sewaka.modules.traffic.models import KpiComparison
from sewaka.modules.traffic.queries import comparing as queries
from sewaka.modules.traffic.web import comparing_page
from sewaka.modules.traffic.web.comparing_page import BeforeAfterForm
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """The question, and what was asked before; POST asks."""
    actor, now = actor_of(request), clock.now()
    names = queries.junctions(actor=actor)
    form = BeforeAfterForm(request.POST or None, junctions=list(names.items()), now=now)
    made = _made(request, form) if form.is_valid() else None
    if made is not None:
        return redirect("traffic:before_after_report", comparison_id=made.pk)
    context = comparing_page.start(queries.latest(actor=actor), form)
    return render(request, "traffic/before_after.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, form: BeforeAfterForm) -> KpiComparison | None:
    """The comparison; None where it was refused, which is noted on the form."""
    try:
        return compare_before_after(**form.asked(), actor=actor_of(request), now=clock.now())
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return None


@require_safe
@never_cache
@login_required
def report(request: HttpRequest, comparison_id: UUID) -> HttpResponse:
    """One comparison."""
    actor = actor_of(request)
    found = queries.comparison(actor=actor, comparison_id=comparison_id)
    names, kinds = queries.junctions(actor=actor), queries.kinds_of_days(actor=actor)
    context = comparing_page.report(found, names, kinds)
    return render(request, "traffic/before_after_report.html", context)


@require_safe
@never_cache
@login_required
def paper(request: HttpRequest, comparison_id: UUID) -> HttpResponse:
    """The same as PDF."""
    actor = actor_of(request)
    found = queries.comparison(actor=actor, comparison_id=comparison_id)
    lines = comparing_page.lines(
        found, queries.junctions(actor=actor), queries.kinds_of_days(actor=actor)
    )
    made = papers.before_after(
        found=found, verdict=comparing_page.verdict(found), lines=lines,
        address=request.build_absolute_uri(comparing_page.address(found)), now=clock.now(),
    )  # fmt: skip
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="sebelum-sesudah-{found.after_begin}.pdf"'
    return response
