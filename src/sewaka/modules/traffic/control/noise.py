"""Detectors as they are: some vehicles missed, some seen that are none, late, or dead."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.observe import (
    CALL_SHARE,
    Health,
    LaneObservation,
    Observation,
)

_REACH_M = 150.0  # ghosts stand anywhere within it


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the detectors. All parts are 0 to 1."""

    missed: float = 0.0
    ghosts: float = 0.0
    latency_s: int = 0
    dead: float = 0.0
    distance_error_m: float = 0.0
    speed_error_ms: float = 0.0
    seed: int = 0


CLEAN = Fault()


class FaultyView:
    """One junction's observations with their faults. Dead detectors are drawn once."""

    def __init__(self, *, fault: Fault, junction: Junction) -> None:
        self._fault = fault
        self._late: deque[Observation] = deque(maxlen=fault.latency_s + 1)
        self._random = np.random.default_rng([fault.seed, junction.id])
        draws = self._random.random(len(junction.approach_lanes))
        self.dead = frozenset(
            lane
            for lane, draw in zip(junction.approach_lanes, draws.tolist(), strict=True)
            if draw < fault.dead
        )
        self._links = [link for link in junction.links if not link.is_crossing]

    def seen(self, truth: Observation) -> Observation:
        """What the controller gets instead of the truth."""
        if replace(self._fault, seed=0) == CLEAN:
            return truth
        lanes = {
            lane: self._dead(seen) if lane in self.dead else self._noisy(seen)
            for lane, seen in truth.lanes.items()
        }
        calls = np.zeros_like(truth.calls)
        for link in self._links:
            lane = lanes[link.from_lane]
            calls[link.index] |= lane.health is Health.FAILED or bool(
                (lane.share >= CALL_SHARE).any()
            )
        self._late.append(replace(truth, lanes=lanes, calls=calls))
        return self._late[0]

    def _dead(self, seen: LaneObservation) -> LaneObservation:
        nothing = np.zeros(0)
        return replace(
            seen,
            distance_m=nothing,
            speed_ms=nothing,
            waiting_s=nothing,
            share=nothing,
            vehicle_class=np.zeros(0, dtype=np.int8),
            passed=0,
            occupancy=0.0,
            standing=0,
            health=Health.FAILED,
        )

    def _noisy(self, seen: LaneObservation) -> LaneObservation:
        fault, random = self._fault, self._random
        count = len(seen.distance_m)
        kept = np.flatnonzero(random.random(count) >= fault.missed)
        # One chance of a ghost for every vehicle, and one for an empty zone.
        ghosts = int(random.binomial(max(1, count), fault.ghosts))
        distance = seen.distance_m[kept] + random.normal(0.0, fault.distance_error_m, len(kept))
        speed = seen.speed_ms[kept] + random.normal(0.0, fault.speed_error_ms, len(kept))
        return replace(
            seen,
            distance_m=np.append(np.maximum(distance, 0.0), random.uniform(0, _REACH_M, ghosts)),
            speed_ms=np.append(np.maximum(speed, 0.0), np.zeros(ghosts)),
            waiting_s=np.append(seen.waiting_s[kept], np.zeros(ghosts)),
            share=np.append(seen.share[kept], np.ones(ghosts)),
            vehicle_class=np.append(seen.vehicle_class[kept], np.full(ghosts, 2, dtype=np.int8)),
        )
