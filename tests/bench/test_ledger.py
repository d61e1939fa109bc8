"""What the ledger takes: 25,000 accounts on the city's own PostgreSQL, every commit on the disk.

Rounds are interleaved, and beside each stands what a commit of one plain row takes: on a slow disk
that is all one sees, so processor time for a posting (of the client and of the server) is told too.
Nothing is asserted; the bars stand beside the figures.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import psycopg
import pytest

from tests.bench.ledger_posting import BOOK, CUSTOMERS
from tests.drills.city import City, clear, new_home
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
ROUNDS = 5
COUNTS = {"plain": 1_000, "single": 1_000, "batch": 5_000}
ENTRIES = int(os.environ.get("BENCH_LEDGER_ENTRIES", "1000000"))
_PER_DEPOSIT = 3
_PAGE = (
    "SELECT * FROM ledger_entry JOIN ledger_journal ON id = journal_id"
    " WHERE account_id = (SELECT account_id FROM ledger_balance ORDER BY entry_count DESC LIMIT 1)"
    " AND account_seq IS NOT NULL ORDER BY account_seq DESC LIMIT 50"
)

Result = Mapping[str, float]


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """A city with a book of many customers."""
    made = City(home=new_home())
    try:
        made.start()
        post(made, "fill")
        yield made
    finally:
        made.stop()
        clear(made.home)


def start(city: City, *words: str, **variables: str) -> subprocess.Popen[str]:
    around = city.surroundings() | variables
    around |= {
        "PYTHONPATH": f"{around['PYTHONPATH']}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "sewaka.config.settings",
    }
    command = [sys.executable, "-m", "tests.bench.ledger_posting", *words]
    return subprocess.Popen(command, env=around, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program


def post(city: City, *words: str, **variables: str) -> Result:
    said, _ = (process := start(city, *words, **variables)).communicate()
    assert process.returncode == 0
    found: Result = json.loads(said) if said else {}
    return found


def words_of(results: list[Result]) -> str:
    """The median of the rounds."""

    def median(figure: Callable[[Result], float]) -> float:
        return statistics.median(map(figure, results))

    return (
        f"{median(lambda r: r['posted'] / r['seconds']):,.0f} a second,"
        f" {median(lambda r: 1000 * r['client_s'] / r['posted']):.2f} + "
        f"{median(lambda r: 1000 * r['server_s'] / r['posted']):.2f} ms of processor each"
        f" (client + server), p50 {median(lambda r: r['p50_ms']):.1f},"
        f" p95 {median(lambda r: r['p95_ms']):.1f} ms a commit"
    )


def test_deposits(city: City, tell: Tell) -> None:
    """Bar: 2,000 deposits a second in batches of fifty."""
    found: dict[str, list[Result]] = {kind: [] for kind in COUNTS}
    for turn in range(ROUNDS):
        for kind, count in COUNTS.items():
            found[kind].append(post(city, kind, str(count), str(turn)))
    for kind, results in found.items():
        tell(f"{kind}: {words_of(results)}")
    free = {"PGOPTIONS": "-c synchronous_commit=off"}
    for kind, count in COUNTS.items():
        one = post(city, kind, str(count), "9", **free)
        tell(f"{kind}, synchronous_commit=off: {words_of([one])}")


def test_four_processes_and_an_account_that_all_write_to(city: City, tell: Tell) -> None:
    """All of them post to stock and fees. Bar: four are faster than one."""
    for number in (1, 4):
        begun = [start(city, "single", "1000", str(seed)) for seed in range(number)]
        results = [json.loads(process.communicate()[0]) for process in begun]
        rate = sum(one["posted"] / one["seconds"] for one in results)
        tell(f"{number} processes: {rate:,.0f} deposits a second together")


def timed(city: City, deed: Callable[[psycopg.Connection], object], *, times: int = 50) -> str:
    took = []
    with city.connect("sewaka_app") as connection:
        for _ in range(times):
            at = time.perf_counter()
            deed(connection)
            connection.commit()
            took.append(1000 * (time.perf_counter() - at))
    p95 = statistics.quantiles(took, n=20)[-1]
    return f"median {statistics.median(took):.2f} ms, p95 {p95:.2f} ms"


def test_accounts_and_reads(city: City, tell: Tell) -> None:
    """Bars: an account in 5 ms, a balance in 1, fifty lines of a passbook in 5; of a book with a
    million entries the trial balance in 300 ms, the proof in 20 s."""
    with city.connect("sewaka_read") as connection:
        row = connection.execute("SELECT id FROM ledger_book WHERE code = %s", [BOOK]).fetchone()
        assert row is not None
        book = int(row[0])
        account = connection.execute("SELECT min(account_id) FROM ledger_balance").fetchone()
    assert account is not None
    numbers = iter(range(10**6))
    opened = timed(
        city,
        lambda c: c.execute(
            "SELECT ledger_open_account(%s, %s, 'x', 'LIABILITY', true, -1::smallint, NULL, now())",
            [book, f"2100/{next(numbers)}"],
        ),
    )
    tell(f"an account more beside {CUSTOMERS:,}: {opened} (bar: 5)")
    read = "SELECT signed_amount FROM ledger_balance WHERE account_id = %s"
    tell(f"a balance: {timed(city, lambda c: c.execute(read, account).fetchone())} (bar: 1)")

    post(city, "batch", str(ENTRIES // _PER_DEPOSIT), "5")
    with city.connect("postgres") as owner:
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE ledger_entry, ledger_journal, ledger_balance")
    tell(f"the newest of a passbook: {timed(city, lambda c: c.execute(_PAGE).fetchall())} (bar: 5)")
    days = [book, date(1999, 12, 31), date(2026, 12, 31)]
    trial = "SELECT * FROM ledger_trial_balance(%s, %s, %s)"
    one = timed(city, lambda c: c.execute(trial, days).fetchall(), times=5)
    tell(f"trial balance of {ENTRIES:,} entries: {one} (bar: 300)")
    proof = timed(city, lambda c: c.execute("SELECT * FROM ledger_verify()").fetchall(), times=2)
    tell(f"proof of them: {proof} (bar: 20,000)")
