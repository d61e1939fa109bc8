"""What one junction tells its neighbours: the topic `out` (see `wire`)."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from sewaka.modules.traffic import wire_fields as fields
from sewaka.modules.traffic.wire import LARGEST_BYTES, Topic
from sewaka.modules.traffic.wire_fields import Malformed

OUTFLOW_S = 60
MOST_EXITS = 64


@dataclass(frozen=True, slots=True)
class Exit:
    """One lane that leads away: vehicles expected onto it in each of the next 60 seconds."""

    lane: str
    outflow: tuple[float, ...]
    stored: float
    storage: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one junction tells its neighbours."""

    junction: str
    t_s: float
    exits: tuple[Exit, ...]


def write_outlook(outlook: Outlook) -> bytes:
    """The body of `out`."""
    exits = [
        {"lane": way.lane, "outflow": way.outflow, "stored": way.stored, "storage": way.storage}
        for way in outlook.exits
    ]
    return orjson.dumps({"t": fields.instant(outlook.t_s), "exits": exits})


def read_outlook(*, topic: Topic, payload: bytes) -> Outlook:
    """What the neighbours can expect. Raises Malformed."""
    take = fields.Fields(fields.body_of(payload, largest=2 * LARGEST_BYTES))
    exits = tuple(_exit(fields.within(row, "exits")) for row in take.rows("exits", most=MOST_EXITS))
    return take.all_of(Outlook(topic.junction, take.seconds("t"), exits))


def _exit(take: fields.Fields) -> Exit:
    outflow = take.rows("outflow", most=OUTFLOW_S)
    if len(outflow) != OUTFLOW_S:
        raise Malformed("outflow")
    return take.all_of(
        Exit(
            lane=take.text("lane", longest=fields.LONGEST_CODE),
            outflow=tuple(fields.real(one, "outflow", most=100.0) for one in outflow),
            stored=take.real("stored", most=1e5),
            storage=take.real("storage", most=1e5),
        )
    )
