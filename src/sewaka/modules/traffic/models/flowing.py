"""How the streets flow. The same answer whoever asks, so no actor."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic.models.flashing import FlashReset
from sewaka.modules.traffic.models.incidents import Obstacle, obstacles
from sewaka.modules.traffic.models.priority import passing
from sewaka.modules.traffic.models.roadside import Approach, Detector, Junction
from sewaka.modules.traffic.models.steering import Override, SignalNow

STALE = timedelta(minutes=2)
TOLD = (
    "mode",
    "stage",
    "indications",
    "level",
    "delay_s",
    "silent",
    "densities",
)  # of a signal, to everybody
_LISTED = 20
_SHOWN_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Street:
    """One junction as it is now. `signal` is None before anything was heard of it.

    `obstacles`: what is known to stand in the way. `passing`: the class of the vehicle to which it
    gives way now, or whose side streets recover.
    """

    junction: Junction
    signal: SignalNow | None
    hold: Override | None
    detectors: int
    obstacles: Sequence[Obstacle] = ()
    passing: str = ""

    def is_stale(self, *, now: datetime) -> bool:
        """Whether what is known of it is old."""
        return self.signal is None or now - self.signal.heard_at > STALE


@dataclass(frozen=True, slots=True)
class Intervention:
    """What operators did at a junction. `until`: its end, or the latest; `step`: of a reset."""

    junction: str
    reason: str
    began_at: datetime
    until: datetime | None
    is_over: bool
    step: str = ""


@dataclass(frozen=True, slots=True)
class Arm:
    """One approach: how many stand there by its detectors, None where all are silent."""

    code: str
    street: str
    queue: int | None


def streets(*, now: datetime, words: str = "") -> list[Street]:
    """Every junction, by code; with `words` only those whose name or street has them."""
    found = Junction.objects.order_by("code")
    if words:
        by_name = Q(name__icontains=words) | Q(approaches__street__icontains=words)
        found = found.filter(by_name).distinct()
    return _with_signals(list(found), now=now)


def glances(*, now: datetime, codes: Collection[str] | None = None) -> list[Street]:
    """These junctions, or all, by code: what changes by itself only, read several times a second.

    Their detectors are not counted, and of the signal only what `live.state` tells is read.
    """
    found = Junction.objects.order_by("code").only("code")
    junctions = list(found if codes is None else found.filter(code__in=codes))
    names = [junction.code for junction in junctions]
    signals = SignalNow.objects.only("heard_at", *TOLD).in_bulk(names)
    holds, blocked = _holds(names, now=now), obstacles(junctions=names)
    vehicles = passing(junctions=names)
    return [
        Street(
            one,
            signals.get(one.code),
            holds.get(one.code),
            0,
            blocked.get(one.code, ()),
            vehicles.get(one.code, ""),
        )
        for one in junctions
    ]


def street(*, code: str, now: datetime) -> Street:
    """One of them. Raises NotFound."""
    found = _with_signals(list(Junction.objects.filter(code=code)), now=now)
    if not found:
        raise NotFound("traffic.junction.not_found")
    return found[0]


def arms(*, street: Street) -> list[Arm]:
    """Its approaches, by code."""
    queues = street.signal.queues if street.signal else {}
    seen: dict[str, int] = {}
    rows = Detector.objects.filter(junction=street.junction)
    for code, approach in rows.values_list("code", "lane__approach"):
        if code in queues:
            seen[approach] = max(seen.get(approach, 0), queues[code])
    approaches = Approach.objects.filter(junction=street.junction).order_by("code")
    return [Arm(one.code, one.street, seen.get(one.code)) for one in approaches]


def interventions(*, now: datetime, code: str = "") -> Sequence[Intervention]:
    """What operators did in the last day, the newest first; public, without their names."""
    since, at = now - _SHOWN_FOR, Q(junction=code) if code else Q()
    holds = Override.objects.filter(at, created_at__gt=since).order_by("-created_at")
    resets = FlashReset.objects.filter(at, asked_at__gt=since).order_by("-asked_at")
    found = [
        Intervention(
            one.junction, one.reason, one.created_at, one.released_at or one.expires_at,
            is_over=one.released_at is not None,
        )
        for one in holds[:_LISTED]
    ] + [
        Intervention(
            one.junction, one.reason, one.asked_at, one.ended_at,
            is_over=one.ended_at is not None, step=one.step,
        )
        for one in resets[:_LISTED]
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.began_at, reverse=True)[:_LISTED]


def _with_signals(junctions: list[Junction], *, now: datetime) -> list[Street]:
    codes = [junction.code for junction in junctions]
    signals = SignalNow.objects.in_bulk(codes)
    holds = _holds(codes, now=now)
    own = Detector.objects.filter(junction__in=codes).values("junction")
    counted = dict(own.annotate(number=Count("pk")).values_list("junction", "number"))
    blocked = obstacles(junctions=codes)
    vehicles = passing(junctions=codes)
    return [
        Street(
            one,
            signals.get(one.code),
            holds.get(one.code),
            counted.get(one.code, 0),
            blocked.get(one.code, ()),
            vehicles.get(one.code, ""),
        )
        for one in junctions
    ]


def _holds(codes: Sequence[str], *, now: datetime) -> dict[str, Override]:
    running = Override.objects.filter(junction__in=codes, released_at=None, expires_at__gt=now)
    return {hold.junction: hold for hold in running}
