"""How much one device or contact may send: enough for a bad day, too little for a flood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` within any `span`."""

    count: int
    span: timedelta


# Brief, section 8: flood from one device or a troll. Never by network address: a whole banjar
# may stand behind one.
REPORT_LIMITS = (Limit(3, timedelta(minutes=10)), Limit(10, timedelta(days=1)))


def retry_at(
    sent: Sequence[datetime], *, now: datetime, limits: Sequence[Limit] = REPORT_LIMITS
) -> datetime | None:
    """When the next one may be sent, or None: now.

    `sent` are the instants of earlier ones, in any order. A limit frees one place as soon as its
    oldest counted one is `span` old.
    """
    waits: list[datetime] = []
    for limit in limits:
        recent = sorted(at for at in sent if at > now - limit.span)
        if len(recent) >= limit.count:
            waits.append(recent[-limit.count] + limit.span)
    return max(waits, default=None)
