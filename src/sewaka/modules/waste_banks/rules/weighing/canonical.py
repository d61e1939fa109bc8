"""One text for one record, so that a phone and the city hash the same bytes.

RFC 8785 (JSON Canonicalization Scheme) with less in it: whole numbers that JavaScript keeps
exactly, NFC strings, lists, objects. No fractions, no true/false, no null: nothing that two
languages print differently.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

MOST_INTEGER = 2**53 - 1  # Number.MAX_SAFE_INTEGER
MOST_DEPTH = 8
_quoted = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes one for each string


class NotCanonical(ValueError):
    """The value has no canonical form; the message says why, in one word."""


def canonical(value: Any) -> bytes:
    """The value as UTF-8 JSON: keys in order of UTF-16 units, no blanks. Raises NotCanonical."""
    return _text(value, depth=0).encode()


def _text(value: Any, *, depth: int) -> str:
    if depth > MOST_DEPTH:
        raise NotCanonical("depth")
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > MOST_INTEGER:
            raise NotCanonical("integer")
        return str(value)
    if isinstance(value, list):
        return f"[{','.join(_text(one, depth=depth + 1) for one in value)}]"
    if isinstance(value, Mapping):
        return f"{{{','.join(_members(value, depth=depth))}}}"
    raise NotCanonical("type")


def _members(value: Mapping[Any, Any], *, depth: int) -> list[str]:
    written = {_utf16(name): name for name in value}
    return [
        f"{_string(written[units])}:{_text(value[written[units]], depth=depth + 1)}"
        for units in sorted(written)
    ]


def _utf16(name: Any) -> bytes:
    if not isinstance(name, str):
        raise NotCanonical("type")
    return name.encode("utf-16-be", "surrogatepass")


def _string(text: str) -> str:
    if not text.isascii():  # nearly all are, and then both hold
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            raise NotCanonical("surrogate")
        if not unicodedata.is_normalized("NFC", text):
            raise NotCanonical("nfc")
    return _quoted(text)
