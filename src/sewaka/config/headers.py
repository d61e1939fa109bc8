"""Headers of every answer that Django and django-csp do not set themselves."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from ipaddress import ip_address

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXT = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/problem+json",
    "application/ld+json",
    "application/xml",
    "application/rss+xml",
    "image/svg+xml",
)
_ONE_PACKET = 1_200  # bytes; what fits in one is not faster when it is smaller
GetResponse = Callable[[HttpRequest], HttpResponse]


class ClientAddress:
    """Behind a proxy: the address that the proxy saw, in place of the proxy's own.

    Only the last entry of X-Forwarded-For is the proxy's word; what stands before it came from
    outside and may be anything. Limits by network depend on it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the right address on the request."""
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if settings.IS_BEHIND_PROXY and _is_address(seen):
            request.META["REMOTE_ADDR"] = seen
        return self.get_response(request)


class PageHeaders:
    """Permissions-Policy, Cross-Origin-Resource-Policy, and no caching unless a view says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with what is missing added."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class Compressed(GZipMiddleware):
    """Text leaves compressed; photos are already, and ranges count the bytes of the file.

    The parent pads at random, so that a length does not tell what a page holds (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress what is text, where the browser takes it."""
        is_text = response.headers.get("Content-Type", "").startswith(_TEXT)
        is_short = isinstance(response, HttpResponse) and len(response.content) < _ONE_PACKET
        if not is_text or is_short or response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def add_to_static(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """The page's own policy on static files: a worker obeys that of its script's answer."""
    headers["Content-Security-Policy"] = build_policy(
        config=settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    )
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
