"""What every part of the API shares: rendering, problems (RFC 9457), sessions, versions.

Modules declare their routers with these; `city.api` mounts them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Schema, Status
from ninja.renderers import BaseRenderer
from ninja.security import APIKeyCookie
from pydantic import ConfigDict

from sewaka.kernel import clock, idempotency
from sewaka.kernel.access import ANONYMOUS, Actor
from sewaka.kernel.errors import Invalid

PROBLEM_TYPE = "application/problem+json"


class Input(Schema):
    """Base of what comes in: a field that nobody asked for is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """A refusal. `code` is stable; `title` and `detail` are words.

    `fields` gives a code for each field to mend, `words` the sentence for it.
    """

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = ""
    fields: dict[str, str] = {}
    words: dict[str, str] = {}
    facts: dict[str, Any] = {}


# The refusals that any operation can answer: give it as `response={200: Out, **PROBLEMS}`.
PROBLEMS: Mapping[int, type[Problem]] = dict.fromkeys(
    (400, 401, 403, 404, 409, 412, 422, 429), Problem
)


class OrjsonRenderer(BaseRenderer):
    """JSON by orjson; instants in ISO 8601."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002 - ninja's signature
        """The body."""
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


class SessionActor(APIKeyCookie):
    """A person's own session; writes demand the CSRF token like every form."""

    param_name: str = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:  # noqa: ARG002 - ninja's signature
        """The actor of the session; None, which answers 401, for a stranger."""
        actor = actor_of(request)
        return actor if actor.person_id is not None else None


def actor_of(request: HttpRequest) -> Actor:
    """Who asks: as the middleware of `platform.people` found out."""
    return getattr(request, "actor", ANONYMOUS)


def etag(version: int) -> str:
    """The ETag of a versioned thing."""
    return f'"{version}"'


def expected_version(request: HttpRequest) -> int:
    """The version in `If-Match`. Raises Invalid when it is missing or no version of ours."""
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not (given.isascii() and given.isdigit() and len(given) < 10):  # noqa: PLR2004 - a 32-bit number
        raise Invalid("api.if_match", fields={"If-Match": "required"})
    return int(given)


def created_once(
    request: HttpRequest, create: Callable[[], Any], *, scope: str = ""
) -> Status[dict[str, Any]]:
    """Answer a POST that may come twice: 201, and 200 with the same words when it comes again.

    `scope`: who sends, where that is not the person of the session. Raises what `create` raises,
    and Invalid without a header `Idempotency-Key`.
    """
    answer = idempotency.once(
        key=idempotency.key_of(request),
        scope=scope or idempotency.scope_of(actor_of(request)),
        request=idempotency.fingerprint(request),
        now=clock.now(),
        run=lambda: (HTTPStatus.CREATED, create()),
    )
    return Status(answer.status, answer.body)


def problem(
    *,
    status: int,
    code: str,
    detail: str = "",
    fields: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The response of a refusal."""
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        fields=dict(fields or {}),
        words=dict(words or {}),
        facts={name: _plain(value) for name, value in (facts or {}).items()},
    )
    response = HttpResponse(
        orjson.dumps(body.model_dump()), status=status, content_type=PROBLEM_TYPE
    )
    response["Cache-Control"] = "no-store"
    return response


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | float | bool | None) else str(value)
