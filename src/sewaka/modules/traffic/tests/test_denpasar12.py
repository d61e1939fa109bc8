"""Denpasar-12: the committed net is the one of its facts, and its demand is what it says."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sewaka.modules.traffic.commands import group
from sewaka.modules.traffic.control.network import PROTECTED
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.street import demand, denpasar12
from sewaka.modules.traffic.street.demand import HOUR_S, Trip, Ways, trips
from sewaka.modules.traffic.street.timing import flow_ratio, flows_veh_h, phases

SEVEN = 7 * HOUR_S


@pytest.fixture(scope="module")
def net() -> NetFile:
    return read_net(denpasar12.NET)


def morning(*, seed: int = 1, scale: float = 0.5) -> list[Trip]:
    return trips(
        nodes=denpasar12.nodes(),
        roads=denpasar12.roads(),
        begin_s=SEVEN,
        end_s=SEVEN + HOUR_S,
        scale=scale,
        seed=seed,
    )


def test_the_net_is_the_one_of_its_facts(net: NetFile) -> None:
    assert net.notes == ()
    assert sorted(net.signal_names) == [n.id for n in denpasar12.nodes() if n.is_junction]
    assert len(net.signal_names) == 12
    lanes = Counter(name.rpartition("_")[0] for name in net.lane_names if name[0] != ":")
    assert lanes == {road.id: road.lanes for road in denpasar12.roads()}
    speeds = {lane.speed_ms for lane in net.network.lanes if not lane.is_internal}
    assert speeds == {road.speed_ms for road in denpasar12.roads()}


def test_the_committed_net_names_no_machine() -> None:
    text = denpasar12.NET.read_text(encoding="utf-8")
    assert "<!--" not in text
    assert "//" not in text


def test_every_arm_has_a_stage_without_conflict(net: NetFile) -> None:
    for junction in net.network.junctions:
        arms = {net.lane_names[link.from_lane].rpartition("_")[0] for link in junction.links}
        assert len(junction.stages) == len(arms)
        for stage in junction.stages:
            green = [at for at, light in enumerate(stage.green) if light == PROTECTED]
            assert not junction.conflicts[green][:, green].any()


def test_the_plans_are_the_manuals_for_the_demand(net: NetFile) -> None:
    roads = {road.id: road for road in denpasar12.roads()}
    flows = flows_veh_h(nodes=denpasar12.nodes(), roads=roads.values(), scale=demand.SCALE)
    root = ElementTree.parse(denpasar12.NET).getroot()  # noqa: S314 - our own file
    for name, junction in zip(net.signal_names, net.network.junctions, strict=True):
        wanted = phases(junction=junction, net=net, roads=roads, flows=flows)
        kept = root.findall(f"tlLogic[@id='{name}']/phase")
        found = [(one.get("state"), float(one.get("duration", ""))) for one in kept]
        assert found == [(one.state, one.duration_s) for one in wanted]


def test_flow_over_saturation_flow() -> None:
    """6.5 m wide, 2,000 vehicles: 1600*0.15 + 320 + 80*1.3 = 664 of 3,900 passenger cars."""
    road = next(one for one in denpasar12.roads() if one.lanes == 2)
    assert flow_ratio(road=road, veh_h=2_000) == pytest.approx(664 / 3_900)


def test_what_enters_leaves() -> None:
    flows = flows_veh_h(nodes=denpasar12.nodes(), roads=denpasar12.roads(), scale=1.0)
    ends = {node.id for node in denpasar12.nodes() if node.inflow_veh_h}
    entering = sum(flow for road, flow in flows.items() if road.split("-")[0] in ends)
    leaving = sum(flow for road, flow in flows.items() if road.split("-")[1] in ends)
    assert entering == pytest.approx(13_900)
    assert leaving == pytest.approx(13_900)


def test_the_morning() -> None:
    found = morning()
    expected = 13_900 * 0.5 * demand.HOURS[7]
    assert abs(len(found) - expected) < 4 * expected**0.5  # Poisson
    kinds = Counter(trip.kind for trip in found)
    assert kinds["motorcycle"] / len(found) == pytest.approx(0.80, abs=0.02)
    assert kinds["heavy"] / len(found) == pytest.approx(0.04, abs=0.01)
    assert [trip.depart_s for trip in found] == sorted(trip.depart_s for trip in found)
    assert found == morning()
    assert found != morning(seed=2)


def test_every_route_is_a_way_from_end_to_end() -> None:
    known = {road.id for road in denpasar12.roads()}
    for trip in morning(scale=0.1):
        assert set(trip.route) <= known
        assert trip.route[0][0] == trip.route[-1].split("-")[1][0] == "B"
        assert all(a.split("-")[1] == b.split("-")[0] for a, b in pairwise(trip.route))


NAMES = [node.id for node in denpasar12.nodes()]
WAYS = Ways(nodes=denpasar12.nodes(), roads=denpasar12.roads())


@given(begin=st.sampled_from(NAMES), end=st.sampled_from(NAMES), by=st.sampled_from(NAMES))
def test_no_detour_is_quicker(begin: str, end: str, by: str) -> None:
    def seconds(route: tuple[str, ...]) -> float:
        return sum(TIMES[road] for road in route)

    direct = seconds(WAYS.between(begin, end))
    assert direct <= seconds(WAYS.between(begin, by)) + seconds(WAYS.between(by, end)) + 1e-9


_AT = {node.id: complex(node.x_m, node.y_m) for node in denpasar12.nodes()}
TIMES = {
    road.id: abs(_AT[road.begin] - _AT[road.end]) / road.speed_ms for road in denpasar12.roads()
}


def test_nobody_drives_at_scale_nought_and_less_is_refused() -> None:
    assert morning(scale=0.0) == []
    with pytest.raises(ValueError, match="not below zero"):
        morning(scale=-1.0)


def test_the_command_writes_routes(tmp_path: Path) -> None:
    out = tmp_path / "routes.rou.xml"
    asked = ["demand", "--begin", "25200", "--end", "25500", "--out", str(out)]
    done = CliRunner().invoke(group, asked)
    assert done.exit_code == 0, done.output
    root = ElementTree.parse(out).getroot()  # noqa: S314 - written just now
    kinds = ["motorcycle", "car", "heavy", "ambulance"]
    assert [one.get("id") for one in root.iter("vType")] == kinds
    assert done.output == f"{len(root.findall('vehicle'))} vehicles\n"
