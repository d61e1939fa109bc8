"""Who has passed: a pulse at the lower line, with the one that it left at the upper line.

The time between both gives the speed, the time on the line the length. A thing hides the road
behind it, as far as it is high and the camera hangs low: for the length of a car that is taken
off. Who stood on the line has no length that can be told, and is judged by its width.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sewaka.modules.traffic.counting.profile import BIN_M, DEEP_M
from sewaka.modules.traffic.counting.pulses import Pulse
from sewaka.modules.traffic.counting.site import Site

MOTORCYCLE_BELOW_M = 2.6
HEAVY_FROM_M = 6.0
_CAR_HEIGHT_M = 1.5
_MOTORCYCLE_BELOW_WIDE_M = 1.25
_CAR_FROM_WIDE_M = 1.6
_HEAVY_FROM_WIDE_M = 2.6
_TOO_SHORT_M, _ABREAST_M = 1.8, 1.05
_SLOWEST_MS = 2.0  # below it the length is a guess
_STOOD_S = 4.0  # on the line: it has not gone on at the speed that it came with
_FASTEST_MS = 40.0
_LONGEST_WAY_S = 8.0  # between both lines, for those who are not standing
_LAMP_HEIGHT_M = 0.7
_LAMPS_CAR_M, _LAMPS_HEAVY_M = (1.35, 1.85), (2.0, 2.5)  # from outer edge to outer edge
_LAMPS_TOGETHER_S = 0.06
_LAMPS_LEVEL = 0.04  # of their way over the line: a quarter of a metre


class Class(StrEnum):
    """PKJI's classes: SM, MP, KS."""

    MOTORCYCLE = "motorcycle"
    CAR = "car"
    HEAVY = "heavy"


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody crossed the lower line at `at_s`, `x` metres from the left corner.

    `speed_ms`, `length_m`: None where they can not be told. `covered_s`: for how long it was there.
    """

    at_s: float
    x: float
    kind: Class
    speed_ms: float | None
    length_m: float | None
    covered_s: float


class Pairs:
    """Finds for every pulse at the lower line the one it left at the upper line."""

    def __init__(self, site: Site) -> None:
        self._left_m = site.lanes[0].left_m
        self._apart_m = site.upper_m - site.lower_m
        hidden = site.plane.hidden_behind_m(height_m=_CAR_HEIGHT_M, y=site.lower_m)
        self._beyond_m = hidden + DEEP_M
        self._eye = site.plane.eye
        self._upper: deque[Pulse] = deque(maxlen=200)

    def above(self, pulses: Iterable[Pulse]) -> None:
        """What has left the upper line."""
        self._upper.extend(pulses)

    def by_day(self, pulses: Iterable[Pulse]) -> list[Passage]:
        """Who has left the lower line."""
        return [passage for one in pulses for passage in self._passages(one)]

    def by_night(self, pulses: Iterable[Pulse]) -> list[Passage]:
        """The same by lamps: two that cross together are one vehicle."""
        return [self._lamps(pair) for pair in _together([self._at_road(one) for one in pulses])]

    def _passages(self, pulse: Pulse) -> list[Passage]:
        """One; several where they are as wide as a car and far too short: riders abreast."""
        found = self._passage(pulse)
        wide = pulse.wide * BIN_M
        if found.length_m is None or found.length_m >= _TOO_SHORT_M:
            return [found]
        count = max(1, round(wide / _ABREAST_M))
        if count > 1 and found.length_m == 0:
            return []  # the edge of a shadow
        left = found.x - wide / 2
        return [
            replace(found, x=left + wide * (n + 0.5) / count, kind=Class.MOTORCYCLE)
            for n in range(count)
        ]

    def _passage(self, pulse: Pulse) -> Passage:
        speed = self._speed(pulse)
        wide = pulse.wide * BIN_M
        length = None
        covered_s = pulse.off_s - pulse.on_s
        if speed is not None and speed >= _SLOWEST_MS and covered_s < _STOOD_S:
            length = max(0.0, speed * covered_s - self._beyond_m)
        return Passage(
            at_s=pulse.on_s,
            x=self._left_m + pulse.middle * BIN_M,
            kind=_class(wide_m=wide, length_m=length),
            speed_ms=speed,
            length_m=length,
            covered_s=covered_s,
        )

    def _at_road(self, lamp: Pulse) -> Pulse:
        """Where it is: a lamp hangs above the road, and so is seen too far out."""
        nearer = 1 - _LAMP_HEIGHT_M / self._eye.height_m
        middle = (self._eye.x - self._left_m) / BIN_M
        low, high = (middle + (side - middle) * nearer for side in (lamp.low, lamp.high))
        return replace(lamp, low=low, high=high)

    def _lamps(self, lamps: tuple[Pulse, ...]) -> Passage:
        low, high = min(one.low for one in lamps), max(one.high for one in lamps)
        wide = (high - low) * BIN_M
        kind = Class.MOTORCYCLE
        if len(lamps) > 1:
            kind = Class.HEAVY if wide >= _LAMPS_HEAVY_M[0] else Class.CAR
        return Passage(
            at_s=min(one.on_s for one in lamps),
            x=self._left_m + (low + high) / 2 * BIN_M,
            kind=kind,
            speed_ms=self._speed(lamps[0]),
            length_m=None,
            covered_s=max(one.off_s for one in lamps) - min(one.on_s for one in lamps),
        )

    def _speed(self, pulse: Pulse) -> float | None:
        """By the latest pulse above that could have come here."""
        for one in reversed(self._upper):
            took = pulse.on_s - one.on_s
            if took > _LONGEST_WAY_S:
                break
            beside = min(one.high, pulse.high) - max(one.low, pulse.low)
            if beside > 0 and took > self._apart_m / _FASTEST_MS:
                self._upper.remove(one)
                return self._apart_m / took
        return None


def _class(*, wide_m: float, length_m: float | None) -> Class:
    """By length; by width, too, because who gathers speed between the lines seems short."""
    if wide_m < _MOTORCYCLE_BELOW_WIDE_M:
        return Class.MOTORCYCLE
    if length_m is None:
        return Class.HEAVY if wide_m >= _HEAVY_FROM_WIDE_M else Class.CAR
    if length_m >= HEAVY_FROM_M:
        return Class.HEAVY
    is_short = length_m < MOTORCYCLE_BELOW_M and wide_m < _CAR_FROM_WIDE_M
    return Class.MOTORCYCLE if is_short else Class.CAR


def _together(pulses: list[Pulse]) -> list[tuple[Pulse, ...]]:
    """Neighbouring lamps that came on at the same time and place, two by two."""
    left = sorted(pulses, key=lambda one: one.low)
    found: list[tuple[Pulse, ...]] = []
    while left:
        first = left.pop(0)
        partner = left[0] if left and _are_a_pair(first, left[0]) else None
        if partner is not None:
            left.remove(partner)
        found.append((first,) if partner is None else (first, partner))
    return found


def _are_a_pair(one: Pulse, other: Pulse) -> bool:
    wide = (max(one.high, other.high) - min(one.low, other.low)) * BIN_M
    is_wide = any(least <= wide <= most for least, most in (_LAMPS_CAR_M, _LAMPS_HEAVY_M))
    is_level = abs(one.first - other.first) <= _LAMPS_LEVEL
    return is_wide and is_level and abs(one.on_s - other.on_s) <= _LAMPS_TOGETHER_S
