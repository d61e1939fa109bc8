"""What browsers follow of each junction: what everybody may read, without what only ages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sewaka.modules.traffic.models import flowing
from sewaka.modules.traffic.models.flowing import Street

CHANNEL = "traffic_live"


def states(*, now: datetime) -> Mapping[str, Mapping[str, Any]]:
    """By junction. An alarm that nobody has confirmed is not in it."""
    return {one.junction.code: state(one, now=now) for one in flowing.streets(now=now)}


def state(street: Street, *, now: datetime) -> Mapping[str, Any]:
    """Of one of them."""
    signal, hold = street.signal, street.hold
    told: dict[str, Any] = {
        "is_stale": street.is_stale(now=now),
        "hold": {"reason": hold.reason, "until": hold.expires_at} if hold else None,
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
    }
