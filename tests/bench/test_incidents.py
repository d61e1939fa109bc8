"""Alarms on the demo's street, driven by SUMO: how soon a breakdown is noticed; how many are false.

    make bench ARGS=tests/bench/test_incidents.py
    BENCH_MINUTES=60 make bench ARGS=...      whole hours: half a night
    BENCH_FROM=16.75 BENCH_HOURS=1.25 ...     one stretch of each day

Three days, each of its 24 hours driven for ten minutes, by the incident and health rules of the
city, which know what is usual by the days before; and breakdowns by day, from 06:00 to 22:00, a
lorry for ten minutes of every twenty. Bars (printed, not asserted): an alarm on its arm within
90 s; one false alarm a junction and day.
What is asserted is that vehicles drove, and that every junction was watched.
"""

from __future__ import annotations

import os
import statistics
from collections import Counter

import pytest

from sewaka.modules.traffic.control.sumo.routes import edge_of
from tests.bench.incidents_on_sumo import Drive, Found
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench
MINUTES = float(os.environ.get("BENCH_MINUTES", "10"))
SEEDS = [int(seed) for seed in os.environ.get("BENCH_SEEDS", "1,2,3").split(",")]
FROM_H = float(os.environ.get("BENCH_FROM", "0"))  # of each day
HOURS = float(os.environ.get("BENCH_HOURS", "24"))
BY_DAY_H = 6.0, 16.0  # from, and so many hours: at night the lorry is met by nobody for minutes
BREAKDOWN_MINUTES = 20.0
LASTS_S = 600.0


def noticed_s(found: Found) -> list[float | None]:
    """Of each breakdown, after how many seconds its arm had an alarm; None if never."""
    times: list[float | None] = []
    for _hour, at_s, lane in found.breakdowns:
        own = [
            told_s - at_s
            for _told_h, told_s, detector, _rule, _evidence in found.alarms
            if edge_of(detector) == edge_of(lane) and 0.0 <= told_s - at_s <= LASTS_S
        ]
        times.append(min(own, default=None))
    return times


def test_breakdowns_are_noticed(tell: Tell) -> None:
    pytest.importorskip("libsumo", reason="libsumo is an extra: make .venv/.traffic-sim")
    from_h, hours = BY_DAY_H
    found = Drive(
        seed=SEEDS[0], from_h=from_h, hours=hours, minutes=BREAKDOWN_MINUTES, breakdowns=True
    ).run()
    times = noticed_s(found)
    known = [one for one in times if one is not None]
    words = ", ".join(
        f"{hour:.0f}h {'never' if one is None else f'{one:.0f} s'}"
        for (hour, _at_s, _lane), one in zip(found.breakdowns, times, strict=True)
    )
    tell(
        f"{len(times)} breakdowns, {sum(one <= 90.0 for one in known)} noticed within 90 s,"
        f" {len(known)} at all, median {statistics.median(known or [0.0]):.0f} s: {words};"
        f" processor {found.processor_s:.0f} s, load {os.getloadavg()[0]:.1f}"
    )
    assert found.vehicles
    assert times


def test_false_alarms_of_three_days(tell: Tell) -> None:
    pytest.importorskip("libsumo", reason="libsumo is an extra: make .venv/.traffic-sim")
    days: list[Found] = []
    for seed in SEEDS:
        day = Drive(
            seed=seed, from_h=FROM_H, hours=HOURS, minutes=MINUTES, breakdowns=False, before=days
        )
        days.append(day.run())
    driven = sum(one.driven_h * one.junctions for one in days) / 24.0
    rules = Counter(rule for one in days for _h, _s, _code, rule, _evidence in one.alarms)
    faults = Counter(fault for one in days for _h, _code, found in one.faults for fault in found)
    tell(
        f"{sum(one.vehicles for one in days)} vehicles, {driven:.1f} junction-days driven"
        f" ({len(days)} days, {HOURS:g} hours from {FROM_H:g}, {MINUTES:g} minutes of each):"
        f" incidents {dict(rules)}, {sum(rules.values()) / driven:.2f} a junction and day (bar 1);"
        f" faults of detectors {dict(faults)}, {sum(faults.values()) / driven:.2f};"
        f" processor {sum(one.processor_s for one in days):.0f} s, load {os.getloadavg()[0]:.1f};"
        f" {[one.alarms for one in days]}; {[one.faults for one in days]}"
    )
    assert all(one.vehicles and one.junctions for one in days)
