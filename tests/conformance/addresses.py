"""Every address of the city, from the URL resolver and from OpenAPI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

API_PREFIX = "api/v1/"


@dataclass(frozen=True, slots=True)
class Address:
    """One row of the matrix.

    `key` is the URL's name with its namespace (`portal:home`), or the path as OpenAPI writes it
    (`/api/v1/reports/{number}`). `methods` is empty where nothing declares them.
    """

    key: str
    parameters: tuple[str, ...]
    methods: frozenset[str] = frozenset()

    @property
    def is_api(self) -> bool:
        """Whether it answers programs."""
        return self.key.startswith(f"/{API_PREFIX}")

    def path(self, arguments: Mapping[str, str]) -> str:
        """The address with its arguments filled in."""
        if not self.key.startswith("/"):
            return reverse(self.key, kwargs=dict(arguments))
        return self.key.format_map(arguments)


def addresses(*, urlconf: str | None = None, api: Mapping[str, Any] | None = None) -> list[Address]:
    """All addresses; `api` is the OpenAPI document, none where the city has no API."""
    found = {address.key: address for address in _pages(get_resolver(urlconf).url_patterns)}
    for address in _operations(api or {}):
        found[address.key] = address
    return sorted(found.values(), key=lambda address: address.key)


def openapi() -> Mapping[str, Any]:
    """The city's OpenAPI document, as everybody gets it; empty before there is an API."""
    return _document(get_resolver().urlconf_name)


@cache
def _document(_urlconf: object) -> Mapping[str, Any]:
    """The same for one URLconf, made once: it never changes and takes half a second."""
    try:
        resolve(f"/{API_PREFIX}openapi.json")
    except Http404:
        return {}
    document: Mapping[str, Any] = Client().get(f"/{API_PREFIX}openapi.json").json()
    return document


def _pages(
    patterns: list[URLPattern | URLResolver], *, route: str = "", names: tuple[str, ...] = ()
) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from _pages(pattern.url_patterns, route=here, names=inner)
        elif not here.startswith(API_PREFIX):
            parameters = tuple(pattern.pattern.converters) or tuple(
                getattr(pattern.pattern, "regex", None).groupindex  # type: ignore[union-attr] # every pattern has one
            )
            yield Address(key=_key(pattern, names, here), parameters=parameters)


def _key(pattern: URLPattern, names: tuple[str, ...], route: str) -> str:
    return ":".join((*names, pattern.name)) if pattern.name else f"/{route}"


def _operations(document: Mapping[str, Any]) -> Iterator[Address]:
    for path, operations in document.get("paths", {}).items():
        parameters = tuple(part[1:-1] for part in path.split("/") if part.startswith("{"))
        methods = frozenset(method.upper() for method in operations if method != "parameters")
        yield Address(key=path, parameters=parameters, methods=methods)
