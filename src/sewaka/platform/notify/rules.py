"""How a text with placeholders becomes the message for one person. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sewaka.kernel.errors import DomainError, Invalid

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BRACE = re.compile(r"[{}]")
_AT, _ON = "$at", "$on"

Fact = str | int | datetime | date
Written = Callable[[datetime | date], str]  # how an instant or a day is written in a language


def placeholders(text: str) -> frozenset[str]:
    """The names that stand in braces."""
    return frozenset(_PLACEHOLDER.findall(text))


def check_text(text: str, *, allowed: frozenset[str], field: str) -> None:
    """Raise `Invalid` for a brace that opens nothing, or a placeholder nobody fills."""
    if _BRACE.search(_PLACEHOLDER.sub("", text)):
        raise Invalid("notify.text.brace", fields={field: "notify.text.brace"})
    unknown = sorted(placeholders(text) - allowed)
    if unknown:
        raise Invalid(
            "notify.text.placeholder", fields={field: "notify.text.placeholder"}, names=unknown
        )


def fill(text: str, *, facts: Mapping[str, Any], write: Written) -> str:
    """The text with its facts. Facts are never read as placeholders themselves.

    Raises `DomainError("notify.fact_missing")`.
    """

    def fact(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in facts:
            raise DomainError("notify.fact_missing", name=name)
        value = unpack(facts[name])
        return write(value) if isinstance(value, date) else str(value)

    return _PLACEHOLDER.sub(fact, text)


def pack(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Facts as JSON values; instants and days keep their kind."""
    return {name: _packed(value) for name, value in facts.items()}


def unpack(value: Any) -> Fact:
    """One fact as it was before `pack`."""
    if isinstance(value, dict):
        if _AT in value:
            return datetime.fromisoformat(value[_AT])
        return date.fromisoformat(value[_ON])
    found: Fact = value
    return found


def _packed(value: Fact) -> Any:
    if isinstance(value, datetime):
        return {_AT: value.isoformat()}
    if isinstance(value, date):
        return {_ON: value.isoformat()}
    return value if isinstance(value, int) else str(value)
