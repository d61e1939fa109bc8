"""From what the zones see to what the shell's own plan needs: calls, gaps, and who is dead."""

from __future__ import annotations

from collections.abc import Sequence

from sewaka.modules.traffic.control.inside import Inside
from sewaka.modules.traffic.control.local import UNKNOWN_GAP_S, Sensing
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import Health, Observation

NEAR_LINE_M = 30.0


class Senses:
    """The memory of one junction's gaps. `approaches`: its lanes by arm; else one for all."""

    def __init__(
        self, *, junction: Junction, approaches: Sequence[Sequence[int]] | None = None
    ) -> None:
        self._junction = junction
        self._approaches = approaches or (junction.approach_lanes,)
        self._inside = Inside()
        self._near_s = dict.fromkeys(junction.approach_lanes, float("-inf"))

    def sensing(self, *, observation: Observation) -> Sensing:
        """What to tell the shell this second. People on foot have no detector: they call."""
        dead = self._dead(observation)
        for lane, seen in observation.lanes.items():
            if seen.passed or bool((seen.distance_m <= NEAR_LINE_M).any()):
                self._near_s[lane] = observation.t_s
        size = self._junction.size
        calls = [bool(call) for call in observation.calls]
        gaps = [float("inf")] * size
        for link in self._junction.links:
            if link.is_crossing:
                calls[link.index] = True
                continue
            if link.from_lane in dead:
                calls[link.index], gap_s = True, UNKNOWN_GAP_S
            else:
                gap_s = observation.t_s - self._near_s[link.from_lane]
            gaps[link.index] = min(gaps[link.index], gap_s)
        return Sensing(
            calls=tuple(calls),
            gap_s=tuple(gaps),
            junction_dead=len(dead) / max(1, len(self._junction.approach_lanes)),
            approach_dead=max(
                sum(lane in dead for lane in lanes) / max(1, len(lanes))
                for lanes in self._approaches
            ),
            is_occupied=self._inside.standing(observation) > 0,
        )

    def _dead(self, observation: Observation) -> frozenset[int]:
        return frozenset(
            lane
            for lane in self._junction.approach_lanes
            if lane not in observation.lanes or observation.lanes[lane].health is Health.FAILED
        )
