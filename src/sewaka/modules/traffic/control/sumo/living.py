"""SUMO as a street without an end: vehicles are put in as they come, nobody asks for trips.

Motorcycles share lanes, so it runs with sub-lanes and half-second steps; vehicles that run into
each other are counted, not taken away.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from sewaka.modules.traffic.control.sumo.street import Street

STEP_S = 0.5
_LATERAL_M = "0.4"


class LivingSumo(Street):
    """A running simulation; close it, or use it in a `with`."""

    step_s = STEP_S

    def __init__(self, *, net: Path, kinds: Path, begin_s: float, seed: int) -> None:
        """`kinds`: a route file with the kinds of vehicles. Raises StreetMissing."""
        self._start(command=_command(net, kinds, begin_s, seed), begin_s=begin_s)
        self._number = 0
        self._routes: dict[tuple[str, ...], str] = {}
        self._free_ms: dict[str, float] = {}
        self.collisions = 0

    def close(self) -> None:
        """End the simulation."""
        self._sumo.close()

    def step(self) -> None:
        """Half a second. Raises StreetMissing."""
        super().step()
        self.collisions += self._sumo.simulation.getCollidingVehiclesNumber() // 2

    def enter(self, *, route: tuple[str, ...], kind: str) -> str:
        """A vehicle wants to drive along these edges; gives its name."""
        if route not in self._routes:
            self._routes[route] = f"r{len(self._routes)}"
            self._sumo.route.add(self._routes[route], route)
        self._number += 1
        name = f"v{self._number}"
        self._sumo.vehicle.add(
            name, self._routes[route], typeID=kind, departLane="best", departSpeed="max"
        )
        return name

    def obstruct(self, *, lane: str, before_line_m: float, kind: str) -> None:
        """Something stands on the lane from when there is room until `clear`; one for a lane."""
        edge, _, place = lane.rpartition("_")
        at_m = max(1.0, self._sumo.lane.getLength(lane) - before_line_m)
        with contextlib.suppress(self._sumo.TraCIException):
            self._sumo.route.add(f"stay {edge}", [edge])
        name = f"on {lane}"
        self._sumo.vehicle.add(
            name, f"stay {edge}", typeID=kind, departLane=place, departPos=str(at_m),
            departSpeed="0",
        )  # fmt: skip
        self._sumo.vehicle.setSpeed(name, 0.0)

    def clear(self, *, lane: str) -> None:
        """Take it away, whether it stands there or never came in."""
        self.tow(name=f"on {lane}")

    def tow(self, *, name: str) -> None:
        """Take the vehicle away, whether it stands there or never came in."""
        if self._known.pop(name, None):
            self._sumo.vehicle.unsubscribe(name)  # or the next step asks for one who is gone
        with contextlib.suppress(self._sumo.TraCIException):
            self._sumo.vehicle.remove(name)

    def slow_down(self, *, factor: float) -> None:
        """The limit of every lane, as a part of what the net says: rain."""
        lanes = self._sumo.lane
        for lane in lanes.getIDList():
            free = self._free_ms.setdefault(lane, lanes.getMaxSpeed(lane))
            lanes.setMaxSpeed(lane, free * factor)


def _command(net: Path, kinds: Path, begin_s: float, seed: int) -> list[str]:
    return [
        *("-n", str(net), "-r", str(kinds), "-b", str(begin_s), "--seed", str(seed)),
        *("--step-length", str(STEP_S), "--lateral-resolution", _LATERAL_M),
        *("--time-to-teleport", "-1", "--collision.action", "warn"),
        *("--no-step-log", "true", "--no-warnings", "true", "--duration-log.disable", "true"),
    ]
