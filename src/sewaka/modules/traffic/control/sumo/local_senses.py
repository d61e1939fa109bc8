"""What a junction's own detectors tell its shell, for the plan that needs no optimiser."""

from __future__ import annotations

import numpy as np

from sewaka.modules.traffic.control.local import Sensing
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import Health, Observation

_NEAR_M = 20.0


class LocalSenses:
    """Calls, gaps, dead detectors of one junction. People on foot have no detector: they call."""

    def __init__(self, *, junction: Junction) -> None:
        self._links = junction.links
        self._gap_s = np.zeros(junction.size)

    def of(self, seen: Observation) -> Sensing:
        """This second's."""
        near = np.zeros(len(self._gap_s), dtype=np.bool_)
        calls = seen.calls.copy()
        for link in self._links:
            lane = seen.lanes.get(link.from_lane)
            if lane is None:
                calls[link.index] = True
            elif lane.health is Health.FAILED:
                calls[link.index] = near[link.index] = True
            else:
                near[link.index] |= lane.passed > 0 or bool((lane.distance_m < _NEAR_M).any())
        self._gap_s = np.where(near, 0.0, self._gap_s + 1.0)
        dead = {lane for lane, each in seen.lanes.items() if each.health is Health.FAILED}
        return Sensing(
            calls=tuple(calls.tolist()),
            gap_s=tuple(self._gap_s.tolist()),
            junction_dead=len(dead) / max(1, len(seen.lanes)),
        )
