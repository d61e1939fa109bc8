"""From what detectors say to what a controller sees: ages, silences, and who has been waiting.

Messages carry no identities. Who stands at about the same place as somebody stood a second ago has
been waiting for a second longer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sewaka.modules.traffic.control.ladder import APPROACH_DEAD, JUNCTION_DEAD
from sewaka.modules.traffic.control.observe import (
    CALL_SHARE,
    Health,
    LaneObservation,
    Observation,
)
from sewaka.modules.traffic.control.zones import Zone
from sewaka.modules.traffic.layout import Post
from sewaka.modules.traffic.wire import Reading, Status

SILENT_S = 3.0  # older than this, a reading is no longer what is there
_STANDING_MS = 0.3
_SAME_PLACE_M = 3.0  # distances are known to 2 m
_CAR = 2  # a zone does not tell the class


@dataclass(frozen=True, slots=True)
class _Place:
    distance_m: float
    waited_s: float


class DetectorSight:
    """One detector: its newest reading, and how long each place in its zone has been stood on."""

    def __init__(self, *, zone: Zone) -> None:
        self.zone = zone
        self.last: Reading | None = None
        self.heard_s = float("-inf")  # by the clock of the junction
        self._passed = 0
        self._places: list[_Place] = []

    def hear(self, reading: Reading, *, now_s: float) -> bool:
        """Whether it is news: what comes twice or too late is not."""
        last = self.last
        if last is not None and (reading.boot, reading.seq) <= (last.boot, last.seq):
            return False
        passed_s = reading.period_s if last is None else max(0.0, reading.t_s - last.t_s)
        self.last, self.heard_s = reading, now_s
        self._passed += reading.counts.total
        self._places = self._waited(reading, min(passed_s, SILENT_S))
        return True

    def is_alive(self, *, now_s: float) -> bool:
        """Whether it speaks, and sees."""
        if self.last is None or now_s - self.heard_s > SILENT_S:
            return False
        return self.last.status in {Status.OK, Status.CLOCK}

    def observation(self, *, now_s: float) -> LaneObservation:
        """What its lane looks like now; nothing, and failed, if it does not speak."""
        passed, self._passed = self._passed, 0
        if not self.is_alive(now_s=now_s) or self.last is None:
            return _lane(self.zone, [], [], health=Health.FAILED)
        return _lane(
            self.zone,
            self._places,
            [speed for _, speed in self.last.zone],
            passed=passed,
            occupancy=self.last.occupancy,
            standing=self.last.queue,
        )

    def _waited(self, reading: Reading, passed_s: float) -> list[_Place]:
        before = [place for place in self._places if place.waited_s > 0.0]
        found: list[_Place] = []
        for distance, speed in reading.zone:
            if speed >= _STANDING_MS:
                found.append(_Place(distance, 0.0))
                continue
            nearest = min(before, key=lambda one: abs(one.distance_m - distance), default=None)
            if nearest is None or abs(nearest.distance_m - distance) > _SAME_PLACE_M:
                found.append(_Place(distance, passed_s))
                continue
            before.remove(nearest)
            found.append(_Place(distance, nearest.waited_s + passed_s))
        return found


def _lane(
    zone: Zone,
    places: list[_Place],
    speeds_ms: list[float],
    *,
    passed: int = 0,
    occupancy: float = 0.0,
    standing: int = 0,
    health: Health = Health.HEALTHY,
) -> LaneObservation:
    return LaneObservation(
        lane=zone.lane,
        distance_m=np.array([place.distance_m for place in places], dtype=np.float64),
        speed_ms=np.array(speeds_ms, dtype=np.float64),
        waiting_s=np.array([place.waited_s for place in places], dtype=np.float64),
        share=np.array([_share(zone, place.distance_m) for place in places], dtype=np.float64),
        vehicle_class=np.full(len(places), _CAR, dtype=np.int8),
        passed=passed,
        occupancy=occupancy,
        health=health,
        standing=standing,
    )


def _share(zone: Zone, distance_m: float) -> float:
    """Of the nearest piece of the zone that lies there."""
    for piece in zone.pieces:
        if piece.offset_m <= distance_m <= piece.offset_m + piece.length_m:
            return piece.share
    return zone.pieces[-1].share


class JunctionSight:
    """All detectors of a junction."""

    def __init__(self, *, post: Post) -> None:
        self._post = post
        zones = {zone.lane: zone for zone in post.zones}
        self.detectors = {
            code: DetectorSight(zone=zones[lane]) for code, lane in post.detectors.items()
        }

    def hear(self, reading: Reading, *, now_s: float) -> bool:
        """Whether it is news of a detector of ours."""
        sight = self.detectors.get(reading.detector)
        return sight is not None and sight.hear(reading, now_s=now_s)

    def observation(self, *, now_s: float) -> Observation:
        """This second."""
        lanes = {
            sight.zone.lane: sight.observation(now_s=now_s) for sight in self.detectors.values()
        }
        calls = np.zeros(self._post.junction.size, dtype=np.bool_)
        for link in self._post.junction.links:
            seen = lanes.get(link.from_lane)
            if link.is_crossing or seen is None or seen.health is Health.FAILED:
                calls[link.index] = True  # nobody knows, so somebody may be there
            else:
                calls[link.index] |= bool((seen.share >= CALL_SHARE).any())
        return Observation(now_s, lanes, {}, calls)

    def dead(self, *, now_s: float) -> frozenset[str]:
        """Codes of the detectors that do not speak or do not see."""
        return frozenset(
            code for code, sight in self.detectors.items() if not sight.is_alive(now_s=now_s)
        )

    def is_seeing(self, *, now_s: float) -> bool:
        """Whether enough of them live to decide by (`ladder.highest` has the same limits)."""
        dead = {self._post.detectors[code] for code in self.dead(now_s=now_s)}
        if len(dead) > JUNCTION_DEAD * len(self.detectors):
            return False
        return all(
            sum(lane in dead for lane in arm) <= APPROACH_DEAD * len(arm) for arm in self._post.arms
        )
