"""A street of point queues: free travel along each lane, then first come, first served.

It has the interface of `sumo.street.Street` (`step`, `now_s`, `vehicles`, `indications`, `show`):
whatever drives SUMO drives it, and it is fast enough for an hour of a town in seconds. Vehicles
leave a lane one headway apart, when its signal is green, nobody they must yield to is near, and the
lane ahead has room; a full lane therefore spills back. Same network, trips and signals: same run.

Where there is no signal, who comes out of a minor road waits for a gap. Left out: changing lanes
on the way, overtaking.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sewaka.modules.traffic.control.demand import (
    HEADWAY_S,
    LENGTH_M,
    STORED_M,
    Journey,
    Kind,
    ways_on,
)
from sewaka.modules.traffic.control.giving_way import (
    FOLLOW_UP_S,
    GAP_S,
    MINOR_GAP_S,
    minor_ways,
    rivals,
    signalled,
)
from sewaka.modules.traffic.control.network import (
    GREENS,
    PERMISSIVE,
    YELLOW,
    Junction,
    Link,
    Network,
    Way,
)
from sewaka.modules.traffic.control.sumo.metric import Figures, Trip, figures
from sewaka.modules.traffic.control.sumo.street import Seen

START_LOSS_S = 2.0
YELLOW_USED_S = 2.0
WAVE_MS = 5.0  # how fast starting runs back through a queue
STEP_S = 1.0
_LEAST_STORAGE_M = 15.0  # lanes of a metre are a matter of drawing, not of room
_SLOWEST_MS = 2.0
_STOPPED_S = 3.0  # without a crossing, a queue has stopped again


@dataclass(slots=True)
class _Vehicle:
    name: str
    kind: Kind
    path: tuple[int, ...]
    wanted_s: float
    inserted_s: float
    free_s: float  # what the way so far takes when nobody is there
    place: int = 0
    entered_s: float = 0.0
    ready_s: float = 0.0  # at the end of its lane at free speed
    waited_s: float = 0.0

    @property
    def next_lane(self) -> int:
        """After the one on which it is; -1: it leaves the town."""
        return self.path[self.place + 1] if self.place + 1 < len(self.path) else -1


@dataclass(slots=True)
class _Lane:
    number: int
    length_m: float
    speed_ms: float  # at which one drives when nobody is before one
    limit_ms: float  # at which nothing is lost
    storage_m: float
    queue: deque[_Vehicle]
    used_m: float = 0.0
    out_free_s: float = float("-inf")
    in_free_s: float = float("-inf")
    started_s: float = float("-inf")  # when its queue last began to move
    crossed_s: float = float("-inf")


@dataclass(slots=True)
class JunctionTotals:
    """What happened at the stop lines of one junction."""

    passed: int = 0
    delay_s: float = 0.0
    stops: int = 0
    longest_queue: int = 0

    @property
    def mean_delay_s(self) -> float:
        """Seconds per vehicle that passed."""
        return self.delay_s / self.passed if self.passed else 0.0


class QueueStreet:
    """A running simulation of one-second steps."""

    def __init__(
        self,
        *,
        network: Network,
        lane_names: Sequence[str],
        signal_names: Sequence[str],
        trips: Sequence[Journey],
        begin_s: float = 0.0,
        cruise: float = 1.0,
    ) -> None:
        """`cruise`: the part of the limit at which drivers drive; what lacks is time lost."""
        self.now_s = begin_s
        self._cruise = cruise
        self._names = tuple(lane_names)
        self._ids = {name: number for number, name in enumerate(signal_names)}
        self._junctions = network.junctions
        self._ways = ways_on(network=network)
        self._links = signalled(network.junctions, self._names)
        self._rivals = rivals(network.junctions)
        self._minor = minor_ways(network=network, names=self._names)
        self._lanes = _lanes(network, cruise)
        self._free_ms = [lane.limit_ms for lane in self._lanes]
        self._owner = {
            lane: junction.id for junction in network.junctions for lane in junction.approach_lanes
        }
        self._shown = [junction.stages[0].green for junction in network.junctions]
        self._since = [[begin_s] * junction.size for junction in network.junctions]
        self._numbers = itertools.count()
        self._coming = deque(zip(self._numbers, trips, strict=False))
        self._outside: dict[int, deque[_Vehicle]] = {}
        self._done: list[Trip] = []
        self.totals = [JunctionTotals() for _ in network.junctions]
        self.closed: set[int] = set()  # lanes that nobody leaves: a breakdown, a parade

    # --- a street without an end ----------------------------------------------------------------

    def wish(self, journey: Journey) -> str:
        """One more who wants to drive, no earlier than all before; gives its name."""
        number = next(self._numbers)
        self._coming.append((number, journey))
        return str(number)

    def forget_arrived(self) -> None:
        """Who has arrived leaves no trace; `results` speaks of the others from now on."""
        self._done.clear()

    def slow_down(self, *, factor: float) -> None:
        """The free speed of every lane, as a part of what the net says: rain."""
        for lane, free in zip(self._lanes, self._free_ms, strict=True):
            lane.limit_ms = max(_SLOWEST_MS, free * factor)
            lane.speed_ms = max(_SLOWEST_MS, free * factor * self._cruise)

    # --- the street's interface -------------------------------------------------------------

    def step(self) -> None:
        """One second."""
        until_s = self.now_s + STEP_S
        self._take_wishes(until_s)
        for lane in self._lanes:
            if lane.queue and lane.number not in self.closed:
                self._discharge(lane, until_s)
        for number, waiting in self._outside.items():
            self._insert(self._lanes[number], waiting)
        self._measure_queues()
        self.now_s = until_s

    def indications(self, signal: str) -> str:
        """What the signal shows."""
        return self._shown[self._ids[signal]]

    def show(self, signal: str, indications: str) -> None:
        """Show this from the next step on."""
        number = self._ids[signal]
        before, since = self._shown[number], self._since[number]
        for index, shown in enumerate(indications):
            if (shown in GREENS) != (before[index] in GREENS):
                since[index] = self.now_s
        self._shown[number] = indications

    def vehicles(self) -> dict[str, dict[str, Seen]]:
        """By lane, by vehicle."""
        return {
            self._names[lane.number]: dict(self._seen(lane)) for lane in self._lanes if lane.queue
        }

    def lane_length_m(self, lane: int) -> float:
        """Metres."""
        return self._lanes[lane].length_m

    def lane_speed_ms(self, lane: int) -> float:
        """The free speed."""
        return self._lanes[lane].speed_ms

    def standing_s(self) -> Iterator[float]:
        """How long each vehicle of a queue has stood since anybody left its lane."""
        for lane in self._lanes:
            for vehicle in lane.queue:
                since_s = max(vehicle.ready_s, lane.crossed_s)
                if since_s < self.now_s:
                    yield self.now_s - since_s

    def results(self) -> Figures:
        """The figures until now, in the metric of the benchmark."""
        driving = [
            self._trip(vehicle, at_s=self.now_s, has_arrived=False)
            for lane in self._lanes
            for vehicle in lane.queue
        ]
        outside = [
            Trip(
                has_departed=False,
                has_arrived=False,
                depart_delay_s=self.now_s - vehicle.wanted_s,
                time_loss_s=0.0,
                waiting_s=0.0,
                duration_s=0.0,
            )
            for waiting in self._outside.values()
            for vehicle in waiting
        ]
        return figures([*self._done, *driving, *outside])

    # --- moving -------------------------------------------------------------------------------

    def _take_wishes(self, until_s: float) -> None:
        while self._coming and self._coming[0][1].wanted_s < until_s:
            number, trip = self._coming.popleft()
            vehicle = _Vehicle(
                str(number), trip.kind, trip.path, trip.wanted_s, trip.wanted_s, free_s=0.0
            )
            self._outside.setdefault(trip.path[0], deque()).append(vehicle)

    def _insert(self, lane: _Lane, waiting: deque[_Vehicle]) -> None:
        while waiting and self._has_room(lane, waiting[0]):
            vehicle = waiting.popleft()
            at_s = max(vehicle.wanted_s, self.now_s, lane.in_free_s)
            vehicle.inserted_s = at_s
            self._enter(lane, vehicle, at_s)

    def _has_room(self, lane: _Lane, vehicle: _Vehicle, *, after_s: float = 0.0) -> bool:
        """For one that comes in so many seconds after this step."""
        if lane.in_free_s >= self.now_s + after_s + STEP_S:
            return False
        return not lane.queue or lane.used_m + STORED_M[vehicle.kind] <= lane.storage_m

    def _enter(self, lane: _Lane, vehicle: _Vehicle, at_s: float) -> None:
        vehicle.entered_s, vehicle.ready_s = at_s, at_s + lane.length_m / lane.speed_ms
        vehicle.free_s += lane.length_m / lane.limit_ms
        lane.queue.append(vehicle)
        lane.used_m += STORED_M[vehicle.kind]
        lane.in_free_s = at_s + HEADWAY_S[vehicle.kind]

    def _discharge(self, lane: _Lane, until_s: float) -> None:
        while lane.queue:
            vehicle = lane.queue[0]
            at_s = max(lane.out_free_s, vehicle.ready_s, self.now_s)
            if vehicle.place + 1 == len(vehicle.path):
                if at_s >= until_s:
                    return
                self._leave(lane, at_s)
                self._done.append(self._trip(vehicle, at_s=at_s, has_arrived=True))
                continue
            ahead = self._lanes[vehicle.path[vehicle.place + 1]]
            start_s = self._may_cross(lane, ahead, vehicle, at_s)
            if start_s is None or start_s >= until_s:
                return
            inside_s = self._ways[lane.number].get(ahead.number, 0.0) / lane.speed_ms
            if not self._has_room(ahead, vehicle, after_s=inside_s):
                return
            self._cross(lane, ahead, start_s, inside_s)

    def _may_cross(self, lane: _Lane, ahead: _Lane, vehicle: _Vehicle, at_s: float) -> float | None:
        """When the signal lets it go, None if it does not."""
        found = self._links.get((lane.number, ahead.number))
        if found is None:
            return None if self._gives_way((lane.number, ahead.number), at_s) else at_s
        junction, link = found
        shown = self._shown[junction.id][link.index]
        since_s = self._since[junction.id][link.index]
        if shown == YELLOW:
            return at_s if at_s < since_s + YELLOW_USED_S else None
        if shown not in GREENS:
            return None
        if vehicle.ready_s < since_s:  # it stood; those who arrive in green lose nothing
            at_s = max(at_s, since_s + START_LOSS_S)
        if shown == PERMISSIVE and self._must_yield(junction, link, at_s):
            return None
        return at_s

    def _must_yield(self, junction: Junction, link: Link, at_s: float) -> bool:
        shown = self._shown[junction.id]
        for rival in self._rivals[junction.id][link.index]:
            queue = self._lanes[rival.from_lane].queue
            if shown[rival.index] in GREENS and queue and queue[0].ready_s < at_s + GAP_S:
                found = self._links.get((rival.from_lane, queue[0].next_lane))
                if found is not None and found[1].index == rival.index:
                    return True
        return False

    def _gives_way(self, way: Way, at_s: float) -> bool:
        """Where there is no signal. Who stands and can not go on does not hold the others."""
        for rival, exits in self._minor.get(way, ()):
            queue = self._lanes[rival].queue
            if not queue or queue[0].ready_s >= at_s + MINOR_GAP_S:
                continue
            first, leaves = queue[0], queue[0].next_lane
            if leaves not in exits:
                continue
            if first.ready_s >= self.now_s:
                return True
            is_free = leaves == way[1] or self._has_room(self._lanes[leaves], first)
            if is_free and (rival, leaves) not in self._minor:
                return True
        return False

    def _cross(self, lane: _Lane, ahead: _Lane, at_s: float, inside_s: float) -> None:
        vehicle = self._leave(lane, at_s)
        owner = self._owner.get(lane.number)
        if owner is not None:
            totals = self.totals[owner]
            totals.passed += 1
            totals.delay_s += at_s - vehicle.ready_s
            totals.stops += at_s - vehicle.ready_s > STEP_S
        if (lane.number, ahead.number) in self._minor and at_s - vehicle.ready_s > STEP_S:
            lane.out_free_s = at_s + HEADWAY_S[vehicle.kind] * FOLLOW_UP_S / HEADWAY_S[Kind.CAR]
        vehicle.place += 1
        vehicle.free_s += inside_s * lane.speed_ms / lane.limit_ms
        self._enter(ahead, vehicle, max(at_s + inside_s, ahead.in_free_s))

    def _leave(self, lane: _Lane, at_s: float) -> _Vehicle:
        vehicle = lane.queue.popleft()
        vehicle.waited_s += at_s - vehicle.ready_s
        lane.used_m -= STORED_M[vehicle.kind]
        lane.out_free_s = at_s + HEADWAY_S[vehicle.kind]
        if at_s - lane.crossed_s > _STOPPED_S:
            lane.started_s = at_s
        lane.crossed_s = at_s
        return vehicle

    # --- looking ------------------------------------------------------------------------------

    def _measure_queues(self) -> None:
        for number, owner in self._owner.items():
            queue = self._lanes[number].queue
            standing = sum(vehicle.ready_s < self.now_s for vehicle in queue)
            totals = self.totals[owner]
            totals.longest_queue = max(totals.longest_queue, standing)

    def _seen(self, lane: _Lane) -> Mapping[str, Seen]:
        """Positions: free travel, stacked behind those ahead; a moving queue moves."""
        found: dict[str, Seen] = {}
        stack_m = 0.0
        is_moving = self.now_s - lane.crossed_s <= _STOPPED_S
        wave_m = (self.now_s - lane.started_s) * WAVE_MS if is_moving else 0.0
        for vehicle in lane.queue:
            free_m = lane.length_m - (self.now_s - vehicle.entered_s) * lane.speed_ms
            ahead_m = min(max(free_m, stack_m), lane.length_m)
            is_standing = free_m <= stack_m and ahead_m >= wave_m
            joined_s = vehicle.entered_s + (lane.length_m - ahead_m) / lane.speed_ms
            found[vehicle.name] = Seen(
                position_m=lane.length_m - ahead_m,
                speed_ms=0.0 if is_standing else lane.speed_ms,
                waiting_s=max(0.0, self.now_s - joined_s) if is_standing else 0.0,
                length_m=LENGTH_M[vehicle.kind],
                vehicle_class=vehicle.kind.value,
            )
            stack_m = ahead_m + STORED_M[vehicle.kind]
        return found

    def _trip(self, vehicle: _Vehicle, *, at_s: float, has_arrived: bool) -> Trip:
        ahead_s = 0.0 if has_arrived else max(0.0, vehicle.ready_s - at_s)
        free_s = vehicle.free_s - ahead_s * self._cruise
        duration_s = max(0.0, at_s - vehicle.inserted_s)
        standing_s = 0.0 if has_arrived else max(0.0, at_s - vehicle.ready_s)
        return Trip(
            has_departed=True,
            has_arrived=has_arrived,
            depart_delay_s=vehicle.inserted_s - vehicle.wanted_s,
            time_loss_s=max(0.0, duration_s - free_s),
            waiting_s=vehicle.waited_s + standing_s,
            duration_s=duration_s,
        )


def _lanes(network: Network, cruise: float) -> list[_Lane]:
    found: list[_Lane] = []
    for lane in network.lanes:
        limit_ms, driven_ms = (max(_SLOWEST_MS, lane.speed_ms * part) for part in (1.0, cruise))
        storage_m = max(_LEAST_STORAGE_M, lane.length_m)
        found.append(_Lane(lane.id, lane.length_m, driven_ms, limit_ms, storage_m, deque()))
    return found
