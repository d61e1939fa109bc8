"""Whom to believe in a zone: vehicles from second to second, without identities.

Detectors miss some and invent some. Nobody begins to exist standing: who stands where nobody came
is believed when seen a second time. Who stood and is not seen may stand there still: they are
believed for one second more. Whoever moves is taken as seen.

How often that happens says how good the detectors are. Those that hardly err are believed as they
are: the filter costs a second where somebody turns up late, from behind a lorry or another lane.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sewaka.modules.traffic.control.observe import LaneObservation

_REACH_M = 8.0  # between where one should be and where one is seen: two errors of ±2 m, ±1 m/s
_MOVING_MS = 1.0  # faster: came from somewhere
_SLOW_MS = 2.0  # slower: is not gone in a second
_GAP_S = 3.0  # after so long nothing is known of anybody
_AT_THE_LINE_M = 5.0  # nearer, one who stood may have crossed within a second
_ODD = 0.15  # of those who stand, appeared or gone: from there on detectors are not believed
_LEAST_STANDING = 30.0  # vehicle-seconds: fewer say nothing
_KEPT = 0.99  # of what was counted, each second


@dataclass(frozen=True, slots=True)
class _Vehicle:
    distance_m: float
    speed_ms: float
    waiting_s: float
    share: float
    vehicle_class: int
    is_believed: bool = False
    is_missed: bool = False

    def after(self, seconds: float) -> _Vehicle:
        """Where it should be by then, if nothing was seen of it."""
        waited_s = seconds if self.speed_ms < _MOVING_MS else 0.0
        return replace(
            self,
            distance_m=self.distance_m - self.speed_ms * seconds,
            waiting_s=self.waiting_s + waited_s,
        )

    @property
    def may_stand_there(self) -> bool:
        """Whether it is believed without being seen, this once."""
        is_here = self.speed_ms <= _SLOW_MS and self.distance_m >= 0.0
        return is_here and self.is_believed and not self.is_missed


class LaneTracks:
    """The vehicles of one lane's zone."""

    def __init__(self) -> None:
        self.standing = self.odd = 0  # in the last second; of them, out of nothing or vanished
        self._t_s = -math.inf
        self._known: list[_Vehicle] = []

    def look(self, *, seen: LaneObservation, t_s: float) -> LaneObservation:
        """One second more: the observation with those who are believed."""
        since_s, self._t_s = t_s - self._t_s, t_s
        now = _vehicles(seen)
        if not 0.0 <= since_s <= _GAP_S:
            self.standing = self.odd = 0
            self._known = [replace(each, is_believed=True) for each in now]
            return seen
        due = [each.after(since_s) for each in self._known]
        there = [self._recognised(each, due) for each in now]  # takes out of `due` who is seen
        lost = [replace(each, is_missed=True) for each in due if each.may_stand_there]
        self._known = there + lost
        self._count(there, lost)
        return _with(seen, [each for each in self._known if _counts(each)])

    def _recognised(self, vehicle: _Vehicle, due: list[_Vehicle]) -> _Vehicle:
        """The vehicle, believed if somebody was due about there."""
        nearest = min(due, key=lambda each: abs(each.distance_m - vehicle.distance_m), default=None)
        if nearest is None or abs(nearest.distance_m - vehicle.distance_m) >= _REACH_M:
            return vehicle
        due.remove(nearest)
        return replace(vehicle, is_believed=True)

    def _count(self, there: Sequence[_Vehicle], lost: Sequence[_Vehicle]) -> None:
        self.standing = sum(each.speed_ms < _MOVING_MS for each in (*there, *lost))
        self.odd = sum(not _counts(each) for each in there)
        self.odd += sum(each.distance_m > _AT_THE_LINE_M for each in lost)


class Doubt:
    """Whether a junction's detectors err so often that they are to be filtered."""

    def __init__(self) -> None:
        self._standing = self._odd = 0.0

    def look(self, *, tracks: Iterable[LaneTracks]) -> bool:
        """One second more."""
        standing, odd = zip(*((each.standing, each.odd) for each in tracks), strict=True)
        self._standing = _KEPT * self._standing + sum(standing)
        self._odd = _KEPT * self._odd + sum(odd)
        return self._odd > _ODD * max(_LEAST_STANDING, self._standing)


def _counts(vehicle: _Vehicle) -> bool:
    return vehicle.is_believed or vehicle.speed_ms >= _MOVING_MS


def _vehicles(seen: LaneObservation) -> list[_Vehicle]:
    """Nearest first."""
    columns = (seen.distance_m, seen.speed_ms, seen.waiting_s, seen.share, seen.vehicle_class)
    rows = sorted(zip(*(column.tolist() for column in columns), strict=True))
    return [_Vehicle(*row) for row in rows]


def _with(seen: LaneObservation, vehicles: Sequence[_Vehicle]) -> LaneObservation:
    return replace(
        seen,
        distance_m=np.array([each.distance_m for each in vehicles], dtype=np.float64),
        speed_ms=np.array([each.speed_ms for each in vehicles], dtype=np.float64),
        waiting_s=np.array([each.waiting_s for each in vehicles], dtype=np.float64),
        share=np.array([each.share for each in vehicles], dtype=np.float64),
        vehicle_class=np.array([each.vehicle_class for each in vehicles], dtype=np.int8),
    )
