"""What a lane really discharges in a stage, learnt from stop-line counts.

A yielding turn gives way to traffic that the zone does not show, a shared lane waits behind whoever
turns, and a full exit takes nobody: all of them show as a queue that leaves slowly while it is
green. Forgetting makes the estimate return to its prior, so that a stage gets another chance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Set

from sewaka.modules.traffic.control.network import GREENS, PROTECTED, Junction
from sewaka.modules.traffic.control.observe import (
    Health,
    Interval,
    LaneObservation,
    Observation,
    SignalState,
)

_FLOW_KEPT = 1.0 - 1.0 / 300.0  # flows are means of about five minutes
_FLOW_BEGIN = 0.05  # vehicles a second and lane, until something was counted
_LEAST_FLOW = 0.005  # a lane on which hardly anybody comes
_FIRST_S = 3.0  # of green: the first has not reached the exit yet
_LAST_S = 7.0  # after its end, yellow included: the last has left
_COMING_S = 8.0  # of green: by then the first has reached the exit
_FOLLOWING_S = 4.0  # after one another
_FOLLOWING = 0.5  # vehicles that are thought to stand there while some come
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
    """Queues that may stand where the detector is dead.

    Who comes onto an exit lane to which only silent lanes had green lately has come from there.
    That tells their flow, and that they are empty when nobody comes any more. Where that is not
    known, a lane is thought to discharge while it is green; until something is learnt, it has the
    mean flow of the junction's other lanes.
    """

    def __init__(self, *, junction: Junction, headway_s: float) -> None:
        self.junction = junction
        self._links = [link for link in junction.links if not link.is_crossing]
        self._headway_s = headway_s
        self._flow = _FLOW_BEGIN
        self._greens = {link.index: _Green() for link in self._links}
        self._silent: dict[int, _Silent] = {}

    def look(self, *, observation: Observation, signal: SignalState) -> None:
        """One second more."""
        lanes = observation.lanes.values()
        counted = [seen.passed for seen in lanes if seen.health is not Health.FAILED]
        if counted:
            mean = sum(counted) / len(counted)
            self._flow = _FLOW_KEPT * self._flow + (1.0 - _FLOW_KEPT) * mean
        for index, green in self._greens.items():
            green.second(is_green=signal.indications[index] in GREENS)
        self._silent = {
            seen.lane: self._silent.get(seen.lane) or _Silent(flow=self._flow)
            for seen in lanes
            if seen.health is Health.FAILED
        }
        for lane, silent in self._silent.items():
            silent.second(
                shown={signal.indications[e.index] for e in self._links if e.from_lane == lane},
                come=self._come(lane, observation),
                saturation=1.0 / self._headway_s,
            )

    def queues(self) -> dict[int, list[tuple[float, float]]]:
        """By silent lane: for each vehicle what it counts and how long it waits, first first."""
        return {lane: silent.waits() for lane, silent in self._silent.items()}

    def spent(self) -> frozenset[int]:
        """Silent lanes from which nobody comes, though they are green."""
        return frozenset(lane for lane, silent in self._silent.items() if silent.is_spent)

    def _come(self, lane: int, observation: Observation) -> float | None:
        """How many have come from the lane onto an exit; None if they may be others."""
        come = 0.0
        recent = [link for link in self._links if self._greens[link.index].may_come]
        for way in {link.to_lane for link in recent if link.from_lane == lane}:
            feeders = {link.from_lane for link in recent if link.to_lane == way}
            if way not in observation.exits or not feeders <= self._silent.keys():
                return None
            come += observation.exits[way].entered / len(feeders)
        return come


class _Green:
    """Since when a link has, or had, its green."""

    def __init__(self) -> None:
        self._is_green = False
        self._since_s = math.inf

    @property
    def may_come(self) -> bool:
        """Whether somebody who comes onto its exit may have had this green."""
        return self._since_s > _FIRST_S if self._is_green else self._since_s <= _LAST_S

    def second(self, *, is_green: bool) -> None:
        """One second more."""
        self._since_s = self._since_s + 1.0 if is_green is self._is_green else 1.0
        self._is_green = is_green


class _Silent:
    """One lane without a detector."""

    def __init__(self, *, flow: float) -> None:
        self.queue = 0.0
        self._flow = flow
        self._green_s = 0.0  # since its green began; 0 while it is red
        self._nobody_s = 0.0  # of it, without anybody who comes

    @property
    def is_spent(self) -> bool:
        """Whether it has been green for long enough, and nobody comes."""
        return self._green_s >= _COMING_S and self._nobody_s >= _FOLLOWING_S

    def second(self, *, shown: Set[str], come: float | None, saturation: float) -> None:
        """One second more."""
        is_green = bool(shown & GREENS)
        self._green_s = self._green_s + 1.0 if is_green else 0.0
        if come or not is_green:
            self._nobody_s = 0.0
        elif come is not None:
            self._nobody_s += 1.0
        there = self.queue + self._flow
        is_unknown = come is None and self._green_s > _FIRST_S
        left = min(there, saturation) if is_unknown else come or 0.0
        self._flow = _FLOW_KEPT * self._flow + (1.0 - _FLOW_KEPT) * left
        self.queue = min(_LONGEST_QUEUE, max(0.0, there - left))
        if come and is_green:
            self.queue = max(_FOLLOWING, self.queue)
        elif self.is_spent:  # who gives way may still stand there
            self.queue = min(self.queue, 0.0 if shown == {PROTECTED} else 1.0)

    def waits(self) -> list[tuple[float, float]]:
        """The last one may be a part of a vehicle."""
        found: list[tuple[float, float]] = []
        left = self.queue
        while left > 0.0:
            found.append((min(1.0, left), left / max(_LEAST_FLOW, self._flow)))
            left -= 1.0
        return found
