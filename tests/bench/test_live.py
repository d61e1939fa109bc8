"""Five hundred browsers on the control room's stream: how long from a change to all of them.

    make bench ARGS=tests/bench/test_live.py

A change is the commit in which the engine writes what signals show (here: the bench does, in one
junction, and in all 64) with its notice. Bar: 50 ms at the 95th percentile for 500 clients. It is
printed, not asserted; that everybody hears of every change is.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.bench.test_traffic import furnish
from tests.bench.watching import seconds_of
from tests.drills.city import City, clear, new_home
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench
ROOT = Path(__file__).resolve().parents[2]
CLIENTS = int(os.environ.get("BENCH_CLIENTS", "500"))
CHANGES = 20
EVERY_S = 1.0  # far more than a change needs to reach everybody

_SIGNALS = """
    INSERT INTO traffic_signalnow (junction, at, heard_at, stage, stages, indications, age_s, mode,
        plan, faults, why, figures, refusal, level, delay_s, queue, passed, queues, silent,
        densities, flash_code)
    SELECT code, now(), now(), 0, 8, 'GGrrGGrrGGrr', 1, 'adaptive', 'dasar/1', '[]', 'hold_coming',
           '{}', '', 'B', 12, 4, 60, '{}', '[]', '{}', ''
      FROM traffic_junction ON CONFLICT DO NOTHING
"""
_CHANGE = """
    UPDATE traffic_signalnow SET stage = %s, heard_at = now() WHERE junction LIKE %s
    RETURNING junction
"""


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """A city with 64 junctions, each with a signal."""
    made = City(home=new_home())
    try:
        made.start()
        furnish(made)
        with made.connect_soon("sewaka_app") as own:
            own.execute(_SIGNALS)
        yield made
    finally:
        made.stop()
        clear(made.home)


@pytest.mark.parametrize("junctions", ["B00", "B%"], ids=["one", "all"])
def test_a_change_reaches_everybody(city: City, tell: Tell, junctions: str) -> None:
    listening = subprocess.Popen(  # noqa: S603 - our own program
        [
            *(sys.executable, "-m", "tests.bench.listening"),
            *(str(city.live_port), str(CLIENTS), str(round(CHANGES * EVERY_S) + 5)),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdout=subprocess.PIPE,
    )
    assert listening.stdout is not None
    assert listening.stdout.readline() == b"ready\n"
    spent = seconds_of(city.processes_of("live"))
    with city.connect_soon("sewaka_app") as own:
        sent = {mark: changed(own, mark, junctions) for mark in range(1, CHANGES + 1)}
    heard = {int(mark): at for mark, at in json.loads(listening.communicate()[0]).items()}
    spent = seconds_of(city.processes_of("live")) - spent
    lags = sorted((at - sent[mark]) * 1000 for mark in sent for at in heard.get(mark, []))
    first = sorted((min(heard[mark]) - sent[mark]) * 1000 for mark in heard)
    tell(
        f"{CLIENTS} clients, {CHANGES} changes: heard {len(lags)} of {CLIENTS * CHANGES};"
        f" from the commit to the first client p50 {statistics.median(first):.0f} ms, to all p50"
        f" {statistics.median(lags):.0f} ms, p95 {lags[int(len(lags) * 0.95)]:.0f} ms (bar 50),"
        f" worst {lags[-1]:.0f} ms; live process {spent * 1000 / CHANGES:.0f} ms a change;"
        f" load {os.getloadavg()[0]:.1f}"
    )
    assert len(lags) == CLIENTS * CHANGES


def changed(own: psycopg.Connection, mark: int, junctions: str) -> float:
    """Another stage, and the notice with it; when that was committed."""
    with own.transaction():
        found = own.execute(_CHANGE, [mark, junctions]).fetchall()
        notice = json.dumps([junction for (junction,) in found])
        own.execute("SELECT pg_notify('traffic_live', %s)", [notice])
    committed_s = time.time()
    time.sleep(EVERY_S)
    return committed_s
