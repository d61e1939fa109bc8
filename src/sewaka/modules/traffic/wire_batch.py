"""Readings of one junction in one message: its topic `obs` over MQTT, and the batch over HTTP.

    {"observations": [{"detector": "J06-J09_0", "t": ..., "boot": ..., ...}, ...]}

Each reading is as in a message of its own, with `detector`, and stands for itself: one that is
wrong is refused alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from sewaka.modules.traffic import wire
from sewaka.modules.traffic import wire_fields as fields
from sewaka.modules.traffic.wire import Reading, Topic
from sewaka.modules.traffic.wire_fields import Malformed

MOST = 1_000
LARGEST_BYTES = 262_144  # over MQTT: 1,000 readings of an ordinary street


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reading that is not taken. `detector` is empty where it can not be told whose it is."""

    detector: str
    code: str
    item: object

    @property
    def sample(self) -> bytes:
        """What came."""
        return orjson.dumps(self.item)


def write(readings: Iterable[Reading]) -> bytes:
    """The body of a batch."""
    items = [{"detector": one.detector, **wire.reading_body(one)} for one in readings]
    return orjson.dumps({"observations": items})


def of_message(*, topic: Topic, payload: bytes) -> list[Reading | Refusal]:
    """What an `obs` holds: one detector's reading, or a batch. Raises Malformed."""
    if topic.detector:
        return [wire.read_reading(topic=topic, payload=payload)]
    return read(payload=payload, junction=topic.junction)


def read(
    *, payload: bytes, junction: str, own: str = "", largest: int = LARGEST_BYTES
) -> list[Reading | Refusal]:
    """What became of each, in the order of the batch. Raises Malformed when it is no batch.

    `own`: the detector that sends for itself only.
    """
    take = fields.Fields(fields.body_of(payload, largest=largest))
    items = take.all_of(take.rows("observations", most=MOST))
    return [_read(item, junction=junction, own=own) for item in items]


def _read(item: object, *, junction: str, own: str) -> Reading | Refusal:
    if not isinstance(item, dict):
        return Refusal("", "observations", item)
    body = dict(item)
    code = body.pop("detector", own)
    if not isinstance(code, str) or not fields.is_code(code) or (own and code != own):
        return Refusal("", "detector", item)
    try:
        return wire.reading_of(junction=junction, detector=code, body=body)
    except Malformed as refusal:
        return Refusal(code, refusal.code, item)
