"""One ring of keys per request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sewaka.kernel.keys.ring import open_ring


class KeyRingMiddleware:
    """Remember unwrapped keys for the length of one request and no longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within a ring."""
        with open_ring():
            return self.get_response(request)
