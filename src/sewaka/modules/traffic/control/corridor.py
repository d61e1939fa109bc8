"""One vehicle's way through a town: its requests at each signal, from where it is now.

The vehicle tells its position; it is known to the priority service, never to a controller. At each
signal the request carries the expected time; when that is near, the shell is asked; when the
vehicle has crossed the line, the side streets get their time back.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sewaka.modules.traffic.control.network import PROTECTED, Junction, Network
from sewaka.modules.traffic.control.observe import Interval, Mode
from sewaka.modules.traffic.control.priority import (
    PriorityRequest,
    RequestState,
    Server,
    VehicleClass,
    wants_preemption,
)
from sewaka.modules.traffic.control.shell import Shell

CHANGE_S = 5.0  # yellow, all-red and the rest of a least green, as a rule
_AHEAD_S = 180.0  # who is further away need not ask yet


@dataclass(frozen=True, slots=True)
class Crossing:
    """A signal on the way: which lane leads to it, which stage serves it."""

    junction: int
    lane: int
    stage: int


def crossings_of(*, network: Network, path: Sequence[int]) -> tuple[Crossing, ...]:
    """The signals along a path of lanes, in order. A protected green is preferred.

    The path names one lane of each road; between two signals one may change lanes.
    """
    exact: dict[tuple[int, int], tuple[Junction, int]] = {}
    by_road: dict[tuple[int, int], tuple[Junction, int]] = {}
    for junction in network.junctions:
        for link in junction.links:
            found = (junction, link.index)
            exact[link.from_lane, link.to_lane] = found
            by_road.setdefault(
                (_road(network, link.from_lane), _road(network, link.to_lane)), found
            )
    crossings: list[Crossing] = []
    for lane, after in itertools.pairwise(path):
        roads = (_road(network, lane), _road(network, after))
        signal = exact.get((lane, after)) or by_road.get(roads)
        stage = _stage_for(*signal) if signal else None
        if signal and stage is not None:
            crossings.append(Crossing(signal[0].id, lane, stage))
    return tuple(crossings)


def _road(network: Network, lane: int) -> int:
    """The road that a lane is part of; below zero, the lane itself, where that is unknown."""
    edge = network.lanes[lane].edge
    return edge if edge >= 0 else -1 - lane


def _stage_for(junction: Junction, index: int) -> int | None:
    serving = [stage for stage in junction.stages if stage.is_green(index)]
    protected = [stage for stage in serving if stage.green[index] == PROTECTED]
    best = (protected or serving)[:1]
    return best[0].index if best else None


class Corridor:
    """Call `second` with the vehicle's place, then once with None when it has left the town."""

    def __init__(
        self,
        *,
        network: Network,
        path: Sequence[int],
        vehicle: str,
        kind: VehicleClass,
        first_number: int,
        servers: Mapping[int, Server],
        shells: Mapping[int, Shell],
    ) -> None:
        self._network = network
        self._path = tuple(path)
        self._vehicle, self._kind = vehicle, kind
        self._servers, self._shells = servers, shells
        self._ahead = list(crossings_of(network=network, path=path))
        self._behind: list[Crossing] = []
        self._numbers = {c.junction: first_number + n for n, c in enumerate(self._ahead)}
        self._asked: set[int] = set()

    def second(self, *, now_s: float, lane: int | None, to_line_m: float) -> None:
        """`lane`: of its path, where it is. `to_line_m`: to the lane's end."""
        place = self._path.index(lane) if lane in self._path else len(self._path)
        while self._ahead and self._path.index(self._ahead[0].lane) < place:
            self._passed(self._ahead.pop(0), now_s)
        eta_s, at = now_s, place
        for crossing in self._ahead:
            end = self._path.index(crossing.lane)
            for number in range(at, end + 1):
                free = self._network.lanes[self._path[number]]
                length_m = to_line_m if number == place else free.length_m
                eta_s += length_m / max(1.0, free.speed_ms)
            at = end + 1
            if eta_s - now_s <= _AHEAD_S:
                self._ask(crossing, eta_s, now_s)
        for crossing in self._behind:
            if self._shells[crossing.junction].mode is not Mode.RECOVERY:
                self._servers[crossing.junction].recovered(now_s=now_s)

    def _ask(self, crossing: Crossing, eta_s: float, now_s: float) -> None:
        server, shell = self._servers[crossing.junction], self._shells[crossing.junction]
        known = server.request(
            request=PriorityRequest(
                number=self._numbers[crossing.junction],
                vehicle=self._vehicle,
                kind=self._kind,
                stage=crossing.stage,
                eta_s=eta_s,
                is_authenticated=True,
            ),
            now_s=now_s,
        )
        state = shell.read_state()
        server.second(now_s=now_s, stage=state.stage, is_green=state.interval is Interval.GREEN)
        is_granted = known.state in {RequestState.GRANTED, RequestState.ACTIVE}
        is_near = wants_preemption(request=known, now_s=now_s, change_s=CHANGE_S)
        if is_granted and is_near and crossing.junction not in self._asked:
            self._asked.add(crossing.junction)
            shell.preempt(stage=crossing.stage)

    def _passed(self, crossing: Crossing, now_s: float) -> None:
        number = self._numbers[crossing.junction]
        server = self._servers[crossing.junction]
        if any(each.number == number for each in server.requests):
            server.exit_confirmed(number=number, now_s=now_s)
        self._shells[crossing.junction].end_preempt()
        self._behind.append(crossing)
