"""SUMO as the street: steps, vehicles by lane, signals. `libsumo` is imported when it is opened.

Another SUMO, of any version since 1.9, can be asked for by its home; it is spoken to over TraCI.
Identities of vehicles are known here only, to count who crossed a line; they never leave.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class StreetMissing(RuntimeError):
    """SUMO is not there, or it refuses the files."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One simulated stretch of time."""

    net: Path
    route: Path
    begin_s: float
    end_s: float
    seed: int
    yellow_s: float = 3.0  # of every controller of ours, for a fair race
    scale: float = 1.0  # of the demand in the route file
    sumo_home: Path | None = None  # another SUMO than libsumo: where its `bin` and `tools` are


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
        command, home = _command(scenario, tripinfo), scenario.sumo_home
        self._start(command=command, begin_s=scenario.begin_s, sumo_home=home)

    def _start(self, *, command: list[str], begin_s: float, sumo_home: Path | None = None) -> None:
        """Raises StreetMissing."""
        self._sumo = sumo = _libsumo() if sumo_home is None else _traci(sumo_home)
        self.now_s = begin_s
        self._known: dict[str, tuple[float, str]] = {}
        program = "sumo" if sumo_home is None else str(sumo_home / "bin" / "sumo")
        try:
            sumo.start([program, *command])
        except (sumo.TraCIException, sumo.FatalTraCIError) as problem:
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
        for name in self._sumo.simulation.getDepartedIDList():
            self._follow(name)
        for name in self._sumo.simulation.getArrivedIDList():
            self._known.pop(name, None)

    def _follow(self, name: str) -> None:
        """Be told of the vehicle after every step: over TraCI each question is a journey."""
        sumo = self._sumo
        vehicle, told = sumo.vehicle, sumo.constants
        self._known[name] = (vehicle.getLength(name), vehicle.getVehicleClass(name))
        wanted = (told.VAR_LANE_ID, told.VAR_LANEPOSITION, told.VAR_SPEED, told.VAR_WAITING_TIME)
        vehicle.subscribe(name, wanted)

    def vehicles(self) -> dict[str, dict[str, Seen]]:
        """By lane, by vehicle."""
        told = self._sumo.constants
        found: dict[str, dict[str, Seen]] = {}
        for name, seen in self._sumo.vehicle.getAllSubscriptionResults().items():
            if name not in self._known:  # taken off the road: SUMO tells of it once more
                continue
            found.setdefault(seen[told.VAR_LANE_ID], {})[name] = Seen(
                seen[told.VAR_LANEPOSITION],
                seen[told.VAR_SPEED],
                seen[told.VAR_WAITING_TIME],
                *self._known[name],
            )
        return found

    def indications(self, signal: str) -> str:
        """What the signal shows in truth."""
        return str(self._sumo.trafficlight.getRedYellowGreenState(signal))

    def show(self, signal: str, indications: str) -> None:
        """Show this from the next step on."""
        self._sumo.trafficlight.setRedYellowGreenState(signal, indications)


def _libsumo() -> Any:
    try:
        return importlib.import_module("libsumo")
    except ImportError as problem:
        raise StreetMissing(
            "libsumo is not installed: pip install -r requirements/traffic-sim.txt"
        ) from problem


def _traci(home: Path) -> Any:
    """The client that came with that SUMO: its protocol is the one that its server speaks."""
    for part in ("bin/sumo", "tools/traci"):
        if not (home / part).exists():
            raise StreetMissing(f"{home}: no {part} in this home of SUMO")
    sys.path.insert(0, str(home / "tools"))
    try:
        return importlib.import_module("traci")
    finally:
        sys.path.remove(str(home / "tools"))


def _command(scenario: Scenario, tripinfo: Path) -> list[str]:
    """No teleports, no warm-up; trips that did not end or never began are written too."""
    return [
        *("-n", str(scenario.net), "-r", str(scenario.route)),
        *("-b", str(scenario.begin_s), "-e", str(scenario.end_s)),
        *("--seed", str(scenario.seed), "--scale", str(scenario.scale)),
        *("--time-to-teleport", "-1"),
        *("--tripinfo-output", str(tripinfo)),
        # Those still driving too: 1.9 refuses to be told so a second time.
        *("--tripinfo-output.write-undeparted", "true"),
        *("--xml-validation", "never"),  # 1.9 looks for schemas on the web
        *("--no-step-log", "true", "--no-warnings", "true", "--duration-log.disable", "true"),
    ]
