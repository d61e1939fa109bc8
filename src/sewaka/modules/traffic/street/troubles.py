"""What can be made to happen on the demo's street: for showing, never on a real one.

| kind | place | amount |
|---|---|---|
| `breakdown` | lane | seconds: a lorry stands shortly before the line |
| `closed_lane` | lane | seconds: the lane is closed 80 m before the line |
| `dead_detector` | detector | seconds: it says nothing |
| `conflict_monitor` | detector | its junction flashes until two persons reset it |
| `rain` | | seconds: everybody drives a fifth slower |
| `ambulance` | `B08>B09` | from end to end, with priority at each signal on the way |
| `pace` | | 1 to 10 times as fast as the clock, 0: stopped |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sewaka.modules.traffic.control.sumo.detectors import Vehicles
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.street.ambulance import Ambulance, OnBoard
from sewaka.modules.traffic.street.demand import AMBULANCE, Trip, Ways
from sewaka.modules.traffic.street.living import LivingStreet

FASTEST: Final = 10.0
LONGEST_S: Final = 3_600.0
_RAIN: Final = 0.8
_BEFORE_LINE_M: Final = {"breakdown": 25.0, "closed_lane": 80.0}
DONE: Final = "done"


class Kind(StrEnum):
    """What happens."""

    BREAKDOWN = "breakdown"
    CLOSED_LANE = "closed_lane"
    DEAD_DETECTOR = "dead_detector"
    CONFLICT_MONITOR = "conflict_monitor"
    RAIN = "rain"
    AMBULANCE = "ambulance"
    PACE = "pace"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that shall happen."""

    kind: str
    place: str = ""
    amount: float = 0.0


class Troubles:
    """On one street. `speed`: how much faster than the clock it shall run, 0 to 10.

    `radio` gives a vehicle's, by which it asks the city for priority.
    """

    def __init__(
        self, *, street: LivingStreet, net: NetFile, ways: Ways, radio: Callable[[], OnBoard]
    ) -> None:
        self.speed = 1.0
        self._radio = radio
        self._street, self._net, self._ways = street, net, ways
        self._until_s: dict[tuple[Kind, str], float] = {}
        self._ambulances: list[Ambulance] = []
        self._codes = {code: unit for unit in street.units.values() for code in unit.post.detectors}
        street.watch = self.second

    def begin(self, wish: Wish) -> str:
        """`done`, or why not: `unknown_kind`, `unknown_place`, `amount`, `no_way`."""
        try:
            kind = Kind(wish.kind)
        except ValueError:
            return "unknown_kind"
        if kind is Kind.PACE:
            return self._pace(wish.amount)
        if kind is Kind.AMBULANCE:
            return self._send_ambulance(wish.place)
        if kind is Kind.CONFLICT_MONITOR:
            return self._trip(wish.place)
        return self._last(kind, wish)

    def second(self, vehicles: Vehicles) -> None:
        """End what has lasted long enough; follow who drives with priority."""
        now_s = self._street.simulator.now_s
        for (kind, place), until_s in list(self._until_s.items()):
            if now_s >= until_s:
                del self._until_s[kind, place]
                self._end(kind, place)
        for ambulance in self._ambulances:
            ambulance.second(vehicles=vehicles, now_s=now_s)
        self._ambulances = [each for each in self._ambulances if not each.is_done]

    @property
    def running(self) -> Mapping[tuple[Kind, str], float]:
        """What lasts, and until which second of the street."""
        return self._until_s

    def _pace(self, speed: float) -> str:
        if not 0.0 <= speed <= FASTEST:
            return "amount"
        self.speed = speed
        return DONE

    def _last(self, kind: Kind, wish: Wish) -> str:
        """What begins now and ends by itself."""
        if not 0.0 < wish.amount <= LONGEST_S:
            return "amount"
        if kind is not Kind.RAIN and wish.place not in self._codes:
            return "unknown_place"
        self._start(kind, wish.place)
        self._until_s[kind, wish.place] = self._street.simulator.now_s + wish.amount
        return DONE

    def _trip(self, place: str) -> str:
        if place not in self._codes:
            return "unknown_place"
        self._codes[place].shell.trip(code=Kind.CONFLICT_MONITOR.value)
        return DONE

    def _start(self, kind: Kind, place: str) -> None:
        if kind is Kind.RAIN:
            self._street.simulator.slow_down(factor=_RAIN)
        elif kind is Kind.DEAD_DETECTOR:
            self._codes[place].dead.add(place)
        elif not self._is_obstructed(place):
            self._street.simulator.obstruct(lane=place, before_line_m=_BEFORE_LINE_M[kind])

    def _end(self, kind: Kind, place: str) -> None:
        if kind is Kind.RAIN:
            self._street.simulator.slow_down(factor=1.0)
        elif kind is Kind.DEAD_DETECTOR:
            self._codes[place].dead.discard(place)
        elif not self._is_obstructed(place):
            self._street.simulator.clear(lane=place)

    def _is_obstructed(self, lane: str) -> bool:
        return any((kind, lane) in self._until_s for kind in (Kind.BREAKDOWN, Kind.CLOSED_LANE))

    def _send_ambulance(self, place: str) -> str:
        begin, _, end = place.partition(">")
        try:
            route = self._ways.between(begin, end)
        except KeyError:
            return "no_way"
        if not route:
            return "no_way"
        wish = Trip(self._street.simulator.now_s, AMBULANCE.id, route)
        name = self._street.simulator.enter(wish)
        self._ambulances.append(
            Ambulance(name=name, route=route, net=self._net, radio=self._radio())
        )
        return DONE
