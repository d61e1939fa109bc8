"""What a lane really discharges in a stage, learnt from stop-line counts.

A yielding turn gives way to traffic that the zone does not show, a shared lane waits behind whoever
turns, and a full exit takes nobody: all of them show as a queue that leaves slowly while it is
green. Forgetting makes the estimate return to its prior, so that a stage gets another chance.
"""

from __future__ import annotations

from collections.abc import Mapping

from sewaka.modules.traffic.control.network import GREENS, Junction
from sewaka.modules.traffic.control.observe import (
    Health,
    Interval,
    LaneObservation,
    Observation,
    SignalState,
)

_FLOW_KEPT = 1.0 - 1.0 / 300.0  # flows are means of about five minutes
_FLOW_BEGIN = 0.05  # vehicles a second and lane, until something was counted
_LONGEST_QUEUE = 15  # that is thought behind a dead detector
_START_S = 3.0  # of green: until then the queue is only starting
_QUEUE_M = 20.0  # whoever is nearer waits for the line, or is crossing it
_PRIOR_S = 20.0  # the weight of the prior in seconds of observation
_KEPT_SEEN = 0.99  # of what was learnt, each second of its own green
_KEPT_UNSEEN = 0.998  # and each other second
_LEAST, _MOST = 0.15, 1.1  # of the saturation flow


class Discharge:
    """By stage and lane: vehicles that left, in seconds of green with a queue."""

    def __init__(self, *, priors: Mapping[tuple[int, int], float], headway_s: float) -> None:
        self._priors = priors
        self._headway_s = headway_s
        self._passed = dict.fromkeys(priors, 0.0)
        self._seconds = dict.fromkeys(priors, 0.0)

    def look(self, *, observation: Observation, signal: SignalState) -> None:
        """One second more."""
        is_flowing = signal.interval is Interval.GREEN and signal.age_s >= _START_S
        for key in self._priors:
            stage, lane = key
            kept = _KEPT_UNSEEN
            if is_flowing and stage == signal.stage and _has_queue(observation.lanes[lane]):
                kept = _KEPT_SEEN
                self._passed[key] += observation.lanes[lane].passed
                self._seconds[key] += 1.0
            self._passed[key] *= kept
            self._seconds[key] *= kept

    def rate(self, *, stage: int, lane: int) -> float | None:
        """The part of the saturation flow that it discharges; None where nothing is learnt."""
        key = (stage, lane)
        if key not in self._priors:
            return None
        served = self._priors[key] * _PRIOR_S + self._passed[key] * self._headway_s
        return min(_MOST, max(_LEAST, served / (_PRIOR_S + self._seconds[key])))


def _has_queue(seen: LaneObservation) -> bool:
    return seen.health is not Health.FAILED and bool((seen.distance_m < _QUEUE_M).any())


class SilentLanes:
    """Queues that may stand where the detector is dead, made of the other lanes' mean flow."""

    def __init__(self, *, junction: Junction, headway_s: float) -> None:
        self._links = [link for link in junction.links if not link.is_crossing]
        self._headway_s = headway_s
        self._flow = _FLOW_BEGIN
        self._queue: dict[int, float] = {}

    def look(self, *, observation: Observation, signal: SignalState) -> None:
        """One second more."""
        lanes = observation.lanes.values()
        counted = [seen.passed for seen in lanes if seen.health is not Health.FAILED]
        if counted:
            mean = sum(counted) / len(counted)
            self._flow = _FLOW_KEPT * self._flow + (1.0 - _FLOW_KEPT) * mean
        green = {link.from_lane for link in self._links if signal.indications[link.index] in GREENS}
        self._queue = {
            seen.lane: self._after(self._queue.get(seen.lane, 0.0), seen.lane in green)
            for seen in lanes
            if seen.health is Health.FAILED
        }

    def queues(self) -> dict[int, list[tuple[float, float]]]:
        """By silent lane: for each vehicle what it counts and how long it waits, first first."""
        return {lane: self._waits(queue) for lane, queue in self._queue.items()}

    def _after(self, queue: float, is_green: bool) -> float:  # noqa: FBT001 - one bit of the lamps
        left = queue + self._flow - (1.0 / self._headway_s if is_green else 0.0)
        return min(_LONGEST_QUEUE, max(0.0, left))

    def _waits(self, queue: float) -> list[tuple[float, float]]:
        """The last one may be a part of a vehicle."""
        found: list[tuple[float, float]] = []
        left = queue
        while left > 0.0:
            found.append((min(1.0, left), left / self._flow))
            left -= 1.0
        return found
