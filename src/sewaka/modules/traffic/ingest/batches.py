"""Readings in a batch over HTTP: what is answered is stored.

A cabinet (`J09`) sends for its detectors, a detector (`J09/D1`) for itself. The batch is signed:
`X-Signature` is the HMAC-SHA256 of the body, in hex, with the device's password as the key.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from sewaka.modules.traffic import wire_batch
from sewaka.modules.traffic.credentials import password_of
from sewaka.modules.traffic.ingest import storing
from sewaka.modules.traffic.ingest.intake import Intake
from sewaka.modules.traffic.wire_batch import Refusal

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
    junction, _, own = user.partition("/")
    found = wire_batch.read(payload=body, junction=junction, own=own, largest=LARGEST_BYTES)
    intake = Intake(ids=storing.detector_ids(junction=junction))
    rows, refused = [], []
    for place, one in enumerate(found):
        if isinstance(one, Refusal):
            refused.append((place, one.code))
        elif (junction, one.detector) not in intake.ids:
            refused.append((place, "detector"))
        elif row := intake.row(reading=one, arrived_s=now.timestamp()):
            rows.append(row)
        else:
            refused.append((place, "time"))
    new = storing.store(rows, now=now) if rows else 0
    storing.note_newest(intake.newest)
    storing.note_refused(intake.refused)
    return Taken(len(rows), new, tuple(refused))
