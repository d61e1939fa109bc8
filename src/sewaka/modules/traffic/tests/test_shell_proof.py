"""The proofs of the safety shell, small: `make drill` runs the million."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from sewaka.modules.traffic.control.conformance.controllers import faults_of
from sewaka.modules.traffic.control.conformance.drivers import faults_of_driver
from sewaka.modules.traffic.control.conformance.judge import broken_rules
from sewaka.modules.traffic.control.conformance.matrix_proof import unguarded
from sewaka.modules.traffic.control.conformance.random_junctions import (
    random_junction,
    random_timing,
)
from sewaka.modules.traffic.control.conformance.storm import TICKS, storm
from sewaka.modules.traffic.control.controllers.max_pressure import MaxPressure
from sewaka.modules.traffic.control.controllers.service_rate import ServiceRate
from sewaka.modules.traffic.control.local import Sensing
from sewaka.modules.traffic.control.monitor import Monitor
from sewaka.modules.traffic.control.network import Network, Stage
from sewaka.modules.traffic.control.observe import Ack, Controller, Decision, Mode, NeighbourMessage
from sewaka.modules.traffic.control.orders import ACCEPTED, Command, Source
from sewaka.modules.traffic.control.plans import Split, StagePlan
from sewaka.modules.traffic.control.shell import Shell
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.control.timing import benchmark_timing
from sewaka.modules.traffic.control.zones import zones_of
from sewaka.modules.traffic.tests.junctions import FOES, crossroads
from sewaka.modules.traffic.tests.shared_nets import shared_net
from sewaka.modules.traffic.tests.small_net import written

TIMING = benchmark_timing(junction=crossroads())


@pytest.mark.parametrize("seed", range(12))
def test_random_sequences_break_no_rule(seed: int) -> None:
    junction = random_junction(seed=seed)
    timing = random_timing(junction=junction, seed=seed)
    tick_s = 1.0 if timing.all_red_s == 0 else 0.5
    found = storm(junction=junction, timing=timing, tick_s=tick_s, sequences=100, seed=seed)
    assert found.broken == {}
    assert found.ticks == 100 * TICKS
    assert sum(found.modes.values()) == found.ticks


def test_the_matrix_guards_every_pair() -> None:
    junction = crossroads()
    assert unguarded(junction=junction, truth=junction) == []


@pytest.mark.parametrize("gone", FOES)
def test_a_pair_deleted_from_the_matrix_is_found(gone: tuple[int, int]) -> None:
    mutant = crossroads(foes=tuple(pair for pair in FOES if pair != gone))
    assert unguarded(junction=mutant, truth=crossroads()) == [tuple(sorted(gone))]


@pytest.mark.parametrize("gone", FOES)
def test_a_shell_without_the_pair_is_found_by_what_it_shows(gone: tuple[int, int]) -> None:
    """Its own monitor is as blind as it is; the judge has the true matrix."""
    both = "".join("G" if index in gone else "r" for index in range(7))
    mutant = crossroads(stages=(both, "r" * 7), foes=tuple(pair for pair in FOES if pair != gone))
    found = storm(
        junction=mutant, timing=TIMING, tick_s=1.0, sequences=5, seed=1, truth=crossroads()
    )
    assert found.broken["conflict"] > 0


@pytest.mark.parametrize("name", ["cologne1", "cologne3", "ingolstadt1"])
def test_every_pair_of_a_real_net_is_guarded(name: str) -> None:
    for junction in read_net(shared_net(name)).network.junctions:
        assert junction.conflicts.any()
        assert unguarded(junction=junction, truth=junction) == []


def test_every_pair_of_a_net_that_was_read_is_needed(tmp_path: Path) -> None:
    """Each pair of the drawn crossing, deleted from what was read, is missed by the proof."""
    junction = read_net(written(tmp_path)).network.junctions[0]
    pairs = np.argwhere(np.triu(junction.conflicts)).tolist()
    assert len(pairs) == 4
    for i, j in pairs:
        matrix = junction.conflicts.copy()
        matrix[i, j] = matrix[j, i] = False
        mutant = replace(junction, conflicts=matrix)
        assert unguarded(junction=mutant, truth=junction) == [(i, j)]


RECORDS = [
    (["GrGrrrr", "GGGrrrr"], "conflict"),
    (["GgGgrrG", "GgGgGrG"], "conflict"),
    (["rrrrGGr"] + ["GrGrrrr"] * 2 + ["yryrrrr"] * 3 + ["rrrrGGr"], "min_green"),
    (["GrGrrrr"] * 9 + ["yryrrrr"] * 2 + ["rrrrrrr"] * 2, "short_yellow"),
    (["GrGrrrr"] * 9 + ["rrrrrrr"] * 9, "no_yellow"),
    (["GrGrrrr"] * 9 + ["yryrrrr"] * 3 + ["GrGrrrr"], "no_yellow"),
    (["rrrrrrr", "yrrrrrr"], "no_yellow"),
    (["GrGrrrr"] * 9 + ["yryrrrr"] * 2 + ["yryrGGr"], "intergreen"),
    (["ooooooo", "GrGrrrr"], "after_off"),
    (["orrrrrr"], "partly_off"),
]


@pytest.mark.parametrize(("shown", "rule"), RECORDS)
def test_the_judge_and_the_monitor_see_each_broken_rule(shown: list[str], rule: str) -> None:
    junction = crossroads()
    found = broken_rules(junction=junction, timing=TIMING, shown=shown, tick_s=1.0)
    assert found[rule] > 0
    monitor = Monitor(junction=junction, timing=TIMING)
    monitor.begin(now_s=-100.0, indications="r" * 7)
    codes = {monitor.check(now_s=float(t), indications=row) for t, row in enumerate(shown)}
    assert codes - {""}


def test_a_shell_with_a_shorter_yellow_than_it_should_have_is_found() -> None:
    short = benchmark_timing(junction=crossroads(), yellow_s=2.0)
    shell = Shell(junction=crossroads(), timing=short, tick_s=1.0)
    shell.begin_at(t_s=0.0, stage=0)
    shown = []
    for t in range(1, 60):
        shell.request_stage(command=Command(t, t // 20, float(t)))
        shown.append(shell.tick(t_s=float(t)))
    found = broken_rules(junction=crossroads(), timing=TIMING, shown=shown, tick_s=1.0)
    assert set(found) == {"short_yellow", "intergreen"}


def test_an_output_that_breaks_a_rule_is_never_shown() -> None:
    """A stage spoilt after the shell began, as by a fault in memory: it flashes, latched."""
    junction = crossroads()
    shell = Shell(junction=junction, timing=TIMING, tick_s=1.0)
    shell.begin_at(t_s=0.0, stage=0)
    stages = list(junction.stages)
    stages[2] = Stage(2, "GrrrGGr")
    shell._sequencer._stages = tuple(stages)
    shown = []
    for t in range(1, 30):
        shell.request_stage(command=Command(t, 2, float(t)))
        shown.append(shell.tick(t_s=float(t)))
    assert "GrrrGGr" not in shown
    assert shown[-1] == "ooooooo"
    assert [alarm.code for alarm in shell.alarms] == ["conflict"]


class _Wild:
    """A controller that asks for anything: it knows too many stages and never the same."""

    made = itertools.count()

    def __init__(self) -> None:
        self.calls = next(self.made)

    def decide(self, **_: object) -> Decision:
        self.calls += 1
        return Decision(self.calls % 7, "")

    def outbox(self) -> list[NeighbourMessage]:
        return [NeighbourMessage(0, 0.0, 0, np.full(59, -1.0), 0.0, 0.0)]


def max_pressure(net: Network) -> Controller:
    return MaxPressure(junction=net.junctions[0], step_s=5.0, min_green_s=5.0)


def service_rate(net: Network) -> Controller:
    zones = zones_of(network=net, junction=net.junctions[0])
    return ServiceRate(junction=net.junctions[0], zones=zones)


@pytest.mark.parametrize("build", [max_pressure, service_rate])
def test_every_controller_behaves(build: Callable[[Network], Controller], tmp_path: Path) -> None:
    net = read_net(written(tmp_path)).network
    assert faults_of(junction=net.junctions[0], build=lambda: build(net), seed=1) == []


def test_a_wild_controller_is_found_and_does_no_harm(tmp_path: Path) -> None:
    net = read_net(written(tmp_path)).network
    assert set(faults_of(junction=net.junctions[0], build=_Wild, seed=1)) == {
        "decides differently on the same",
        "unknown stage",
        "gives no reason",
        "tells unsound figures",
    }


class _Clockwork:
    """The shell in a simulation: a driver, and the second that passes there."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.t_s = 0.0

    def second(self) -> float:
        self.t_s += 1.0
        self.shell.tick(t_s=self.t_s)
        return self.t_s


class _Obedient(Shell):
    """A driver that says yes to everything."""

    def request_stage(self, *, command: Command) -> Ack:
        self.heartbeat(sent_s=self._t_s)
        super().request_stage(command=command)
        return ACCEPTED


def test_the_shell_is_a_driver_and_one_that_obeys_everybody_is_not() -> None:
    for kind, count in ((Shell, 0), (_Obedient, 4)):
        shell = kind(junction=crossroads(), timing=TIMING, tick_s=1.0)
        shell.begin_at(t_s=0.0, stage=0)
        shell.sense(sensing=Sensing((False,) * 7, (0.0,) * 7))
        found = faults_of_driver(port=shell, pass_second=_Clockwork(shell).second)
        assert len(found) == count


class ShellMachine(RuleBasedStateMachine):
    """Anybody asks for anything at any time; the judge reads what was shown."""

    @initialize(seed=st.integers(0, 500))
    def begin(self, seed: int) -> None:
        self.junction = random_junction(seed=seed)
        self.timing = random_timing(junction=self.junction, seed=seed)
        self.shell = Shell(junction=self.junction, timing=self.timing, tick_s=1.0)
        self.shell.begin_at(t_s=0.0, stage=0)
        self.t_s = 0.0
        self.number = 0
        self.shown: list[str] = []

    @rule(ticks=st.integers(1, 15))
    def pass_time(self, ticks: int) -> None:
        for _ in range(ticks):
            self.t_s += 1.0
            self.shown.append(self.shell.tick(t_s=self.t_s))

    @rule(stage=st.integers(-1, 6), age=st.floats(-5, 5), by=st.sampled_from(Source))
    def ask(self, stage: int, age: float, by: Source) -> None:
        self.number += 1
        command = Command(self.number, stage, self.t_s - age, by)
        first = self.shell.request_stage(command=command)
        assert self.shell.request_stage(command=command) == first

    @rule(mode=st.sampled_from(Mode), seconds=st.floats(-1, 700))
    def set_mode(self, mode: Mode, seconds: float) -> None:
        self.shell.set_mode(mode=mode, seconds=seconds)

    @rule(stage=st.integers(-1, 6), leaves=st.booleans())
    def preempt(self, stage: int, *, leaves: bool) -> None:
        if leaves:
            self.shell.end_preempt()
        else:
            self.shell.preempt(stage=stage)

    @rule(called=st.booleans(), dead=st.floats(0, 1), occupied=st.booleans())
    def sense(self, *, called: bool, dead: float, occupied: bool) -> None:
        size = self.junction.size
        self.shell.sense(sensing=Sensing((called,) * size, (1.5,) * size, dead, dead, occupied))

    @rule(jump=st.floats(-1e6, 1e6))
    def jump(self, jump: float) -> None:
        self.t_s += jump

    @rule(first=st.integers(0, 6), length=st.floats(0, 90))
    def set_plan(self, first: int, length: float) -> None:
        self.shell.set_plan(plan=StagePlan("p", (Split(first, length), Split(0, 40.0))))

    @rule(person=st.sampled_from(["Putu", "Kadek"]))
    def reset(self, person: str) -> None:
        self.shell.reset(person=person)

    def teardown(self) -> None:
        if getattr(self, "shown", None):
            assert (
                broken_rules(
                    junction=self.junction, timing=self.timing, shown=self.shown, tick_s=1.0
                )
                == {}
            )


TestShell = ShellMachine.TestCase
TestShell.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
