"""Refusals as the standard writes them: an HTTP code, and an array of code and description."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.problems import field_sentence, retry_after_s, sentence
from sewaka.modules.reports.api.georeport.answers import answer
from sewaka.modules.reports.rules.georeport.writing import Value

# GeoReport v2, "Errors": 404 and 403 mean what they say, 400 is everything else that was asked
# wrongly. 405, 429 and our own failures keep their HTTP code.
_KEPT: Final = frozenset(
    {
        HTTPStatus.NOT_FOUND,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The errors array of a refusal, in the format that the address names; XML without one."""
    status = _status(error)
    suffix = "json" if request.path.endswith(".json") else "xml"
    written = [{"code": int(status), "description": words} for words in _sentences(error)]
    response = answer(suffix=suffix, root="errors", value=written, status=status)
    wait_s = retry_after_s(error)
    if wait_s is not None:
        response["Retry-After"] = str(wait_s)
    return response


def _status(error: DomainError) -> HTTPStatus:
    if error.status in _KEPT or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return HTTPStatus(error.status)
    return HTTPStatus.BAD_REQUEST


def _sentences(error: DomainError) -> Iterator[Value]:
    """One sentence for each field that is wrong, the field's name before it; else the error's."""
    if not isinstance(error, Invalid) or not error.fields:
        yield sentence(error)
        return
    for name, code in error.fields.items():
        yield f"{name}: {field_sentence(code, error.facts)}"
