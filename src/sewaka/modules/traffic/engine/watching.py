"""The incident rules at every lane of a junction, fed each second with what the engine sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sewaka.modules.traffic.control.incidents import ApproachWatch, Incident, StandingWatch
from sewaka.modules.traffic.control.network import GREENS, PERMISSIVE
from sewaka.modules.traffic.control.observe import (
    Health,
    LaneObservation,
    Observation,
    SignalState,
)
from sewaka.modules.traffic.layout import Post

_AT_LINE_M = 8.0
_STANDING_MS = 0.3


@dataclass(frozen=True, slots=True)
class Detection:
    """What a rule found, and the detector by which."""

    junction: str
    detector: str
    incident: Incident


class JunctionWatch:
    """Lane by lane: one lane of an arm may be blocked while its neighbour flows."""

    def __init__(self, *, post: Post) -> None:
        self._post = post
        self._lines = {code: ApproachWatch() for code in post.detectors}
        self._stands = {code: StandingWatch() for code in post.detectors}
        self._links = {
            lane: [link.index for link in post.junction.links if link.from_lane == lane]
            for lane in post.detectors.values()
        }
        self._found: list[Detection] = []

    def second(self, *, state: SignalState, observation: Observation) -> None:
        """What is seen at this second of the junction's clock."""
        for code, lane in self._post.detectors.items():
            seen = observation.lanes[lane]
            lights = {state.indications[index] for index in self._links[lane]}
            for incident in self._of_lane(code, seen, t_s=state.t_s, lights=lights):
                self._found.append(Detection(self._post.code, code, incident))

    def take(self) -> list[Detection]:
        """What was found since the last time."""
        found, self._found = self._found, []
        return found

    def _of_lane(
        self, code: str, seen: LaneObservation, *, t_s: float, lights: set[str]
    ) -> list[Incident]:
        is_green = not lights.isdisjoint(GREENS)
        is_healthy = seen.health is Health.HEALTHY
        standing_m = seen.distance_m[seen.speed_ms < _STANDING_MS]
        nearest_m = float(np.min(standing_m)) if standing_m.size else None
        found = (
            self._lines[code].second(
                t_s=t_s,
                is_green=is_green and PERMISSIVE not in lights,
                is_present=nearest_m is not None and nearest_m <= _AT_LINE_M,
                passed=seen.passed,
                upstream=len(seen.distance_m),
                is_healthy=is_healthy,
            ),
            self._stands[code].second(
                t_s=t_s, is_green=is_green, nearest_m=nearest_m, is_healthy=is_healthy
            ),
        )
        return [one for one in found if one is not None]
