"""Turn shares out of counts: rows always add up, columns where they can, nothing is invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sewaka.modules.traffic.control.demand import DENPASAR_MIX, journeys
from sewaka.modules.traffic.control.sumo.net_reader import NetFile, read_net
from sewaka.modules.traffic.control.turning import Floats, Uncounted, counted_demand, fitted
from sewaka.modules.traffic.tests.small_net import written

WHOLE = st.floats(1.0, 900.0)


@given(prior=arrays(np.float64, (3, 4), elements=WHOLE), rows=arrays(np.float64, 3, elements=WHOLE))
def test_rows_add_up_whatever_is_known(prior: Floats, rows: Floats) -> None:
    table = fitted(prior=prior, rows=rows, columns=np.array([100.0, np.nan, 40.0, np.nan]))
    assert table.sum(axis=1) == pytest.approx(rows)
    assert (table >= 0.0).all()


@given(truth=arrays(np.float64, (3, 3), elements=WHOLE))
def test_sums_of_a_real_table_are_met_on_both_sides(truth: Floats) -> None:
    table = fitted(prior=np.ones((3, 3)), rows=truth.sum(axis=1), columns=truth.sum(axis=0))
    assert table.sum(axis=1) == pytest.approx(truth.sum(axis=1), rel=1e-6)
    assert table.sum(axis=0) == pytest.approx(truth.sum(axis=0), rel=1e-3)


def test_a_worked_table() -> None:
    """Rows 60 and 40, columns 70 and 30, nothing known before: 42, 18, 28, 12."""
    table = fitted(
        prior=np.ones((2, 2)), rows=np.array([60.0, 40.0]), columns=np.array([70.0, 30.0])
    )
    assert table == pytest.approx(np.array([[42.0, 18.0], [28.0, 12.0]]))


def test_a_turn_that_does_not_exist_gets_nobody() -> None:
    table = fitted(
        prior=np.array([[1.0, 0.0], [1.0, 1.0]]),
        rows=np.array([50.0, 50.0]),
        columns=np.array([60.0, 40.0]),
    )
    assert table == pytest.approx(np.array([[50.0, 0.0], [10.0, 40.0]]), abs=1e-6)


@pytest.fixture
def net(tmp_path: Path) -> NetFile:
    return read_net(written(tmp_path))


def test_what_was_counted_drives(net: NetFile) -> None:
    """South sends half of its 200 to the west, because 100 were seen to leave there."""
    ids = {name: number for number, name in enumerate(net.lane_names)}
    lanes = net.network.lanes
    counts = {ids["far_0"]: 50.0, ids["south_in_0"]: 50.0, ids["north_in_0"]: 25.0,
              ids["west_in_0"]: 25.0}  # fmt: skip
    demand = counted_demand(
        network=net.network, periods=[counts] * 4, mix=DENPASAR_MIX,
        exits={lanes[ids["west_out_0"]].edge: 100.0},
    )  # fmt: skip
    ways = demand.shares[ids["south_in_0"]]
    assert ways == pytest.approx({ids["north_out_0"]: 0.5, ids["west_out_0"]: 0.5})
    trips = journeys(network=net.network, demand=demand, seed=1)
    assert len(trips) == pytest.approx(400, abs=60)
    assert {trip.path[0] for trip in trips} == {
        ids[n] for n in ("far_0", "north_in_0", "west_in_0")
    }


def test_an_entry_that_nobody_counts_is_refused(net: NetFile) -> None:
    with pytest.raises(Uncounted):
        counted_demand(network=net.network, periods=[{}], exits={}, mix=DENPASAR_MIX)
