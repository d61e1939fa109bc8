"""How a text with placeholders becomes the message for one person. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sewaka.kernel.errors import DomainError, Invalid

# The push services of the browsers that exist. An address elsewhere is no phone's (and may be one
# of our own machines: kernel.http refuses those a second time).
PUSH_SERVICES = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
_PUSH_ADDRESS_MOST = 1000
_KEY = re.compile(r"[A-Za-z0-9_-]{87,88}=?")  # an uncompressed point on P-256
_AUTH = re.compile(r"[A-Za-z0-9_-]{22}={0,2}")  # 16 bytes
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BRACE = re.compile(r"[{}]")
_AT, _ON = "$at", "$on"

NEWS_FOR = timedelta(days=7)
_DIGITS = re.compile(r"[\s().-]+")
_E164 = re.compile(r"\+[1-9]\d{7,14}")  # ITU-T E.164
# What books set and the alphabet of GSM (3GPP TS 23.038) lacks: one of these, and a message holds
# 70 letters instead of 160.
_AS_GSM = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "–": "-", "—": "-", "\u2212": "-", "’": "'", "…": "..."}
)

Fact = str | int | datetime | date
Written = Callable[[datetime | date], str]  # how an instant or a day is written in a language


def check_push(endpoint: str, *, p256dh: str, auth: str) -> None:
    """Raise Invalid for an address that no push service has, or for keys of another shape."""
    try:
        host = urlsplit(endpoint).hostname or ""
    except ValueError:
        host = ""
    is_service = any(host == one or host.endswith(f".{one}") for one in PUSH_SERVICES)
    is_plain = endpoint.startswith("https://") and len(endpoint) <= _PUSH_ADDRESS_MOST
    if not (is_service and is_plain and "@" not in endpoint):
        raise Invalid("notify.push.address", fields={"endpoint": "notify.push.address"})
    if not (_KEY.fullmatch(p256dh) and _AUTH.fullmatch(auth)):
        raise Invalid("notify.push.keys", fields={"keys": "notify.push.keys"})


def mobile_number(written: str) -> str | None:
    """The number as networks write it, "+628…"; one without a country is Indonesian."""
    digits = _DIGITS.sub("", written)
    if digits.startswith("0"):
        digits = f"+62{digits[1:]}"
    elif digits.startswith("62"):
        digits = f"+{digits}"
    return digits if _E164.fullmatch(digits) else None


def as_sms(text: str) -> str:
    """The text in letters that a plain message has."""
    return text.translate(_AS_GSM)


def is_news(*, happened_at: datetime, now: datetime) -> bool:
    """Whether anybody need still be told. What is read in from another system is long past."""
    return now - happened_at <= NEWS_FOR


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
