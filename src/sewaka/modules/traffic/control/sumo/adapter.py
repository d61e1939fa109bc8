"""Runs one simulated hour under one controller and measures it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.noise import Fault, FaultyView
from sewaka.modules.traffic.control.observe import (
    Controller,
    NeighbourMessage,
    Observation,
)
from sewaka.modules.traffic.control.orders import Command
from sewaka.modules.traffic.control.plans import fitted
from sewaka.modules.traffic.control.senses import Senses
from sewaka.modules.traffic.control.shell import Shell
from sewaka.modules.traffic.control.stages import mended
from sewaka.modules.traffic.control.sumo.baselines import with_program
from sewaka.modules.traffic.control.sumo.detectors import Detectors, Vehicles
from sewaka.modules.traffic.control.sumo.metric import Figures, figures, read_trips
from sewaka.modules.traffic.control.sumo.net_reader import NetFile
from sewaka.modules.traffic.control.sumo.street import Scenario, Street
from sewaka.modules.traffic.control.sumo.watch import SignalWatch, is_gridlock
from sewaka.modules.traffic.control.timing import benchmark_timing

Build = Callable[[Junction, Detectors, float], Controller]  # the float: yellow, in seconds
STEP_S = 1.0
_YELLOW_S = 3.0  # SUMO's own programs have no less


@dataclass(frozen=True, slots=True)
class Driven:
    """Who steers: a program of SUMO's own by its name, or controllers of ours."""

    program: str = ""
    build: Build | None = None
    prepare: Callable[[Junction], Junction] = lambda junction: junction
    clearing_s: float = 0.0  # of its shell, where somebody stands inside; yardsticks have none


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave. `decision_s` are seconds of one junction's one decision."""

    figures: Figures
    safety_violations: int
    max_red_s: float
    starved: int
    gridlock_s: int
    wall_s: float
    decision_mean_s: float
    decision_max_s: float


class Post:
    """One junction under one of our controllers: detectors, controller, lamps."""

    def __init__(
        self,
        *,
        net: NetFile,
        junction: Junction,
        build: Build,
        clearing_s: float,
        fault: Fault,
        scenario: Scenario,
    ) -> None:
        junction = mended(junction)
        self.name = net.signal_names[junction.id]
        self.detectors = Detectors(net=net, junction=junction)
        timing = benchmark_timing(
            junction=junction, yellow_s=scenario.yellow_s, clearing_s=clearing_s
        )
        self.shell = Shell(junction=junction, timing=timing, tick_s=STEP_S)
        program = junction.plans[-1] if junction.plans else None  # the one that SUMO runs
        self.shell.set_plan(plan=fitted(plan=program, of=junction, by=timing))
        self.shell.begin_at(t_s=scenario.begin_s, stage=0)
        self._senses = Senses(junction=junction)
        self.controller = build(junction, self.detectors, scenario.yellow_s)
        self.view = FaultyView(fault=fault, junction=junction)
        self.spent_s: list[float] = []

    def turn(
        self, *, observation: Observation, inbox: Sequence[NeighbourMessage], now_s: float
    ) -> str:
        """Decide on what the detectors say, ask the shell, and tell what to show."""
        seen = self.view.seen(observation)
        self.shell.sense(sensing=self._senses.sensing(observation=seen))
        # The thread's own time: what another process takes from the machine is not ours.
        began = time.thread_time()
        decision = self.controller.decide(
            observation=seen, signal=self.shell.state_at(t_s=now_s), inbox=inbox
        )
        self.spent_s.append(time.thread_time() - began)
        self.shell.request_stage(
            command=Command(id=int(now_s), stage=decision.stage, issued_s=now_s)
        )
        return self.shell.tick(t_s=now_s)


def drive(*, net: NetFile, scenario: Scenario, driven: Driven, fault: Fault) -> Run:
    """The whole run. Raises StreetMissing."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tripinfo = folder / "tripinfo.xml"
        if driven.program:
            path = with_program(net=scenario.net, kind=driven.program, folder=folder)
            scenario = replace(scenario, net=path)
        with Street(scenario=scenario, tripinfo=tripinfo) as street:
            crew = _Crew(net, street, driven, fault)
            while street.now_s < scenario.end_s:
                street.step()
                crew.second()
        found = figures(read_trips(tripinfo))
    return crew.report(found, wall_s=time.perf_counter() - began)


class _Crew:
    """All junctions of a run, and who watches them."""

    def __init__(self, net: NetFile, street: Street, driven: Driven, fault: Fault) -> None:
        self._street = street
        self._junctions = net.network.junctions
        self._names = net.signal_names
        self._owner = {lane: each.id for each in self._junctions for lane in each.exit_lanes}
        self._detectors = [Detectors(net=net, junction=each) for each in self._junctions]
        yellow_s = min(street.scenario.yellow_s, _YELLOW_S)
        self._watches = [SignalWatch(junction=each, yellow_s=yellow_s) for each in self._junctions]
        self._gridlock_s = 0
        self._posts: list[Post] = []
        if driven.build is not None:
            self._posts = [
                Post(
                    net=net,
                    junction=driven.prepare(each),
                    build=driven.build,
                    clearing_s=driven.clearing_s,
                    fault=fault,
                    scenario=street.scenario,
                )
                for each in self._junctions
            ]
            for post, junction in zip(self._posts, self._junctions, strict=True):
                street.show(post.name, junction.stages[0].green)
        self._letters: Mapping[int, list[NeighbourMessage]] = {}

    def second(self) -> None:
        """Look at what was shown; decide what comes."""
        vehicles = self._street.vehicles()
        now_s = self._street.now_s
        seen = [each.observe(vehicles=vehicles, now_s=now_s) for each in self._detectors]
        self._watch(seen, vehicles)
        letters: dict[int, list[NeighbourMessage]] = {each.id: [] for each in self._junctions}
        for post, observation in zip(self._posts, seen, strict=False):
            number = post.detectors.junction.id
            indications = post.turn(
                observation=observation, inbox=self._letters.get(number, ()), now_s=now_s
            )
            self._street.show(post.name, indications)
        for post in self._posts:
            for letter in post.controller.outbox():
                for junction in self._junctions:
                    if letter.junction in junction.neighbours:
                        letters[junction.id].append(letter)
        self._letters = letters

    def _watch(self, seen: Sequence[Observation], vehicles: Vehicles) -> None:
        for name, watch, observation in zip(self._names, self._watches, seen, strict=True):
            watch.look(indications=self._street.indications(name), observation=observation)
        waiting = [each.waiting_s for lane in vehicles.values() for each in lane.values()]
        self._gridlock_s += is_gridlock(waiting)

    def report(self, found: Figures, *, wall_s: float) -> Run:
        """What the run gave."""
        spent = [each for post in self._posts for each in post.spent_s]
        return Run(
            figures=found,
            safety_violations=sum(watch.violations for watch in self._watches),
            max_red_s=max((watch.max_red_s for watch in self._watches), default=0.0),
            starved=sum(watch.starved for watch in self._watches),
            gridlock_s=self._gridlock_s,
            wall_s=wall_s,
            decision_mean_s=sum(spent) / len(spent) if spent else 0.0,
            decision_max_s=max(spent, default=0.0),
        )
