"""The root of `/api/v1`: the routers of the city and of every module of the registry.

Refusals are problems (RFC 9457) with a stable `code`; nothing below `/api/` answers HTML.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sewaka.city.inbox.api import router as cases_router
from sewaka.kernel import registry, rest
from sewaka.kernel.errors import DomainError
from sewaka.platform.cases import api as cases

log = logging.getLogger(__name__)
_BODY = ("body", "payload")


def build() -> NinjaAPI:
    """The API of this city."""
    api = NinjaAPI(
        title="Sewaka",
        version="1",
        description="Kota terbuka untuk program: satu kota, satu orang, satu berkas.",
        renderer=rest.OrjsonRenderer(),
        urls_namespace="api",
        docs_url=None,
        openapi_url="/openapi.json",
    )
    _answer_refusals(api)
    api.add_router("/cases", cases_router)
    for module in registry.modules():
        if module.api is not None:
            api.add_router(f"/{module.code}", module.api())
    return api


def _answer_refusals(api: NinjaAPI) -> None:
    # ninja's types allow the class as well as the error itself, hence `Any` below
    api.add_exception_handler(DomainError, _refused)
    api.add_exception_handler(ValidationError, _malformed)
    api.add_exception_handler(AuthenticationError, _stranger)
    api.add_exception_handler(Http404, _absent)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Exception, _broken)


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    return rest.refusal(error, detail=cases.refusal_text(error))


def _malformed(_request: HttpRequest, error: Any) -> HttpResponse:
    fields = {
        ".".join(str(step) for step in one["loc"] if step not in _BODY): str(one["type"])
        for one in error.errors
    }
    return rest.problem(status=HTTPStatus.UNPROCESSABLE_ENTITY, code="api.malformed", fields=fields)


def _stranger(_request: HttpRequest, _error: Any) -> HttpResponse:
    return rest.problem(status=HTTPStatus.UNAUTHORIZED, code="api.sign_in")


def _absent(_request: HttpRequest, _error: Any) -> HttpResponse:
    return rest.problem(status=HTTPStatus.NOT_FOUND, code="not_found")


def _http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    return rest.problem(status=error.status_code, code="api.refused")


def _broken(_request: HttpRequest, error: Any) -> HttpResponse:
    log.error("api.broken", exc_info=error)
    return rest.problem(status=HTTPStatus.INTERNAL_SERVER_ERROR, code="api.broken")
