"""10,000 hops that are due at one instant, four workers: under 30 seconds, none twice.

The seconds are printed beside the bar, not asserted; that every hop is skipped exactly once is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.bench.test_reports import ROOT
from tests.drills.city import City, clear, new_home

pytestmark = pytest.mark.bench
COUNT, WORKERS, BAR_S = 10_000, 4, 30
_HEAD_START_S = 8.0  # until every worker has loaded the city


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """An empty city."""
    made = City(home=new_home())
    try:
        made.start()
        yield made
    finally:
        made.stop()
        clear(made.home)


def program(city: City, *arguments: str) -> subprocess.Popen[str]:
    """The tests' own program on the city's data."""
    around = city.surroundings()
    around |= {
        "PYTHONPATH": f"{around['PYTHONPATH']}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "sewaka.config.settings",
    }
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.bench.hops_on_server", *arguments],
        env=around,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What it printed last."""
    out, _ = process.communicate(timeout=600)
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return found


def test_ten_thousand_due_hops_with_four_workers(city: City) -> None:
    due = answer(program(city, "fill", str(COUNT)))["due"]
    start = time.time() + _HEAD_START_S
    workers = [program(city, "tick", due, str(start)) for _ in range(WORKERS)]
    done = [answer(worker) for worker in workers]
    took = max(one["seconds"] for one in done)
    shares, cpu = [one["skipped"] for one in done], sum(one["cpu"] for one in done)
    words = f"{COUNT:,} due hops, {WORKERS} workers: {took:.1f} s (bar {BAR_S} s)"
    print(f"\n{words}, {cpu:.1f} s of processor in all, by worker {shares}")  # noqa: T201 - the result
    assert sum(shares) == COUNT
    with city.connect("sewaka_owner") as database:
        rows = database.execute(
            "SELECT n, level, outcome, count(*) FROM reports_hop GROUP BY 1, 2, 3 ORDER BY 1"
        ).fetchall()
        entries = database.execute(
            "SELECT count(*), count(DISTINCT case_id) FROM cases_caseentry WHERE kind = 'passed'"
        ).fetchone()
        versions = database.execute("SELECT DISTINCT version FROM cases_case").fetchall()
    assert rows == [(1, "hamlet", "skipped", COUNT), (2, "village", "", COUNT)]
    assert entries == (COUNT, COUNT)
    assert versions == [(2,)]
