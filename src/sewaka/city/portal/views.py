"""Home, the list of services, privacy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.city.portal import frame
from sewaka.city.portal import home as front
from sewaka.kernel.text import clean_text
from sewaka.kernel.ui.kept import for_everybody
from sewaka.platform.people.api import actor_of
from sewaka.platform.search import api as asking

MAX_WORDS = 200  # characters of a question; nobody types more, programs do


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is this city's site, what can I do here, what happens around me."""
    return for_everybody(render(request, "portal/home.html", front.contents()))


@require_safe
def all_services(request: HttpRequest) -> HttpResponse:
    """Every service for citizens, from the registry."""
    tiles = [(service, frame.address(service.start_url)) for service in frame.services()]
    context = {"tiles": tiles, "shared": True}
    return for_everybody(render(request, "portal/services.html", context))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box for the whole city. An empty question shows the box alone."""
    words = clean_text(request.GET.get("q", ""))[:MAX_WORDS]
    answer = asking.find(actor=actor_of(request), words=words) if words else None
    return render(request, "portal/search.html", {"words": words, "answer": answer})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, how long; from the modules' own declarations."""
    return render(request, "portal/privacy.html", {"declared": front.personal_fields()})
