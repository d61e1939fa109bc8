"""The order of pick-ups: nearest insertion, then 2-opt and moves of short runs. No chance in it.

One vehicle, one tour from the bank and back. Its capacity and the customers' slots are never
broken: what does not fit is left out and told. Distances are great circles times 1.4 for streets;
speed and time at a door are settings that nobody has measured yet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_EARTH_M: Final = 6_371_000
_LONGEST_RUN: Final = 3  # stops that move together


@dataclass(frozen=True, slots=True)
class Stop:
    """A door. `slot`: seconds after departure between which the vehicle may arrive; it waits when
    it is early. Coordinates in degrees (WGS 84)."""

    id: str
    lat: float
    lon: float
    load_g: int
    slot: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What it carries, how fast it gets on, and how long it stands at a door."""

    capacity_g: int
    speed_kmh: float = 18.0
    detour: float = 1.4
    at_door_s: int = 240


@dataclass(frozen=True, slots=True)
class Route:
    """Stops in order, arrivals in seconds after departure, and who could not be served."""

    stops: tuple[Stop, ...]
    arrivals_s: tuple[int, ...]
    length_m: int
    back_s: int
    left_out: tuple[Stop, ...]


def plan(*, depot: tuple[float, float], stops: Sequence[Stop], vehicle: Vehicle) -> Route:
    """The best of three beginnings, each improved until no move helps."""
    tour = _Tour(depot, sorted(stops, key=lambda one: one.id), vehicle)
    beginnings: tuple[Callable[[int], float], ...] = (
        lambda at: min(tour.far[at]),
        lambda at: -tour.far[0][at],
        tour.closes,
    )
    orders = [tour.improved(tour.inserted(key, nearest=n == 0)) for n, key in enumerate(beginnings)]
    return tour.told(min(orders, key=lambda order: (-len(order), tour.length(order), order)))


class _Tour:
    """Places by number: 0 is the bank, stop n stands at n. Lengths in metres."""

    def __init__(self, depot: tuple[float, float], stops: Sequence[Stop], vehicle: Vehicle) -> None:
        self.stops, self.vehicle = stops, vehicle
        points = [depot, *((one.lat, one.lon) for one in stops)]
        self.far = [[round(vehicle.detour * _metres(a, b)) for b in points] for a in points]
        self._seconds_a_metre = 3.6 / vehicle.speed_kmh

    # --- what holds -----------------------------------------------------------------------------
    def length(self, order: Sequence[int]) -> int:
        path = [0, *order, 0]
        return sum(self.far[a][b] for a, b in pairwise(path))

    def arrivals(self, order: Sequence[int]) -> list[int] | None:
        """By stop, then back at the bank; None where a slot is missed."""
        clock, before, found = 0.0, 0, []
        for at in order:
            clock += self.far[before][at] * self._seconds_a_metre
            slot = self.stops[at - 1].slot
            if slot is not None:
                if clock > slot[1]:
                    return None
                clock = max(clock, slot[0])
            found.append(round(clock))
            clock += self.vehicle.at_door_s
            before = at
        return [*found, round(clock + self.far[before][0] * self._seconds_a_metre)]

    def holds(self, order: Sequence[int]) -> bool:
        """Neither too heavy nor late."""
        load = sum(self.stops[at - 1].load_g for at in order)
        return load <= self.vehicle.capacity_g and self.arrivals(order) is not None

    def closes(self, at: int) -> float:
        """When the stop's slot ends."""
        slot = self.stops[at - 1].slot
        return slot[1] if slot is not None else math.inf

    # --- making ---------------------------------------------------------------------------------
    def inserted(self, key: Callable[[int], float], *, nearest: bool) -> list[int]:
        """One stop after the other, each where it lengthens the tour least."""
        order: list[int] = []
        open_ = list(range(1, len(self.stops) + 1))
        while open_:
            at = min(open_, key=self._from_tour(order) if nearest else key)
            open_.remove(at)
            order = self._with(order, at) or order
        return order

    def _from_tour(self, order: Sequence[int]) -> Callable[[int], float]:
        return lambda at: min(self.far[at][other] for other in (0, *order))

    def _with(self, order: list[int], at: int) -> list[int] | None:
        path = [0, *order, 0]
        longer = sorted(
            (self.far[a][at] + self.far[at][b] - self.far[a][b], place)
            for place, (a, b) in enumerate(pairwise(path))
        )
        tries = ([*order[:place], at, *order[place:]] for _, place in longer)
        return next(filter(self.holds, tries), None)

    def improved(self, order: list[int]) -> list[int]:
        """Until nothing helps: turn a part round, move a run, serve one who was left out."""
        while True:
            better = self._turned(order) or self._moved(order) or self._served(order)
            if better is None:
                return order
            order = better

    def _turned(self, order: list[int]) -> list[int] | None:
        path = [0, *order, 0]
        far = self.far
        for i in range(1, len(path) - 2):
            for j in range(i + 1, len(path) - 1):
                a, b, c, d = path[i - 1], path[i], path[j], path[j + 1]
                if far[a][c] + far[b][d] < far[a][b] + far[c][d]:
                    new = [*order[: i - 1], *reversed(order[i - 1 : j]), *order[j:]]
                    if self.arrivals(new) is not None:
                        return new
        return None

    def _moved(self, order: list[int]) -> list[int] | None:
        before = self.length(order)
        for size in range(1, _LONGEST_RUN + 1):
            for start in range(len(order) - size + 1):
                run, rest = order[start : start + size], order[:start] + order[start + size :]
                saved = before - self.length(rest)
                for place, (gain, turned) in self._places(rest, run, saved):
                    new = [*rest[:place], *(run[::-1] if turned else run), *rest[place:]]
                    if gain > 0 and self.arrivals(new) is not None:
                        return new
        return None

    def _places(
        self, rest: list[int], run: list[int], saved: int
    ) -> list[tuple[int, tuple[int, bool]]]:
        """Where the run could stand instead, and what that saves."""
        path, far = [0, *rest, 0], self.far
        inside = sum(far[a][b] for a, b in pairwise(run))
        found = []
        for place, (a, b) in enumerate(pairwise(path)):
            for turned, (first, last) in enumerate(((run[0], run[-1]), (run[-1], run[0]))):
                gain = saved - (far[a][first] + inside + far[last][b] - far[a][b])
                if gain > 0:
                    found.append((place, (gain, bool(turned))))
        return found

    def _served(self, order: list[int]) -> list[int] | None:
        left = set(range(1, len(self.stops) + 1)) - set(order)
        return next((new for at in sorted(left) if (new := self._with(order, at))), None)

    def told(self, order: Sequence[int]) -> Route:
        """The route in stops."""
        *arrivals, back = self.arrivals(order) or [0]
        left = set(range(1, len(self.stops) + 1)) - set(order)
        return Route(
            stops=tuple(self.stops[at - 1] for at in order),
            arrivals_s=tuple(arrivals),
            length_m=self.length(order),
            back_s=back,
            left_out=tuple(self.stops[at - 1] for at in sorted(left)),
        )


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great circle (haversine)."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    across = math.radians(b[1] - a[1])
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(across / 2) ** 2
    )
    return 2 * _EARTH_M * math.asin(math.sqrt(h))
