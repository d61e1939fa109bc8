"""The two streets that the demo can drive on, with one interface: SUMO, and our point queues."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final, Protocol

from sewaka.modules.traffic.control.demand import Journey, Kind
from sewaka.modules.traffic.control.queue_sim import STEP_S, QueueStreet
from sewaka.modules.traffic.control.sumo.detectors import Vehicles
from sewaka.modules.traffic.control.sumo.living import LivingSumo
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.sumo.routes import EdgeMap
from sewaka.modules.traffic.control.sumo.street import StreetMissing
from sewaka.modules.traffic.street import demand, denpasar12
from sewaka.modules.traffic.street.demand import Trip

_KINDS: Final = {
    "motorcycle": Kind.MOTORCYCLE,
    "car": Kind.CAR,
    "heavy": Kind.HEAVY,
    demand.AMBULANCE.id: Kind.CAR,
}
_OBSTACLE = "heavy"
_FORGET_S = 600.0


class Simulator(Protocol):
    """What the living street needs of whatever moves the vehicles."""

    label: str  # code of the words that say what it is
    step_s: float

    @property
    def now_s(self) -> float:
        """Seconds of the street."""
        ...

    def enter(self, trip: Trip) -> str:
        """It wants to drive, no earlier than all before; gives the vehicle's name."""
        ...

    def step(self) -> None:
        """One step of `step_s`."""
        ...

    def vehicles(self) -> Vehicles:
        """By lane, by vehicle."""
        ...

    def show(self, signal: str, indications: str) -> None:
        """Show this from the next step on."""
        ...

    def obstruct(self, *, lane: str, before_line_m: float) -> None:
        """Something stands on the lane until `clear`."""
        ...

    def clear(self, *, lane: str) -> None:
        """It is gone."""
        ...

    def slow_down(self, *, factor: float) -> None:
        """Everybody drives at this part of the usual speed."""
        ...

    def close(self) -> None:
        """The end."""
        ...


class OnQueues:
    """Point queues: needs nothing but the standard library and numpy."""

    label = "point_queues"
    step_s = STEP_S

    def __init__(self, *, net: NetFile, begin_s: float) -> None:
        self._street = QueueStreet(
            network=net.network,
            lane_names=net.lane_names,
            signal_names=net.signal_names,
            trips=(),
            begin_s=begin_s,
        )
        self._edges = EdgeMap(net)
        self._lanes = {name: number for number, name in enumerate(net.lane_names)}
        self._forgets_s = begin_s + _FORGET_S

    @property
    def now_s(self) -> float:
        """Seconds of the street."""
        return self._street.now_s

    def enter(self, trip: Trip) -> str:
        """On each road the least used of the lanes from which one can go on."""
        path = self._edges.lanes(trip.route)
        return self._street.wish(Journey(trip.depart_s, _KINDS[trip.kind], path))

    def step(self) -> None:
        """One second."""
        self._street.step()
        if self.now_s >= self._forgets_s:
            self._street.forget_arrived()
            self._forgets_s = self.now_s + _FORGET_S

    def vehicles(self) -> Vehicles:
        """By lane, by vehicle."""
        return self._street.vehicles()

    def show(self, signal: str, indications: str) -> None:
        """Show this from the next step on."""
        self._street.show(signal, indications)

    def obstruct(self, *, lane: str, before_line_m: float) -> None:  # noqa: ARG002 - a queue is a point
        """Nobody leaves the lane."""
        self._street.closed.add(self._lanes[lane])

    def clear(self, *, lane: str) -> None:
        """They do again."""
        self._street.closed.discard(self._lanes[lane])

    def slow_down(self, *, factor: float) -> None:
        """Rain."""
        self._street.slow_down(factor=factor)

    def close(self) -> None:
        """Nothing to end."""


class OnSumo:
    """SUMO with sub-lanes. Raises StreetMissing where libsumo is not installed."""

    label = "sumo"

    def __init__(self, *, net: Path, begin_s: float, seed: int) -> None:
        with tempfile.TemporaryDirectory() as place:
            kinds = Path(place) / "kinds.rou.xml"
            kinds.write_text(demand.as_routes(()), encoding="utf-8")
            self._street = LivingSumo(net=net, kinds=kinds, begin_s=begin_s, seed=seed)
        self.step_s = self._street.step_s

    @property
    def now_s(self) -> float:
        """Seconds of the street."""
        return self._street.now_s

    def enter(self, trip: Trip) -> str:
        """As soon as there is room."""
        return self._street.enter(route=trip.route, kind=trip.kind)

    def step(self) -> None:
        """Half a second. Raises StreetMissing."""
        self._street.step()

    def vehicles(self) -> Vehicles:
        """By lane, by vehicle."""
        return self._street.vehicles()

    def show(self, signal: str, indications: str) -> None:
        """Show this from the next step on."""
        # SUMO knows no flashing red: `o` is its "off, blinking", where everybody must yield.
        self._street.show(signal, indications)

    def obstruct(self, *, lane: str, before_line_m: float) -> None:
        """A lorry stands there."""
        self._street.obstruct(lane=lane, before_line_m=before_line_m, kind=_OBSTACLE)

    def clear(self, *, lane: str) -> None:
        """It is towed away."""
        self._street.clear(lane=lane)

    def slow_down(self, *, factor: float) -> None:
        """Rain."""
        self._street.slow_down(factor=factor)

    def close(self) -> None:
        """End the simulation."""
        self._street.close()


def best_simulator(*, net: NetFile, begin_s: float, seed: int) -> Simulator:
    """SUMO where it is installed, else our own."""
    try:
        return OnSumo(net=denpasar12.NET, begin_s=begin_s, seed=seed)
    except StreetMissing:
        return OnQueues(net=net, begin_s=begin_s)
