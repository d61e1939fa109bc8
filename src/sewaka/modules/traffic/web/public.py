"""How the streets flow, for everybody, without an account and without JavaScript."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.kernel.text import clean_text
from sewaka.modules.traffic.models import flowing
from sewaka.modules.traffic.web import public_page

_LONGEST = 60


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Every junction of the city, the slowest first."""
    now, words = clock.now(), clean_text(request.GET.get("cari", ""))[:_LONGEST]
    context = public_page.listing(
        flowing.streets(now=now, words=words), flowing.interventions(now=now), words=words, now=now
    )
    return render(request, "traffic/start.html", context)


@require_safe
def junction(request: HttpRequest, code: str) -> HttpResponse:
    """One of them."""
    now = clock.now()
    found = flowing.street(code=code, now=now)
    context = public_page.one(
        found, flowing.arms(street=found), flowing.interventions(now=now, code=code), now=now
    )
    return render(request, "traffic/junction.html", context)
