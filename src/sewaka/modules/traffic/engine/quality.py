"""How a junction flows: delay without identities over the last minutes, its level, its queues."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from sewaka.modules.traffic.control import los
from sewaka.modules.traffic.control.kpi import delay_per_vehicle_s
from sewaka.modules.traffic.control.zones import Zone
from sewaka.modules.traffic.wire import Reading

WINDOW_S = 300.0
_LEAST_S = 60.0  # of readings, before anything is said
_DENSITY_S = 10.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Over the window: vehicles that passed, seconds lost by each of them, the worst queue now."""

    passed: int
    delay_s: float
    level: los.Level
    queue: int


@dataclass(frozen=True, slots=True)
class _Period:
    t_s: float
    period_s: float
    present: int
    passed: int


class LaneQuality:
    """One detector's last minutes."""

    def __init__(self, *, zone: Zone) -> None:
        self._zone = zone
        self._periods: deque[_Period] = deque()
        self._present_s = self._present_veh_s = 0.0  # of the ten seconds that run
        self.queue = 0
        self.density_km: float | None = None  # vehicles per km, smoothed; None while nobody knows

    def hear(self, reading: Reading) -> None:
        """One period more."""
        self.queue = reading.queue
        self._periods.append(
            _Period(reading.t_s, reading.period_s, len(reading.zone), reading.counts.total)
        )
        self._smooth(reading)
        while self._periods and reading.t_s - self._periods[0].t_s > WINDOW_S:
            self._periods.popleft()

    def _smooth(self, reading: Reading) -> None:
        self._present_s += reading.period_s
        self._present_veh_s += reading.period_s * len(reading.zone)
        if self._present_s < _DENSITY_S:
            return
        mean = self._present_veh_s / self._present_s
        now = los.density_of_count(vehicles=mean, length_m=self._zone.length_m)
        before = now if self.density_km is None else self.density_km
        self.density_km = los.smoothed(before=before, now=now)
        self._present_s = self._present_veh_s = 0.0

    @property
    def seconds(self) -> float:
        """Of the window that it saw."""
        return sum(each.period_s for each in self._periods)

    @property
    def passed(self) -> int:
        """Over the line within the window."""
        return sum(each.passed for each in self._periods)

    def lost_s(self) -> float:
        """Vehicle seconds lost within the window; where nobody passed, all that were spent."""
        present = np.array([each.present * each.period_s for each in self._periods])
        if not self.passed:
            return float(present.sum())
        each_s = delay_per_vehicle_s(
            zone_count=present,
            tick_s=1.0,
            passed=self.passed,
            zone_m=self._zone.length_m,
            free_ms=self._zone.speed_ms,
        )
        return max(0.0, each_s * self.passed)


def flow_of(*, lanes: list[LaneQuality]) -> Flow | None:
    """Of a junction; None while nobody knows."""
    if max((lane.seconds for lane in lanes), default=0.0) < _LEAST_S:
        return None
    passed = sum(lane.passed for lane in lanes)
    lost_s = sum(lane.lost_s() for lane in lanes)
    delay_s = lost_s / max(1, passed)
    return Flow(
        passed=passed,
        delay_s=delay_s,
        level=los.of_delay(delay_s=delay_s),
        queue=max(lane.queue for lane in lanes),
    )
