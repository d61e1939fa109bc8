"""Stages from geometry: safe, worth having, and greens in conflict mended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sewaka.modules.traffic.control.monitor import clash_of
from sewaka.modules.traffic.control.stages import mended, with_geometric_stages
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.tests.shared_nets import shared_net
from sewaka.modules.traffic.tests.small_net import written


@pytest.mark.parametrize("name", ["cologne1", "cologne3", "ingolstadt1", "grid4x4", "arterial4x4"])
def test_no_stage_shows_a_conflict(name: str) -> None:
    for junction in read_net(shared_net(name)).network.junctions:
        richer = with_geometric_stages(junction)
        assert richer.stages[: len(junction.stages)] == junction.stages
        assert [stage.index for stage in richer.stages] == list(range(len(richer.stages)))
        shown = [stage.green for stage in richer.stages]
        assert [green for green in shown if clash_of(junction=richer, indications=green)] == []


def test_one_approach_alone_frees_the_turn_that_blocks_its_lane(tmp_path: Path) -> None:
    junction = with_geometric_stages(read_net(written(tmp_path)).network.junctions[0])
    assert [stage.green for stage in junction.stages] == ["GgGr", "rrrG", "GGrr"]


@pytest.mark.parametrize(
    ("shown", "better"),
    [("GGGr", "GgGr"), ("rrGG", "rrGg"), ("GgGr", "GgGr")],
)
def test_a_program_with_greens_in_conflict_is_mended(
    shown: str, better: str, tmp_path: Path
) -> None:
    junction = read_net(written(tmp_path)).network.junctions[0]
    unsafe = replace(junction, stages=(replace(junction.stages[0], green=shown),))
    assert mended(unsafe).stages[0].green == better
