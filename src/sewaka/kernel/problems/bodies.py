"""Problem bodies (RFC 9457): for every refusal of the domain, of the API and of the framework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, JsonResponse

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.problems.catalogue import field_sentence, sentence

if TYPE_CHECKING:
    from ninja import NinjaAPI

MEDIA_TYPE = "application/problem+json"
_HIDDEN_FACTS = frozenset({"words"})
_CODES = {
    400: "malformed",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    500: "broken",
    503: "busy",
}


class Refused(DomainError):
    """A refusal of the framework, as one of ours."""

    def __init__(self, status: int, code: str = "") -> None:
        super().__init__(code or _CODES.get(status, "invalid"))
        self.status = status


def problem(error: DomainError, *, instance: str = "") -> dict[str, Any]:
    """The body: type, title, status, detail, instance, code; facts; errors by field."""
    facts = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in error.facts.items()
        if name not in _HIDDEN_FACTS and isinstance(value, str | int | float | datetime)
    }
    body: dict[str, Any] = {
        **facts,
        "type": f"urn:sewaka:problem:{error.code}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": sentence(error),
        "code": error.code,
    }
    if instance:
        body["instance"] = instance
    if isinstance(error, Invalid):
        body["errors"] = [
            {"field": name, "code": code, "detail": field_sentence(code, error.facts)}
            for name, code in error.fields.items()
        ]
    return body


def respond(error: DomainError, *, request: HttpRequest) -> JsonResponse:
    """The body as an answer; with Retry-After when a fact `retry_at` says when to come back."""
    headers = {"Cache-Control": "no-store"}
    retry_at = error.facts.get("retry_at")
    if isinstance(retry_at, datetime):
        wait = (retry_at - clock.now()).total_seconds()
        headers["Retry-After"] = str(max(1, round(wait)))
    elif error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "30"
    return JsonResponse(
        problem(error, instance=request.path),
        status=error.status,
        content_type=MEDIA_TYPE,
        headers=headers,
    )


def install(api: NinjaAPI) -> None:
    """Let a ninja API answer every refusal with a problem body."""
    from ninja.errors import AuthenticationError, HttpError, ValidationError

    def refused_by_domain(request: HttpRequest, error: Any) -> JsonResponse:
        return respond(error, request=request)

    def refused_by_schema(request: HttpRequest, error: Any) -> JsonResponse:
        return respond(Invalid(fields=_fields(error.errors)), request=request)

    def refused_by_framework(request: HttpRequest, error: Any) -> JsonResponse:
        known: dict[type, int] = {AuthenticationError: 401, Http404: 404}
        status = known.get(type(error)) or int(getattr(error, "status_code", 400))
        return respond(Refused(status), request=request)

    api.add_exception_handler(DomainError, refused_by_domain)
    api.add_exception_handler(ValidationError, refused_by_schema)
    for kind in (AuthenticationError, HttpError, Http404):
        api.add_exception_handler(kind, refused_by_framework)


def _fields(errors: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Pydantic's errors as field -> code: `required`, `unknown`, or `invalid`."""
    codes = {"missing": "required", "extra_forbidden": "unknown"}
    return {
        ".".join(str(part) for part in error["loc"][1:]) or "body": codes.get(
            error["type"], "invalid"
        )
        for error in errors
    }
