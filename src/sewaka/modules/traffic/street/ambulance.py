"""An ambulance on the demo's street, with what it has on board: it asks the city for priority.

It tells the city where it is, as any vehicle would; the signals know nothing of it. Its name leaves
this file no more than any other vehicle's does.
"""

from __future__ import annotations

from typing import Protocol

from sewaka.modules.traffic.control.sumo.detectors import Vehicles
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.sumo.routes import EdgeMap, edge_of

_PATIENCE_S = 900.0  # to get in at all, and then to get out of the town
_EVERY_S = 2.0


class OnBoard(Protocol):
    """The radio of one vehicle. `eta_s`: at the line of its road, by the street's clock."""

    def ask(self, *, route: tuple[str, ...], eta_s: float) -> None:
        """Once, for the whole way."""
        ...

    def tell(self, *, approach: str, eta_s: float) -> None:
        """On which road it is now; "" once it has left."""
        ...


class Ambulance:
    """Call `second` each second until `is_done`."""

    def __init__(self, *, name: str, route: tuple[str, ...], net: NetFile, radio: OnBoard) -> None:
        self.is_done = False
        self._name, self._route, self._net, self._radio = name, route, net, radio
        self._lanes = {
            edge_of(net.lane_names[lane]): net.network.lanes[lane]
            for lane in EdgeMap(net).lanes(route)
        }
        self._road = ""
        self._began_s: float | None = None
        self._told: tuple[str, float] = ("", float("-inf"))

    def second(self, *, vehicles: Vehicles, now_s: float) -> None:
        """Where it is now; what it asks and tells follows from that."""
        self._began_s = now_s if self._began_s is None else self._began_s
        found = self._place(vehicles)
        if found is None:
            if self._road and not self._is_across(vehicles):
                self._radio.tell(approach="", eta_s=now_s)
                self.is_done = True
            self.is_done = self.is_done or now_s - self._began_s > _PATIENCE_S
            return
        road, to_line_m = found
        eta_s = now_s + to_line_m / max(1.0, self._lanes[road].speed_ms)
        if not self._road:
            self._radio.ask(route=self._route, eta_s=eta_s)
        elif road != self._told[0] or now_s - self._told[1] >= _EVERY_S:
            self._radio.tell(approach=road, eta_s=eta_s)
            self._told = road, now_s
        self._road = road

    def _place(self, vehicles: Vehicles) -> tuple[str, float] | None:
        """The road of its way on which it is, and metres to its end."""
        for name, there in vehicles.items():
            road = edge_of(name)
            if self._name in there and road in self._lanes:
                left_m = self._lanes[road].length_m - there[self._name].position_m
                return road, max(0.0, left_m)
        return None

    def _is_across(self, vehicles: Vehicles) -> bool:
        """Whether it is in the middle of a junction."""
        return any(self._name in there for there in vehicles.values())
