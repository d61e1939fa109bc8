"""Readings in a batch over HTTP: what is answered is stored.

A cabinet (`J09`) sends for its detectors, a detector (`J09/D1`) for itself. The batch is signed:
`X-Signature` is the HMAC-SHA256 of the body, in hex, with the device's password as the key.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sewaka.modules.traffic import wire, wire_fields
from sewaka.modules.traffic.credentials import password_of
from sewaka.modules.traffic.ingest import storing
from sewaka.modules.traffic.ingest.intake import Intake
from sewaka.modules.traffic.wire_fields import Malformed

MOST = 1_000
LARGEST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch. `new`: rows that were not there before. `refused`: place, code."""

    count: int
    new: int
    refused: tuple[tuple[int, str], ...]


def is_signed(*, user: str, signature: str, body: bytes, city: bytes) -> bool:
    """Whether the device that it names has signed this body."""
    key = password_of(user=user, city=city).encode()
    expected = hmac.new(key, body, "sha256").hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))


def take(*, user: str, body: bytes, now: datetime) -> Taken:
    """Store a batch. Raises Malformed when it is none at all; single readings are refused alone."""
    fields = wire_fields.Fields(wire_fields.body_of(body, largest=LARGEST_BYTES))
    items = fields.all_of(fields.rows("observations", most=MOST))
    junction, _, own = user.partition("/")
    intake = Intake(ids=storing.detector_ids(junction=junction))
    rows, refused = [], []
    for place, item in enumerate(items):
        code = ""
        try:
            reading = _reading(item, junction=junction, own=own)
        except Malformed as refusal:
            code = refusal.code
        else:
            if (junction, reading.detector) not in intake.ids:
                code = "detector"
            elif row := intake.row(reading=reading, arrived_s=now.timestamp()):
                rows.append(row)
            else:
                code = "time"
        if code:
            refused.append((place, code))
    new = storing.store(rows, junctions=[junction], now=now) if rows else 0
    storing.note_newest(intake.newest)
    storing.note_refused(intake.refused)
    return Taken(len(rows), new, tuple(refused))


def _reading(item: object, *, junction: str, own: str) -> wire.Reading:
    if not isinstance(item, dict):
        raise Malformed("observations")
    body: Mapping[str, Any] = {name: value for name, value in item.items() if name != "detector"}
    detector = wire_fields.text(
        item.get("detector", own), "detector", longest=wire_fields.LONGEST_CODE
    )
    if own and detector != own:
        raise Malformed("detector")
    return wire.reading_of(junction=junction, detector=detector, body=body)
