"""What a page answers when a rule of the domain says no and the view did not show it itself.

Forbidden reads like absent. The other refusals say in words what happened; nothing was written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sewaka.kernel import clock, registry
from sewaka.kernel.errors import DomainError, Forbidden, NotFound, TooMany
from sewaka.kernel.ui import errors
from sewaka.platform.cases import api as cases


class RefusalMiddleware:
    """Turns a `DomainError` that left a view into a page. The API answers for itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; refusals arrive in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves what is no refusal to Django."""
        is_for_programs = request.path.startswith("/api/") or registry.border(request.path)
        if is_for_programs or not isinstance(exception, DomainError):
            return None
        if isinstance(exception, NotFound | Forbidden):
            return errors.not_found(request)
        return refusal_page(request, exception)


def refusal_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """The page of a refusal, with its code small at the end."""
    title = _("Please wait a moment") if isinstance(refusal, TooMany) else _("That did not work")
    context = {"title": title, "words": cases.refusal_text(refusal), "code": refusal.code}
    response = render(request, "inbox/refusal.html", context, status=refusal.status)
    response["Cache-Control"] = "no-store"
    retry_at = refusal.facts.get("retry_at")
    if isinstance(retry_at, datetime):
        wait = (retry_at - clock.now()).total_seconds()
        response["Retry-After"] = str(max(1, round(wait)))
    return response
