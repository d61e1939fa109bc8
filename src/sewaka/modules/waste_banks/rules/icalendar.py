"""Weighing days as a calendar that phones take (RFC 5545): lines of 75 octets, ended by CRLF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_OCTETS: Final = 75
_ESCAPES: Final = {ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,", ord("\n"): "\\n"}


@dataclass(frozen=True, slots=True)
class Event:
    """One weighing day."""

    uid: str
    begins_at: datetime
    ends_at: datetime
    summary: str
    place: str


def write(events: Iterable[Event], *, name: str, now: datetime) -> bytes:
    """The whole calendar, in UTF-8."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sewaka//waste banks//EN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for one in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(one.begins_at)}",
            f"DTEND:{_utc(one.ends_at)}",
            f"SUMMARY:{_text(one.summary)}",
            f"LOCATION:{_text(one.place)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.replace("\r", "").translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """A longer line goes on behind a blank; no character is cut."""
    parts: list[bytes] = [b""]
    for letter in line:
        octets = letter.encode()
        room = _OCTETS - (1 if len(parts) > 1 else 0)
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
        parts[-1] += octets
    return b"\r\n ".join(parts) + b"\r\n"
