"""Refusals that leave a view: problem bodies below /api, a standard's own form at its border,
pages elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from sewaka.kernel import registry
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems.bodies import BUSY_S, Refused, fault, respond
from sewaka.kernel.ui import errors

API = "/api/"


class ProblemMiddleware:
    """Answers refusals of programs in the form they read, and a lost database with 503 anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; refusals arrive in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None leaves it to Django."""
        if isinstance(exception, OperationalError | InterfaceError):
            return _busy(request)
        writer = _writer(request)
        if isinstance(exception, DomainError) and writer is not None:
            return writer(exception)
        return None


def broken(request: HttpRequest) -> HttpResponse:
    """handler500: 503 when it was the database."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return _busy(request)
    writer = _writer(request)
    return errors.broken(request) if writer is None else writer(fault(error))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404, and handler403 for pages: forbidden equals absent."""
    writer = _writer(request)
    if writer is not None:
        return writer(Refused(HTTPStatus.NOT_FOUND))
    return errors.not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: what Django itself refuses to read."""
    writer = _writer(request)
    if writer is not None:
        return writer(Refused(HTTPStatus.BAD_REQUEST))
    return defaults.bad_request(request, exception)


def _busy(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After: the database does not answer, or not in time."""
    writer = _writer(request)
    if writer is not None:
        return writer(Refused(HTTPStatus.SERVICE_UNAVAILABLE))
    return errors.busy(request, retry_after_s=BUSY_S)


def _writer(request: HttpRequest) -> Callable[[DomainError], HttpResponse] | None:
    """How refusals are written for whoever asks here; None means as a page."""
    if request.path.startswith(API):
        return respond
    refuse = registry.border(request.path)
    return None if refuse is None else partial(refuse, request)
