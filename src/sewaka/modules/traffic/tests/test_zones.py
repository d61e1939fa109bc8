"""Zones are measured upstream along the lanes, through approach lanes of any length."""

from __future__ import annotations

from pathlib import Path

import pytest

from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.control.zones import zones_of
from sewaka.modules.traffic.tests.shared_nets import shared_net
from sewaka.modules.traffic.tests.small_net import written


def test_an_approach_under_a_metre_sees_the_lane_before_it(tmp_path: Path) -> None:
    net = read_net(written(tmp_path))
    zone = zones_of(network=net.network, junction=net.network.junctions[0])[0]
    assert [net.lane_names[piece.lane] for piece in zone.pieces] == ["south_in_0", "far_0"]
    assert [piece.offset_m for piece in zone.pieces] == [0.0, 0.9]
    assert zone.pieces[1].length_m == pytest.approx(149.1)
    assert zone.length_m == pytest.approx(150.0)


def test_a_way_that_ends_makes_a_short_zone(tmp_path: Path) -> None:
    net = read_net(written(tmp_path))
    assert zones_of(network=net.network, junction=net.network.junctions[0])[2].length_m == 80.0


@pytest.mark.parametrize("name", ["cologne3", "ingolstadt1", "arterial4x4"])
def test_zones_of_real_nets(name: str) -> None:
    network = read_net(shared_net(name)).network
    lines = {lane for each in network.junctions for lane in each.approach_lanes}
    for junction in network.junctions:
        for zone in zones_of(network=network, junction=junction):
            upstream = [piece.lane for piece in zone.pieces if piece.lane != zone.lane]
            assert lines.isdisjoint(upstream)
            assert all(0 < piece.share <= 1 for piece in zone.pieces)
            assert all(piece.offset_m + piece.length_m <= 150.0001 for piece in zone.pieces)
