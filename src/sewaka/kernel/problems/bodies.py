"""Problem answers (RFC 9457): for refusals of the domain, of the API and of the framework."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse

from sewaka.kernel import clock, rest
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.problems.catalogue import field_sentence, sentence

if TYPE_CHECKING:
    from ninja import NinjaAPI

log = logging.getLogger(__name__)
BUSY_S = 30
_NOT_FACTS = frozenset({"words"})
_CODES = {
    400: "api.refused",
    401: "api.sign_in",
    403: "forbidden",
    404: "not_found",
    405: "api.method",
    500: "api.broken",
    503: "api.busy",
}
_WHERE = frozenset({"body", "payload"})  # what pydantic calls the place, and nobody sent


class Refused(DomainError):
    """A refusal of the framework, as one of ours."""

    def __init__(self, status: int) -> None:
        super().__init__(_CODES.get(status, "api.refused"))
        self.status = status


def respond(error: DomainError) -> HttpResponse:
    """The problem body of a refusal: code, sentence, fields with their sentences, facts.

    With Retry-After when a fact `retry_at` says when to come back.
    """
    fields = error.fields if isinstance(error, Invalid) else {}
    response = rest.problem(
        status=error.status,
        code=error.code,
        detail=sentence(error),
        fields=fields,
        words={name: field_sentence(code, error.facts) for name, code in fields.items()},
        facts={name: fact for name, fact in error.facts.items() if name not in _NOT_FACTS},
    )
    wait_s = retry_after_s(error)
    if wait_s is not None:
        response["Retry-After"] = str(wait_s)
    return response


def retry_after_s(error: DomainError) -> int | None:
    """Seconds until somebody may come back, where the refusal says when."""
    retry_at = error.facts.get("retry_at")
    if isinstance(retry_at, datetime):
        return max(1, round((retry_at - clock.now()).total_seconds()))
    return BUSY_S if error.status == HTTPStatus.SERVICE_UNAVAILABLE else None


def install(api: NinjaAPI) -> None:
    """Let a ninja API answer every refusal with a problem body, faults included."""
    from ninja.errors import AuthenticationError, HttpError, ValidationError

    api.add_exception_handler(DomainError, _by_domain)
    api.add_exception_handler(ValidationError, _by_schema)
    for kind in (AuthenticationError, HttpError, Http404):
        api.add_exception_handler(kind, _by_framework)
    api.add_exception_handler(Exception, _by_fault)


# ninja's types allow the class as well as the error itself, hence `Any` below


def _by_domain(_request: HttpRequest, error: Any) -> HttpResponse:
    return respond(error)


def _by_schema(_request: HttpRequest, error: Any) -> HttpResponse:
    return respond(Invalid("api.malformed", fields=_fields(error.errors)))


def _by_framework(_request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error, Http404):
        return respond(Refused(HTTPStatus.NOT_FOUND))
    return respond(Refused(getattr(error, "status_code", HTTPStatus.UNAUTHORIZED)))


def _by_fault(_request: HttpRequest, error: Any) -> HttpResponse:
    return respond(fault(error))


def fault(error: BaseException | None) -> Refused:
    """503 when the database is away or too slow, else 500; the fault goes to the log."""
    from django.db import InterfaceError, OperationalError

    if isinstance(error, OperationalError | InterfaceError):
        return Refused(HTTPStatus.SERVICE_UNAVAILABLE)
    log.error("api.broken", exc_info=error)
    return Refused(HTTPStatus.INTERNAL_SERVER_ERROR)


def _fields(errors: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Pydantic's errors by field; its `type` is the code."""
    return {
        ".".join(str(step) for step in one["loc"] if step not in _WHERE): str(one["type"])
        for one in errors
    }
