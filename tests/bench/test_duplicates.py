"""Hints of duplicates at a million reports, and on the real requests where somebody put them.

The bar is 50 ms at the 95th percentile, wall clock, one process. It is printed beside the
number, not asserted; that nothing is missed is asserted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from sewaka.modules.reports.tests.test_importers import real_file
from tests.bench import growth
from tests.bench.test_reports import ROOT, city
from tests.drills.city import City

__all__ = ["city"]
pytestmark = pytest.mark.bench
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
COUNT = 400


def test_hints_at_both_sizes(city: City) -> None:
    lines = [f"{'hint':<10}{'rows':>12}{'asked':>8}{'p50 ms':>9}{'p95 ms':>9}{'most ms':>9}  bar"]
    for size in (0, ROWS):
        if size:
            growth.grow(city, to=size)
        found = json.loads(run(city, "-m", "tests.bench.hints", str(COUNT)))
        for who in ("citizen", "officer"):
            asked, half, most, longest = found[who]
            lines.append(
                f"{who:<10}{found['rows']:>12,}{asked:>8}{half:>9}{most:>9}{longest:>9}  50"
            )
        assert found["exact"][0] == found["exact"][1] > 0
        lines.append(f"{'':<10}{found['rows']:>12,} equal to a walk through every row: "
                     f"{found['exact'][0]} of {found['exact'][1]}")  # fmt: skip
    print("\n" + "\n".join(lines))  # noqa: T201 - the table is the result


def test_the_real_requests_are_met_exactly(city: City) -> None:
    printed = run(city, "-m", "sewaka.config.cli", "reports", "duplicates", "--evaluate",
                  str(real_file()), whole=True)  # fmt: skip
    print("\n" + printed)  # noqa: T201 - the table is the result
    assert "brute force: 2,107 of 9,989 rows, 4,894 pairs" in printed
    assert "by index:    2,107 of 9,989 rows, 4,894 pairs" in printed


def run(city: City, *arguments: str, whole: bool = False) -> str:
    """A program of ours on the city's data: what it printed, or its last line."""
    around = city.surroundings()
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments],
        env={**around, "PYTHONPATH": f"{around['PYTHONPATH']}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout if whole else done.stdout.strip().splitlines()[-1]
