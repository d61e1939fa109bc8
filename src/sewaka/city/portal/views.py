"""Home, the list of services, privacy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.city.portal import frame
from sewaka.city.portal import home as front


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is this city's site, what can I do here, what happens around me."""
    return render(request, "portal/home.html", front.contents())


@require_safe
def all_services(request: HttpRequest) -> HttpResponse:
    """Every service for citizens, from the registry."""
    tiles = [(service, frame.address(service.start_url)) for service in frame.services()]
    return render(request, "portal/services.html", {"tiles": tiles, "shared": True})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, how long; from the modules' own declarations."""
    return render(request, "portal/privacy.html", {"declared": front.personal_fields()})
