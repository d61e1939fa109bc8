"""Alarms on the demo's street, driven by SUMO: how soon a breakdown is noticed; how many are false.

    make bench ARGS=tests/bench/test_incidents.py            an hour of each, about fifteen minutes
    BENCH_HOURS=24 BENCH_SEEDS=1,2,3 make bench ARGS=...      three whole days: half a night

Bars (printed, not asserted): a lorry that stands for ten minutes raises an alarm on its arm within
90 s; at most one false alarm a junction and day.
"""

from __future__ import annotations

import os

import pytest

from sewaka.modules.traffic.control.sumo.routes import edge_of
from tests.bench.incidents_on_sumo import Found, drive
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench
HOURS = float(os.environ.get("BENCH_HOURS", "1"))
SEEDS = [int(seed) for seed in os.environ.get("BENCH_SEEDS", "1").split(",")]
BEGIN_H = 7.0
LASTS_S = 600.0


def noticed_s(found: Found) -> list[float | None]:
    """Of each breakdown, after how many seconds its arm had an alarm; None if never."""
    times: list[float | None] = []
    for at, lane in found.breakdowns:
        own = [
            told - at
            for told, detector, _rule, _evidence in found.alarms
            if edge_of(detector) == edge_of(lane) and 0.0 <= told - at <= LASTS_S
        ]
        times.append(min(own, default=None))
    return times


@pytest.mark.parametrize("seed", SEEDS)
def test_breakdowns_are_noticed(tell: Tell, seed: int) -> None:
    pytest.importorskip("libsumo", reason="libsumo is an extra: make .venv/.traffic-sim")
    found = drive(seed=seed, begin_h=BEGIN_H + 1.0, hours=HOURS, breakdowns=True)
    times = noticed_s(found)
    words = ", ".join("never" if one is None else f"{one:.0f} s" for one in times)
    tell(f"{len(times)} breakdowns: {words} (bar 90 s); {len(found.alarms)} alarms in all")


@pytest.mark.parametrize("seed", SEEDS)
def test_false_alarms(tell: Tell, seed: int) -> None:
    pytest.importorskip("libsumo", reason="libsumo is an extra: make .venv/.traffic-sim")
    found = drive(seed=seed, begin_h=BEGIN_H, hours=HOURS, breakdowns=False)
    a_day = len(found.alarms) / found.junctions / HOURS * 24.0
    tell(
        f"{len(found.alarms)} alarms in {HOURS:g} h at {found.junctions} junctions:"
        f" {a_day:.2f} a junction and day (bar 1); {found.alarms}"
    )
