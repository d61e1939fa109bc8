"""Forms without a token, on pages that are the same bytes for everybody.

The pages of the four steps are kept by the phone, so they can carry no CSRF token. What guards them
instead: the draft's cookie is SameSite=Lax, so a form of another site comes without any draft, and
browsers say by themselves from where a request comes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from sewaka.kernel.errors import Forbidden

_OURS = ("", "same-origin", "none")
_SAFE = ("GET", "HEAD", "OPTIONS")
View = Callable[..., HttpResponse]


def refuse_others(request: HttpRequest) -> None:
    """Raise Forbidden for what a page of another origin sends."""
    if request.headers.get("Sec-Fetch-Site", "") not in _OURS:
        raise Forbidden("reports.other_site")
    # Browsers before 2023 know no Sec-Fetch-Site, but name the origin of a form.
    origin = request.headers.get("Origin", "null")
    if origin not in ("null", f"{request.scheme}://{request.get_host()}"):
        raise Forbidden("reports.other_site")


def without_token(view: View) -> View:
    """A view whose forms carry no token; what another site sends is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if request.method not in _SAFE:
            refuse_others(request)
        return view(request, *arguments, **named)

    return csrf_exempt(guarded)
