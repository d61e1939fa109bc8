"""SUMO as the street: steps, vehicles by lane, signals. `libsumo` is imported when it is opened.

Identities of vehicles are known here only, to count who crossed a line; they never leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class StreetMissing(RuntimeError):
    """libsumo is not installed, or it refuses the files."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One simulated stretch of time."""

    net: Path
    route: Path
    begin_s: float
    end_s: float
    seed: int
    yellow_s: float = 3.0  # of every controller of ours, for a fair race


@dataclass(frozen=True, slots=True)
class Seen:
    """A vehicle on its lane. `position_m` from the lane's beginning to its front."""

    position_m: float
    speed_ms: float
    waiting_s: float
    length_m: float
    vehicle_class: str


class Street:
    """A running simulation; close it, or use it in a `with`."""

    def __init__(self, *, scenario: Scenario, tripinfo: Path) -> None:
        self.scenario = scenario
        self._start(command=_command(scenario, tripinfo), begin_s=scenario.begin_s)

    def _start(self, *, command: list[str], begin_s: float) -> None:
        """Raises StreetMissing."""
        try:
            import libsumo
        except ImportError as problem:
            raise StreetMissing(
                "libsumo is not installed: pip install -r requirements/traffic-sim.txt"
            ) from problem
        self._sumo: Any = libsumo
        self.now_s = begin_s
        self._known: dict[str, tuple[float, str]] = {}
        try:
            libsumo.start(command)
        except (libsumo.TraCIException, libsumo.FatalTraCIError) as problem:
            raise StreetMissing(f"SUMO refuses the files: {problem}") from problem

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sumo.close()

    def step(self) -> None:
        """One step. Raises StreetMissing."""
        try:
            self._sumo.simulationStep()
        except (self._sumo.TraCIException, self._sumo.FatalTraCIError) as problem:
            raise StreetMissing(f"SUMO stops at {self.now_s:g} s: {problem}") from problem
        self.now_s = float(self._sumo.simulation.getTime())

    def vehicles(self) -> dict[str, dict[str, Seen]]:
        """By lane, by vehicle."""
        vehicle = self._sumo.vehicle
        found: dict[str, dict[str, Seen]] = {}
        for name in vehicle.getIDList():
            if name not in self._known:
                self._known[name] = (vehicle.getLength(name), vehicle.getVehicleClass(name))
            length, kind = self._known[name]
            found.setdefault(vehicle.getLaneID(name), {})[name] = Seen(
                vehicle.getLanePosition(name),
                vehicle.getSpeed(name),
                vehicle.getWaitingTime(name),
                length,
                kind,
            )
        return found

    def indications(self, signal: str) -> str:
        """What the signal shows in truth."""
        return str(self._sumo.trafficlight.getRedYellowGreenState(signal))

    def show(self, signal: str, indications: str) -> None:
        """Show this from the next step on."""
        self._sumo.trafficlight.setRedYellowGreenState(signal, indications)


def _command(scenario: Scenario, tripinfo: Path) -> list[str]:
    """No teleports, no warm-up; trips that did not end or never began are written too."""
    return [
        "sumo",
        *("-n", str(scenario.net), "-r", str(scenario.route)),
        *("-b", str(scenario.begin_s), "-e", str(scenario.end_s)),
        *("--seed", str(scenario.seed), "--time-to-teleport", "-1"),
        *("--tripinfo-output", str(tripinfo)),
        *("--tripinfo-output.write-unfinished", "true"),
        *("--tripinfo-output.write-undeparted", "true"),
        *("--no-step-log", "true", "--no-warnings", "true", "--duration-log.disable", "true"),
    ]
