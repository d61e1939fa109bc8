"""What everybody may see, without an account and without JavaScript."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.kernel.text import clean_text
from sewaka.modules.waste_banks.queries import banks, published
from sewaka.modules.waste_banks.queries.paid_today import paid_today
from sewaka.modules.waste_banks.web import public_page, published_page
from sewaka.platform.people.api import actor_of

_LONGEST = 60


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Every bank that takes waste, what they pay today, what all of them have gathered."""
    actor, words = actor_of(request), clean_text(request.GET.get("cari", ""))[:_LONGEST]
    today = localdate(clock.now())
    found = banks.open_banks(actor=actor, today=today, words=words)
    context = public_page.listing(found, banks.city_figures(actor=actor), words=words)
    paid = public_page.paid(paid_today(actor=actor, today=today))
    return render(request, "waste_banks/start.html", {**context, "paid": paid})


@require_safe
def bank(request: HttpRequest, code: str) -> HttpResponse:
    """One of them: when it weighs, what it pays."""
    shown = banks.bank_page(actor=actor_of(request), code=code, today=localdate(clock.now()))
    months = published.months(actor=actor_of(request), code=code)
    context = {**public_page.one(shown), "months": published_page.months(months, code=code)}
    return render(request, "waste_banks/bank.html", context)
