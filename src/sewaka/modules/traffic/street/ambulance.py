"""An ambulance on the demo's street: it tells each signal on its way when it will be there.

It stands for a vehicle whose on-board unit the signals know. Its name leaves this file no more than
any other vehicle's does.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from sewaka.modules.traffic.control.corridor import Corridor
from sewaka.modules.traffic.control.priority import VehicleClass
from sewaka.modules.traffic.control.sumo.detectors import Vehicles
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.sumo.routes import EdgeMap, edge_of
from sewaka.modules.traffic.street.unit import FieldUnit

_PATIENCE_S = 900.0  # to get in at all, and then to get out of the town
_FOLLOWED_S = 180.0  # after it has left: side streets recover
_MOST_SIGNALS = 1_000  # on one way
_numbers = count(1)


class Ambulance:
    """Call `second` each second until `is_done`."""

    def __init__(
        self, *, name: str, route: tuple[str, ...], net: NetFile, units: Mapping[str, FieldUnit]
    ) -> None:
        self.is_done = False
        self._name, self._net = name, net
        self._path = EdgeMap(net).lanes(route)
        self._by_edge = {edge_of(net.lane_names[lane]): lane for lane in self._path}
        own = {unit.post.junction.id: unit for unit in units.values()}
        number = next(_numbers)
        self._corridor = Corridor(
            network=net.network,
            path=self._path,
            vehicle=f"ambulance {number}",
            kind=VehicleClass.EMERGENCY,
            first_number=number * _MOST_SIGNALS,
            servers={junction: unit.server for junction, unit in own.items()},
            shells={junction: unit.shell for junction, unit in own.items()},
        )
        self._lane: int | None = None
        self._began_s: float | None = None
        self._left_s: float | None = None

    def second(self, *, vehicles: Vehicles, now_s: float) -> None:
        """Where it is now; its requests follow from that."""
        self._began_s = now_s if self._began_s is None else self._began_s
        found = self._place(vehicles)
        if found is None and self._lane is None:  # it is not in yet
            self.is_done = now_s - self._began_s > _PATIENCE_S
            return
        if found is None:
            self._left_s = now_s if self._left_s is None else self._left_s
            self._corridor.second(now_s=now_s, lane=None, to_line_m=0.0)
            self.is_done = now_s - self._left_s > _FOLLOWED_S
            return
        self._lane, to_line_m = found
        self._corridor.second(now_s=now_s, lane=self._lane, to_line_m=to_line_m)

    def _place(self, vehicles: Vehicles) -> tuple[int, float] | None:
        """The lane of its path on whose road it is, and metres to the end of that road."""
        for name, there in vehicles.items():
            if self._name not in there:
                continue
            lane = self._by_edge.get(edge_of(name))
            if lane is None:  # across a junction: still at the line behind it
                return None if self._lane is None else (self._lane, 0.0)
            length_m = self._net.network.lanes[lane].length_m
            return lane, max(0.0, length_m - there[self._name].position_m)
        return None
