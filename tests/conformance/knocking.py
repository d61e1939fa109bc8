"""One request of one person, and what kind of answer came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import orjson
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import Resolver404, resolve

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_DRAWN = re.compile(r"<(?:path|circle|rect|line)\b[^>]*>")  # icons: numbers that say nothing
_TOKENS = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^,}]*|data-csrf="[^"]*"'
)
_STATUSES = {
    HTTPStatus.UNAUTHORIZED: "login",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "hidden",
    HTTPStatus.METHOD_NOT_ALLOWED: "method",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}


def knock(
    client: Client, method: str, path: str, *, form: Mapping[str, Any], is_api: bool
) -> HttpResponseBase:
    """Send the request, as a browser does or as a program does."""
    client.raise_request_exception = False
    if is_api:
        body = b"" if method in SAFE else orjson.dumps(dict(form))
        key = {"Idempotency-Key": "0195d3a0-0000-7000-8000-000000000001"}
        return client.generic(method, path, body, content_type="application/json", headers=key)
    if method == "POST":
        return client.post(path, data=dict(form))
    return client.generic(method, path)


def kind(response: HttpResponseBase) -> str:
    """The value of the table that the answer amounts to; `broken` for a server error."""
    if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
        return "broken"
    if response.status_code in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER):
        return _kind_of_redirect(response.headers["Location"])
    if response.status_code == HTTPStatus.UNAUTHORIZED and _code(response).endswith(
        "factor_needed"
    ):
        return "mfa"
    return _STATUSES.get(HTTPStatus(response.status_code), "ok")


def _kind_of_redirect(location: str) -> str:
    path = urlsplit(location).path
    if path == resolve_url(settings.LOGIN_URL):
        return "login"
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return "ok"
    return "mfa" if name.startswith("mfa_") or name == "account_reauthenticate" else "ok"


def _code(response: HttpResponseBase) -> str:
    if "json" not in response.headers.get("Content-Type", ""):
        return ""
    return str(orjson.loads(body_of(response)).get("code", ""))


def body_of(response: HttpResponseBase) -> bytes:
    """The body; of a stream nothing, because some never end."""
    return response.content if isinstance(response, HttpResponse) else b""


def told(response: HttpResponseBase, *, path: str, arguments: Mapping[str, str]) -> str:
    """All that an answer tells a stranger, without the address that was asked for."""
    text = _DRAWN.sub("", _TOKENS.sub("•", body_of(response).decode(errors="replace")))
    for known in sorted((path, *arguments.values()), key=len, reverse=True):
        for form in (known, quote(known), quote(known, safe=""), unquote(known)):
            # A short number may be part of another, as the 4 of an account is of "404".
            edge = r"[\w.]" if form.isdecimal() else r"\Z\A"
            named = re.compile(rf"(?<!{edge}){re.escape(form)}(?!{edge})")
            text = named.sub("•", text) if form and form != "/" else text
    names = ("Content-Type", "Cache-Control", "Location", "ETag")
    heads = [f"{name}: {response.headers.get(name, '')}" for name in names]
    return "\n".join((str(response.status_code), *heads, text))
