"""How the streets flow, for everybody, without an account and without JavaScript."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.kernel.figures import as_csv
from sewaka.kernel.text import clean_text
from sewaka.modules.traffic.models import calendar, flowing, profiles
from sewaka.modules.traffic.web import calendar_page, day_page, public_page

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
    day = day_page.day(profiles.today(junction=code, now=now), junction=code)
    said = calendar_page.said(calendar.today(at=now))
    return render(request, "traffic/junction.html", {**context, "day": day, "said": said})


@require_safe
def day_csv(_request: HttpRequest, code: str) -> HttpResponse:
    """Today against the usual by quarter of an hour: the whole junction, then its approaches."""
    now = clock.now()
    places = ["", *(one.code for one in profiles.approaches(junction=code))]
    days = {one: profiles.today(junction=code, approach=one, now=now) for one in places}
    body = as_csv(day_page.day_table(days, junction=code))
    named = f'attachment; filename="{code}-{days[""].on.isoformat()}.csv"'
    return HttpResponse(
        body, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": named}
    )
