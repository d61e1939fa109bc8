"""What radar or camera zones would say of the simulated street. No identity leaves this file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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
    """The zones of one junction, and loops at its stop lines and at the begin of its exits."""

    def __init__(self, *, net: NetFile, junction: Junction) -> None:
        self.junction = junction
        self.zones = zones_of(network=net.network, junction=junction)
        self._network: Network = net.network
        self._names = net.lane_names
        self._at_line: dict[int, frozenset[str]] = {}
        self._inside: dict[str, int] = {}  # who is between the lines and the exits, and where
        self._inner = {lane: tuple(_inner(net.network, lane)) for lane in junction.approach_lanes}
        self._empty = {zone.lane: _seen(zone.lane, [], [], 0.0) for zone in self.zones}

    def observe(self, *, vehicles: Vehicles, now_s: float) -> Observation:
        """This second."""
        inside = {
            name: lane
            for lanes in self._inner.values()
            for lane in lanes
            for name in vehicles.get(self._names[lane], ())
        }
        crossed = {lane: self._crossed(lane, vehicles, inside) for lane in self._inner}
        left = Counter(
            self._exit_of(lane) for name, lane in self._inside.items() if name not in inside
        )
        for lane, names in crossed.items():
            left[self._exit_of(lane)] += len(names - inside.keys())
        lanes = {zone.lane: self._lane(zone, vehicles, crossed[zone.lane]) for zone in self.zones}
        self._inside = inside
        exits = {lane: self._exit(lane, vehicles, left[lane]) for lane in self.junction.exit_lanes}
        calls = np.zeros(self.junction.size, dtype=np.bool_)
        for link in self.junction.links:
            seen = lanes.get(link.from_lane)
            calls[link.index] |= seen is not None and bool((seen.share >= CALL_SHARE).any())
        return Observation(now_s, lanes, exits, calls)

    def _lane(self, zone: Zone, vehicles: Vehicles, crossed: Set[str]) -> LaneObservation:
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
        passed = len(crossed)
        if not rows:
            return (
                replace(self._empty[zone.lane], passed=passed) if passed else self._empty[zone.lane]
            )
        found = _seen(zone.lane, rows, classes, min(1.0, taken / zone.length_m))
        return replace(found, passed=passed, standing=_standing(own.values()))

    def _crossed(self, lane: int, vehicles: Vehicles, inside: Mapping[str, int]) -> Set[str]:
        """Who crossed its line: is inside and was not, or was before it and is not beside it."""
        own = vehicles.get(self._names[lane], {}).keys()
        before = self._at_line.get(lane, frozenset())
        self._at_line[lane] = frozenset(own)
        inner = self._inner[lane]
        entered = {name for name, at in inside.items() if at in inner and name not in self._inside}
        gone = before - own - inside.keys()
        if not gone:
            return entered
        edge = self._names[lane].rpartition("_")[0]
        return entered | gone.difference(
            *(there for other, there in vehicles.items() if other.rpartition("_")[0] == edge)
        )

    def _exit_of(self, lane: int) -> int:
        """The exit lane to which an inner or approach lane leads; of several the first."""
        lane = self._network.next_lanes[lane][0]
        while self._network.lanes[lane].is_internal:
            lane = self._network.next_lanes[lane][0]
        return lane

    def _exit(self, lane: int, vehicles: Vehicles, entered: int) -> ExitObservation:
        there = vehicles.get(self._names[lane])
        if there is None:
            return ExitObservation(lane, 0, 0.0, 0.0, entered=entered)
        own: Sequence[Seen] = tuple(there.values())
        length = max(1.0, self._network.lanes[lane].length_m)
        return ExitObservation(
            lane=lane,
            count=len(own),
            mean_speed_ms=sum(seen.speed_ms for seen in own) / len(own),
            occupancy=min(1.0, sum(seen.length_m + _GAP_M for seen in own) / length),
            standing=_standing(own),
            entered=entered,
        )


def _inner(network: Network, lane: int) -> Iterator[int]:
    """The lanes inside the junction that a lane leads to."""
    stack = list(network.next_lanes[lane])
    while stack:
        step = stack.pop()
        if network.lanes[step].is_internal:
            yield step
            stack += network.next_lanes[step]


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
