"""What the ledger takes (`sewaka bench ledger`), and books of a million entries.

Nothing is asserted of the figures; the bars stand beside them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from tests.drills.city import City, clear, new_home
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
ENTRIES = int(os.environ.get("BENCH_LEDGER_ENTRIES", "1000000"))
_PER_DEPOSIT = 3
_BATCH = 50


def test_beside_another(tell: Tell, tmp_path: Path) -> None:
    """Bars: twice the other's single postings, 2,000 deposits a second in batches, four processes
    faster than one, an account in 5 ms, a balance in 1, a year of a passbook in 20."""
    out = tmp_path / "rows.json"
    command = [sys.executable, "-m", "sewaka.config.cli", "bench", "ledger", "--json", str(out)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout  # noqa: S603 - our own program
    tell(said)
    rows = json.loads(out.read_text())
    assert set(rows[0]) == {"name", "tx_per_s", "cpu_ms", "p50_ms", "p95_ms", "processes"}


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """A city with a book of many entries."""
    made = City(home=new_home())
    try:
        made.start()
        post(made, "fill", "25000")
        post(made, "batch", str(ENTRIES // _PER_DEPOSIT // _BATCH), "5")
        yield made
    finally:
        made.stop()
        clear(made.home)


def post(city: City, *words: str) -> None:
    around = city.surroundings() | {"DJANGO_SETTINGS_MODULE": "sewaka.config.settings"}
    command = [sys.executable, "-m", "sewaka.config.bench.ours", *words]
    subprocess.run(command, env=around, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program


def timed(city: City, deed: Callable[[psycopg.Connection], object], *, times: int) -> str:
    took = []
    with city.connect("sewaka_app") as connection:
        for _ in range(times):
            at = time.perf_counter()
            deed(connection)
            took.append(1000 * (time.perf_counter() - at))
    return f"median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms"


def test_full_books(city: City, tell: Tell) -> None:
    """Bars: the trial balance of a million entries in 300 ms, the proof of them in 20 s."""
    with city.connect("postgres") as owner:
        owner.execute("VACUUM ANALYZE ledger_entry, ledger_journal, ledger_balance")
    with city.connect("sewaka_read") as connection:
        row = connection.execute("SELECT id FROM ledger_book WHERE code = 'bench'").fetchone()
    assert row is not None
    days = [row[0], date(1999, 12, 31), date(2026, 12, 31)]
    trial = "SELECT * FROM ledger_trial_balance(%s, %s, %s)"
    one = timed(city, lambda c: c.execute(trial, days).fetchall(), times=5)
    tell(f"trial balance of {ENTRIES:,} entries: {one} (bar: 300)")
    proof = timed(city, lambda c: c.execute("SELECT * FROM ledger_verify()").fetchall(), times=2)
    tell(f"proof of them: {proof} (bar: 20,000)")
