"""`/datex2/v3/...`: the measured traffic and what is on the street, as DATEX II has it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.modules.traffic import datex

_XML = "application/xml; charset=utf-8"


@require_safe
def measured(_request: HttpRequest) -> HttpResponse:
    """Flow and speed by lane, of the newest quarter of an hour."""
    return HttpResponse(datex.measured(now=clock.now()), content_type=_XML)


@require_safe
def situations(_request: HttpRequest) -> HttpResponse:
    """Confirmed incidents that are not over."""
    return HttpResponse(datex.situations(now=clock.now()), content_type=_XML)
