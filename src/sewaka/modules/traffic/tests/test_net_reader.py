"""Nets are read without SUMO: graph, conflicts, stages."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from sewaka.modules.traffic.control.network import Turn
from sewaka.modules.traffic.control.sumo.net_reader import NotANet, clashes, read_net
from sewaka.modules.traffic.tests.shared_nets import shared_net
from sewaka.modules.traffic.tests.small_net import NET, written

# Protected beside permissive, once for each unordered pair of foes and green phase. Protected
# beside protected is 0 in all five.
PERMISSIVE = {
    "cologne1": 16,
    "cologne3": 38,
    "ingolstadt1": 3,
    "grid4x4": 0,
    "arterial4x4": 32,
}


@pytest.mark.parametrize(("name", "count"), PERMISSIVE.items())
def test_pairs_of_foes_in_the_programs_of_real_nets(name: str, count: int) -> None:
    found = [c for each in read_net(shared_net(name)).network.junctions for c in clashes(each)]
    assert sum(clash.both_protected for clash in found) == 0
    assert sum(not clash.both_protected for clash in found) == count


def test_conflicts_follow_an_inner_way_of_two_parts(tmp_path: Path) -> None:
    junction = read_net(written(tmp_path)).network.junctions[0]
    pairs = {(i, j) for i in range(4) for j in range(4) if junction.conflicts[i, j]}
    assert pairs == {(0, 3), (3, 0), (1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2)}
    assert junction.yields[1, 2]
    assert not junction.yields[2, 1]
    assert [(clash.first, clash.second) for clash in clashes(junction)] == [(1, 2), (1, 2)]


def test_stages_are_the_distinct_green_phases_of_the_last_program(tmp_path: Path) -> None:
    junction = read_net(written(tmp_path)).network.junctions[0]
    assert [stage.green for stage in junction.stages] == ["GgGr", "rrrG"]
    assert [plan.code for plan in junction.plans] == ["night", "0"]
    assert [link.turn for link in junction.links] == [
        Turn.THROUGH,
        Turn.LEFT,
        Turn.THROUGH,
        Turn.THROUGH,
    ]


def test_the_lane_graph_goes_through_the_junction(tmp_path: Path) -> None:
    net = read_net(written(tmp_path))
    ids = {name: number for number, name in enumerate(net.lane_names)}
    after = net.network.next_lanes
    assert after[ids["far_0"]] == (ids["south_in_0"],)
    assert set(after[ids["south_in_0"]]) == {ids[":c_0_0"], ids[":c_1_0"]}
    assert after[ids[":c_1_0"]] == (ids[":c_4_0"],)
    assert net.network.previous_lanes[ids["west_out_0"]] == (ids[":c_4_0"],)


def test_a_compressed_net_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "small.net.xml.gz"
    path.write_bytes(gzip.compress(NET.encode()))
    assert read_net(path).lane_names == read_net(written(tmp_path)).lane_names


def test_a_net_whose_signal_is_off_has_no_junction_but_a_note(tmp_path: Path) -> None:
    net = read_net(written(tmp_path, NET.replace("GgGr", "OoOr").replace("rrrG", "rrrO")))
    assert net.network.junctions == ()
    assert net.notes == ("c: no program with a green phase; left as it is",)


@pytest.mark.parametrize("text", ["", "<net", "<routes/>", "no xml at all"])
def test_what_is_no_net_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(NotANet, match=r"^small\.net\.xml is not"):
        read_net(written(tmp_path, text))
