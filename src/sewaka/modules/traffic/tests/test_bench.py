"""The benchmark: its metric, its watch, its refusals, and a minute of a real net."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sewaka.modules.traffic.commands import group
from sewaka.modules.traffic.control import bench
from sewaka.modules.traffic.control.controllers.service_rate import ServiceRate
from sewaka.modules.traffic.control.network import Junction
from sewaka.modules.traffic.control.noise import CLEAN
from sewaka.modules.traffic.control.observe import Controller, Mode, Observation
from sewaka.modules.traffic.control.stages import with_geometric_stages
from sewaka.modules.traffic.control.sumo.adapter import Post
from sewaka.modules.traffic.control.sumo.detectors import Detectors
from sewaka.modules.traffic.control.sumo.metric import Trip, figures
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.control.sumo.street import Scenario, Street, StreetMissing
from sewaka.modules.traffic.control.sumo.watch import SignalWatch, is_gridlock
from sewaka.modules.traffic.tests.shared_nets import shared_net
from sewaka.modules.traffic.tests.small_net import NET, written

TRIP = Trip(
    has_departed=True,
    has_arrived=True,
    depart_delay_s=2.0,
    time_loss_s=10.0,
    waiting_s=4.0,
    duration_s=60.0,
)


def ours(junction: Junction, detectors: Detectors, _yellow_s: float) -> Controller:
    return ServiceRate(junction=junction, zones=detectors.zones)


def test_delay_counts_the_backlog_and_the_never_inserted() -> None:
    driving = replace(TRIP, has_arrived=False, time_loss_s=20.0)
    outside = replace(TRIP, has_departed=False, has_arrived=False, depart_delay_s=300.0)
    found = figures([TRIP, driving, outside])
    assert found.delay_s == pytest.approx((10 + 20 + 2 + 2 + 300) / 3)
    assert (found.time_loss_s, found.waiting_s, found.duration_s) == (15.0, 4.0, 60.0)
    assert (found.arrived, found.running, found.never_inserted) == (1, 1, 1)


@pytest.fixture
def junction(tmp_path: Path) -> Junction:
    return read_net(written(tmp_path)).network.junctions[0]


def watched(junction: Junction, *shown: tuple[str, int]) -> SignalWatch:
    """A watch that has seen each indication for so many seconds, with a call on the last link."""
    watch = SignalWatch(junction=junction)
    calls = np.array([False, False, False, True])
    for indications, seconds in shown:
        for second in range(seconds):
            observation = Observation(float(second), {}, {}, calls)
            watch.look(indications=indications, observation=observation)
    return watch


@pytest.mark.parametrize(
    ("shown", "violations"),
    [
        ((("GgGr", 5), ("yyyr", 3), ("rrrG", 5)), 0),
        ((("rrrr", 1), ("GgGr", 4), ("yyyr", 3), ("rrrG", 5)), 3),  # three greens cut short
        ((("GgGr", 4), ("yyyr", 3), ("rrrG", 5)), 0),  # nobody saw since when they were green
        ((("GgGr", 5), ("yyyr", 2), ("rrrG", 5)), 3),  # three yellows cut short
        ((("GgGr", 5), ("rrrG", 5)), 3),  # none at all
        ((("GGGr", 1),), 1),  # the left turn does not yield
        ((("GgGG", 1),), 3),  # west to east crosses all three
        ((("GgGr", 5), ("yyyG", 1)), 3),  # green before the others are gone
    ],
)
def test_the_watch_sees_what_must_not_be(
    junction: Junction, shown: tuple[tuple[str, int], ...], violations: int
) -> None:
    assert watched(junction, *shown).violations == violations


def test_people_on_foot_have_no_yellow(junction: Junction) -> None:
    links = tuple(replace(link, is_crossing=link.index == 3) for link in junction.links)
    watch = watched(replace(junction, links=links), ("rrrG", 5), ("rrrr", 1))
    assert watch.violations == 0
    assert watched(junction, ("rrrG", 5), ("rrrr", 1)).violations == 1


def test_the_watch_measures_red_while_somebody_calls(junction: Junction) -> None:
    watch = watched(junction, ("GgGr", 70), ("yyyr", 3), ("rrrG", 9), ("rrry", 3), ("GgGr", 5))
    assert watch.max_red_s == 73.0


def test_a_signal_of_the_bench_can_fall_back_to_the_nets_own_program(tmp_path: Path) -> None:
    """With most detectors dead that is the rung before flashing."""
    net = read_net(written(tmp_path))
    scenario = Scenario(
        net=tmp_path / "small.net.xml", route=tmp_path, begin_s=0.0, end_s=1.0, seed=1
    )
    post = Post(
        net=net,
        junction=with_geometric_stages(net.network.junctions[0]),
        build=ours,
        clearing_s=0.0,
        fault=replace(CLEAN, dead=1.0),
        scenario=scenario,
    )
    truth = post.detectors.observe(vehicles={}, now_s=0.0)
    shown = [post.turn(observation=truth, inbox=(), now_s=float(t)) for t in range(1, 50)]
    assert post.shell.mode is Mode.SCHEDULED
    assert {"GgGr", "rrrG"} <= set(shown)


def test_gridlock_is_ten_vehicles_for_five_minutes() -> None:
    assert is_gridlock([300.0] * 10)
    assert not is_gridlock([300.0] * 9 + [299.0] * 50)


def asked(net: Path, *more: str) -> tuple[int, str]:
    """The command's exit code and its words."""
    route = net.with_name("any.rou.xml")
    route.write_text("<routes/>", encoding="utf-8")
    begin = ["bench", "--net", str(net), "--route", str(route), "--begin", "0", "--end", "60"]
    found = CliRunner().invoke(group, [*begin, *more])
    return found.exit_code, found.output


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        (NET, ("--controllers", "fixed,oracle"), "oracle: no such controller"),
        (NET, ("--end", "-1"), "is not after"),
        (NET, ("--route", "nowhere.rou.xml"), "nowhere.rou.xml: no such file"),
        (NET.replace("tl=", "x="), (), "no signal with a program to steer"),
        ("<routes/>", (), "is not a SUMO net"),
    ],
)
def test_what_cannot_be_run_is_said_in_one_line(
    text: str, more: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    code, said = asked(written(tmp_path, text), *more)
    assert code == 1
    assert words in said
    assert said.startswith("Error: ")
    assert said.count("\n") == 1


def test_another_sumo_that_is_not_there_is_named(tmp_path: Path) -> None:
    net = written(tmp_path)
    scenario = Scenario(net, net, 0, 60, 1, sumo_home=tmp_path)
    with pytest.raises(StreetMissing, match="no bin/sumo in this home"):
        Street(scenario=scenario, tripinfo=tmp_path / "trips.xml")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sumo").touch()
    with pytest.raises(StreetMissing, match="no tools/traci in this home"):
        Street(scenario=scenario, tripinfo=tmp_path / "trips.xml")


@pytest.mark.parametrize("controller", ["fixed", "max_pressure_5", "adaptive"])
def test_two_minutes_of_a_real_net(controller: str) -> None:
    if importlib.util.find_spec("libsumo") is None:
        pytest.skip("libsumo is not installed: pip install -r requirements/traffic-sim.txt")
    net = shared_net("cologne1")
    scenario = Scenario(net, net.with_name("cologne1.rou.xml"), 25200, 25320, 1)
    row = bench.run(bench.Task(controller, scenario))
    assert row.arrived > 5
    assert row.safety_violations == 0
    assert 0 < row.time_loss_s < row.duration_s < 120
