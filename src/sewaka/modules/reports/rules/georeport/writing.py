"""One value, two writers: what JSON says, XML says too.

A value is built of mappings, sequences and scalars. JSON takes it as it is; in XML a mapping's
names become elements, a sequence becomes an element that holds one element an item, and nothing
becomes an empty element. Strings are made legal for XML before either writer sees them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import orjson

Value = Mapping[str, "Value"] | Sequence["Value"] | str | int | float | bool | None

DECLARATION: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'
# What one item of a sequence is called; the standard's own names, irregular plurals included.
ITEM_OF: Final[Mapping[str, str]] = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "media": "media_url",
    "notes": "note",
    "photos": "photo",
    "service_request_updates": "request_update",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}
# Everything outside XML 1.0's Char production, section 2.2 of the recommendation.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile(r"\r\n?")


def legal(text: str) -> str:
    """The text without what XML can not carry; line ends as a parser gives them back."""
    return _LINE_ENDS.sub("\n", _ILLEGAL.sub("", text))


def as_json(value: Value) -> bytes:
    """The value in JSON, UTF-8. Empty strings are nothing: `null`."""
    return orjson.dumps(_plain(value))


def as_xml(root: str, value: Value) -> bytes:
    """The value as one XML element named `root`, UTF-8, without declaration and namespace."""
    parts: list[str] = []
    _write(root, value, parts)
    return "".join(parts).encode()


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return legal(value) or None
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [_plain(inner) for inner in value]
    return value


def _write(name: str, value: Value, parts: list[str]) -> None:
    if value is None or value in ("", [], {}):
        parts.append(f"<{name}/>")
        return
    parts.append(f"<{name}>")
    if isinstance(value, Mapping):
        for inner_name, inner in value.items():
            _write(inner_name, inner, parts)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _write(ITEM_OF[name], inner, parts)
    else:
        parts.append(_scalar(value))
    parts.append(f"</{name}>")


def _scalar(value: str | float | bool) -> str:  # noqa: FBT001 - a value to write, not a switch
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(legal(value), quote=False) if isinstance(value, str) else repr(value)
