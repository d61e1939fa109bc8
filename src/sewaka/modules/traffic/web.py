"""Pages of traffic control."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What the city knows of its junctions: so far, that none is connected."""
    return render(request, "traffic/start.html")
