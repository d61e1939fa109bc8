"""Papers of a report: the receipt behind the author's link, the letter at the office's desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.modules.reports import queries
from sewaka.modules.reports.exporters import papers
from sewaka.platform.people.api import actor_of


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """The receipt as PDF, for whoever has the secret link."""
    actor = queries.author(number=number, secret=secret, actor=actor_of(request))
    tracked = queries.tracked(actor=actor, number=number)
    address = _public(request, tracked.case.number)
    made = papers.receipt(tracked=tracked, address=address, now=clock.now())
    return pdf_response(made, name=f"{tracked.case.number}-bukti.pdf")


@never_cache
@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter to the agency as PDF, for the offices of the place."""
    tracked = queries.for_letter(actor=actor_of(request), number=number)
    address = _public(request, tracked.case.number)
    made = papers.letter(tracked=tracked, address=address, now=clock.now())
    return pdf_response(made, name=f"{tracked.case.number}-surat.pdf")


def _public(request: HttpRequest, number: str) -> str:
    return request.build_absolute_uri(reverse("reports:report", args=[number]))


def pdf_response(made: bytes, *, name: str) -> HttpResponse:
    """The paper, shown in the browser under that name."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
