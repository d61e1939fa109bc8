"""What browsers follow of each junction: what everybody may read, without what only ages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from sewaka.modules.traffic.control import los
from sewaka.modules.traffic.models import flowing
from sewaka.modules.traffic.models.flowing import Street

CHANNEL = "traffic_live"
_LONGEST_PAYLOAD = 7_900  # PostgreSQL refuses 8,000 bytes


def tell(junctions: Sequence[str]) -> None:
    """Wake those who follow these junctions, once the transaction is committed."""
    with connection.cursor() as cursor:
        for payload in payloads(junctions):
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def payloads(junctions: Sequence[str]) -> list[str]:
    """Ids in as many notices as PostgreSQL's limit asks for."""
    found: list[str] = []
    some: list[str] = []
    size = 2
    for junction in junctions:
        if size + len(junction) + 3 > _LONGEST_PAYLOAD:
            found.append(orjson.dumps(some).decode())
            some, size = [], 2
        some.append(junction)
        size += len(junction) + 3
    return [*found, orjson.dumps(some).decode()] if some else found


def states(*, now: datetime, keys: frozenset[str] | None = None) -> Mapping[str, Mapping[str, Any]]:
    """By junction, of these or of all. An alarm that nobody has confirmed is not in it."""
    return {one.junction.code: state(one, now=now) for one in flowing.glances(now=now, codes=keys)}


def state(street: Street, *, now: datetime) -> Mapping[str, Any]:
    """Of one of them."""
    signal, hold = street.signal, street.hold
    told: dict[str, Any] = {
        "is_stale": street.is_stale(now=now),
        "hold": {"reason": hold.reason, "until": hold.expires_at} if hold else None,
        "passing": street.passing,
        "obstacles": [
            {"approach": one.approach, "street": one.street, "since": one.since}
            for one in street.obstacles
        ],
    }
    if signal is None:
        return told
    return told | {
        "mode": signal.mode,
        "stage": signal.stage,
        "indications": signal.indications,
        "level": signal.level,
        "delay_s": None if signal.delay_s is None else round(signal.delay_s),
        "silent": signal.silent,
        "density": {
            arm: los.of_density(vehicles_km=each).value for arm, each in signal.densities.items()
        },
    }
