"""What everybody may see, without an account and without JavaScript."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sewaka.modules.waste_banks.queries import banks
from sewaka.modules.waste_banks.web import public_page
from sewaka.platform.people.api import actor_of


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Every bank that takes waste."""
    found = banks.open_banks(actor=actor_of(request))
    return render(request, "waste_banks/start.html", {"table": public_page.table(found)})
