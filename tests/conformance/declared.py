"""Whether an answer holds only what its schema declares: no field slips out beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from django.http import HttpResponseBase

from tests.conformance.knocking import body_of


def undeclared(
    document: Mapping[str, Any], *, key: str, method: str, response: HttpResponseBase
) -> list[str]:
    """Fields of a JSON answer that OpenAPI does not know, as dotted paths."""
    if "json" not in response.headers.get("Content-Type", ""):
        return []
    operation = document.get("paths", {}).get(key, {}).get(method.lower(), {})
    answer = operation.get("responses", {}).get(str(response.status_code), {})
    contents = list(answer.get("content", {}).values())
    if not contents:
        return [f"status {response.status_code} is not documented"]
    body = orjson.loads(body_of(response))
    return sorted(set(_strange(document, contents[0].get("schema", {}), body, at="")))


def _strange(
    document: Mapping[str, Any], schema: Mapping[str, Any], value: Any, *, at: str
) -> Iterator[str]:
    schema = _followed(document, schema)
    for part in schema.get("allOf", []):
        schema = {**_followed(document, part), **schema}
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        findings = [list(_strange(document, choice, value, at=at)) for choice in choices]
        yield from min(findings, key=len)
    elif isinstance(value, list):
        for item in value:
            yield from _strange(document, schema.get("items", {}), item, at=f"{at}[]")
    elif isinstance(value, dict) and "properties" in schema:
        yield from _strange_fields(document, schema["properties"], value, at=at)


def _strange_fields(
    document: Mapping[str, Any], known: Mapping[str, Any], value: Mapping[str, Any], *, at: str
) -> Iterator[str]:
    for name, inner in value.items():
        here = f"{at}.{name}".lstrip(".")
        if name in known:
            yield from _strange(document, known[name], inner, at=here)
        else:
            yield here


def _followed(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema
