"""Responses of the border: the format is the suffix, in UTF-8, for everybody to read."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from sewaka.modules.reports.rules.georeport.writing import DECLARATION, Value, as_json, as_xml

CONTENT_TYPES = {
    "json": "application/json; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
    "geojson": "application/geo+json; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
}


def written(*, suffix: str, root: str, value: Value) -> bytes:
    """A whole document: the bare value in JSON, one element below a declaration in XML."""
    return as_json(value) if suffix == "json" else DECLARATION + as_xml(root, value)


def answer(*, suffix: str, root: str, value: Value, status: int = HTTPStatus.OK) -> HttpResponse:
    """The response that says `value`."""
    return sent(written(suffix=suffix, root=root, value=value), suffix=suffix, status=status)


def joined(*, suffix: str, root: str, fragments: Sequence[str]) -> HttpResponse:
    """The response that lists ready fragments."""
    if suffix == "json":
        return sent(f"[{','.join(fragments)}]".encode(), suffix=suffix)
    inner = f"<{root}>{''.join(fragments)}</{root}>" if fragments else f"<{root}/>"
    return sent(DECLARATION + inner.encode(), suffix=suffix)


def kept(request: HttpRequest, body: bytes, *, suffix: str) -> HttpResponse:
    """The response of bytes that seldom change: with an ETag, and 304 for who has them."""
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if not isinstance(response, HttpResponse):
        response = sent(body, suffix=suffix)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def sent(body: bytes, *, suffix: str, status: int = HTTPStatus.OK) -> HttpResponse:
    """The response of ready bytes. Pages of any site may read it: nothing here is anybody's own."""
    response = HttpResponse(body, status=status, content_type=CONTENT_TYPES[suffix])
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
