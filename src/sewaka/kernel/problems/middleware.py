"""Refusals that leave a view: problem bodies below /api, pages elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems.bodies import Refused, fault, respond
from sewaka.kernel.ui import errors

API = "/api/"


class ProblemMiddleware:
    """Answers refusals below /api with problem bodies, and a lost database with 503 anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; refusals arrive in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves it to Django."""
        if isinstance(exception, OperationalError | InterfaceError):
            return _busy(request)
        if isinstance(exception, DomainError) and request.path.startswith(API):
            return respond(exception)
        return None


def broken(request: HttpRequest) -> HttpResponse:
    """handler500: 503 when it was the database, a problem body below /api."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return _busy(request)
    return fault(error) if request.path.startswith(API) else errors.broken(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404, and handler403 for pages: forbidden equals absent."""
    if request.path.startswith(API):
        return respond(Refused(HTTPStatus.NOT_FOUND))
    return errors.not_found(request, exception)


def _busy(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After: the database does not answer, or not in time."""
    if request.path.startswith(API):
        return respond(Refused(HTTPStatus.SERVICE_UNAVAILABLE))
    return errors.busy(request, retry_after_s=30)
