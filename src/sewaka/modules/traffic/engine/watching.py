"""The incident rules at every lane of a junction, fed each second with what the engine sees.

Only what stands before the line is told. The rules at the line (`ApproachWatch`) must know whether
the exit is full, which no detector sees yet: without that they called more than ten times a day and
junction at the busiest hour of the demo's street.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sewaka.modules.traffic.control.incidents import Incident, StandingWatch
from sewaka.modules.traffic.control.network import GREENS
from sewaka.modules.traffic.control.observe import (
    Health,
    LaneObservation,
    Observation,
    SignalState,
)
from sewaka.modules.traffic.layout import Post

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
            incident = self._stands[code].second(
                t_s=state.t_s,
                is_green=any(state.indications[index] in GREENS for index in self._links[lane]),
                nearest_m=_nearest_m(seen),
                is_healthy=seen.health is Health.HEALTHY,
            )
            if incident is not None:
                self._found.append(Detection(self._post.code, code, incident))

    def take(self) -> list[Detection]:
        """What was found since the last time."""
        found, self._found = self._found, []
        return found


def _nearest_m(seen: LaneObservation) -> float | None:
    """From the line to the first who stands; None where nobody does."""
    standing_m = seen.distance_m[seen.speed_ms < _STANDING_MS]
    return float(np.min(standing_m)) if standing_m.size else None
