"""What radar or camera zones would say of the simulated street. No identity leaves this file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sewaka.modules.traffic.control.network import Junction, Network
from sewaka.modules.traffic.control.observe import (
    CALL_SHARE,
    ExitObservation,
    LaneObservation,
    Observation,
)
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.sumo.street import Seen
from sewaka.modules.traffic.control.zones import Zone, zones_of

_STANDING_MS = 0.1
_GAP_M = 2.5  # between standing vehicles
_CLASSES = {"motorcycle": 1, "moped": 1, "truck": 3, "trailer": 3, "bus": 3, "coach": 3}
_CAR = 2

Vehicles = Mapping[str, Mapping[str, Seen]]


class Detectors:
    """The zones of one junction and its exit lanes."""

    def __init__(self, *, net: NetFile, junction: Junction) -> None:
        self.junction = junction
        self.zones = zones_of(network=net.network, junction=junction)
        self._network: Network = net.network
        self._names = net.lane_names
        self._at_line: dict[int, frozenset[str]] = {}
        self._empty = {zone.lane: _seen(zone.lane, [], [], 0.0) for zone in self.zones}

    def observe(self, *, vehicles: Vehicles, now_s: float) -> Observation:
        """This second."""
        lanes = {zone.lane: self._lane(zone, vehicles) for zone in self.zones}
        exits = {lane: self._exit(lane, vehicles) for lane in self.junction.exit_lanes}
        calls = np.zeros(self.junction.size, dtype=np.bool_)
        for link in self.junction.links:
            seen = lanes.get(link.from_lane)
            calls[link.index] |= seen is not None and bool((seen.share >= CALL_SHARE).any())
        return Observation(now_s, lanes, exits, calls)

    def _lane(self, zone: Zone, vehicles: Vehicles) -> LaneObservation:
        rows: list[tuple[float, float, float, float]] = []
        classes: list[int] = []
        taken = 0.0
        for piece in zone.pieces:
            there = vehicles.get(self._names[piece.lane])
            if there is None:
                continue
            length = self._network.lanes[piece.lane].length_m
            for seen in there.values():
                ahead = length - seen.position_m
                if ahead <= piece.length_m:
                    distance = piece.offset_m + max(0.0, ahead)
                    rows.append((distance, seen.speed_ms, seen.waiting_s, piece.share))
                    classes.append(_CLASSES.get(seen.vehicle_class, _CAR))
                    taken += (seen.length_m + _GAP_M) * piece.share
        own = vehicles.get(self._names[zone.lane], {})
        passed = self._passed(zone.lane, own, vehicles)
        if not rows:
            return (
                replace(self._empty[zone.lane], passed=passed) if passed else self._empty[zone.lane]
            )
        found = _seen(zone.lane, rows, classes, min(1.0, taken / zone.length_m))
        return replace(found, passed=passed, standing=_standing(own.values()))

    def _passed(self, lane: int, own: Mapping[str, Seen], vehicles: Vehicles) -> int:
        """Who was on the lane a second ago, and is on none of its neighbours now."""
        before = self._at_line.get(lane, frozenset())
        self._at_line[lane] = frozenset(own)
        gone = before - own.keys()
        if not gone:
            return 0
        edge = self._names[lane].rpartition("_")[0]
        beside = {
            name
            for other, there in vehicles.items()
            if other.rpartition("_")[0] == edge
            for name in there
        }
        return len(gone - beside)

    def _exit(self, lane: int, vehicles: Vehicles) -> ExitObservation:
        there = vehicles.get(self._names[lane])
        if there is None:
            return ExitObservation(lane, 0, 0.0, 0.0)
        own: Sequence[Seen] = tuple(there.values())
        length = max(1.0, self._network.lanes[lane].length_m)
        return ExitObservation(
            lane=lane,
            count=len(own),
            mean_speed_ms=sum(seen.speed_ms for seen in own) / len(own),
            occupancy=min(1.0, sum(seen.length_m + _GAP_M for seen in own) / length),
            standing=_standing(own),
        )


def _seen(
    lane: int, rows: list[tuple[float, float, float, float]], classes: list[int], occupancy: float
) -> LaneObservation:
    """`rows`: distance, speed, waiting, share."""
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return LaneObservation(
        lane=lane,
        distance_m=table[:, 0],
        speed_ms=table[:, 1],
        waiting_s=table[:, 2],
        share=table[:, 3],
        vehicle_class=np.array(classes, dtype=np.int8),
        passed=0,
        occupancy=occupancy,
    )


def _standing(seen: Iterable[Seen]) -> int:
    return sum(each.speed_ms < _STANDING_MS for each in seen)
