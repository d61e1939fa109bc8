"""kill -9 of writers and server in the middle of batches: each is wholly there, or absent.
Sixteen writers at once, for 10,000 rounds: no deadlock, and at no instant a book that is wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.drills.city import City
from tests.drills.conftest import Tell
from tests.drills.ledger_crowd import BOOK

pytestmark = pytest.mark.drill

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("DRILL_ROUNDS", "4"))
WRITERS = 3
CROWD = 16
CROWD_ROUNDS = int(os.environ.get("DRILL_LEDGER_ROUNDS", "625"))  # of each: 10,000 together
_LOOK_EVERY_S = 15.0
_FOR_S = 2.0  # after the slowest has begun
_BEGUN_WITHIN_S = 60.0


def test_killed_in_the_middle_of_a_batch(city: City, tell: Tell, tmp_path: Path) -> None:
    said: list[Path] = []
    for turn in range(ROUNDS):
        with writers(city, tmp_path, turn=turn) as (processes, files):
            said += files
            if turn % 2:
                os.kill(city.postmaster(), signal.SIGKILL)
                time.sleep(0.3)
                city.wait_until_ready()
                time.sleep(_FOR_S)
            for one in processes:
                one.kill()
    acknowledged = dict(pair for path in said for pair in lines(path))
    stored = documents(city)
    assert set(acknowledged) <= set(stored), "an acknowledged batch is lost"
    assert set(stored.values()) <= {1, 50}, "a batch is there in part"
    assert all(stored[one] == number for one, number in acknowledged.items())
    proof = city.run("ledger", "check")
    assert proof.startswith("sound"), proof
    tell(
        f"{WRITERS} writers and the server killed, {ROUNDS} rounds: {len(acknowledged)} batches"
        f" acknowledged, {len(stored)} stored, {sum(stored.values())} journals; {proof.strip()}"
    )


def test_sixteen_writers_at_once(city: City, tell: Tell, tmp_path: Path) -> None:
    out = tmp_path / "crowd"
    looks = 0
    with (
        city.connect() as connection,
        started(city, "ledger_crowd", out, CROWD, CROWD_ROUNDS) as it,
    ):
        while it.poll() is None:
            assert wrong_now(connection) == []
            looks += 1
            time.sleep(_LOOK_EVERY_S)
        assert it.returncode == 0
        assert wrong_now(connection) == []
        ended = json.loads(out.read_text())
        told: dict[str, int] = ended["told"]
        assert stored_savings(connection) == ended["savings"], "lost, or posted twice"
        assert min(ended["savings"].values()) >= 0
        assert set(told) == {"POSTED", "REPLAYED", "ledger.insufficient_funds"}, told
        assert sum(told.values()) == CROWD * CROWD_ROUNDS
        count = "SELECT deadlocks, (SELECT count(*) FROM ledger_entry) FROM pg_stat_database"
        row = connection.execute(f"{count} WHERE datname = current_database()").fetchone()
    assert row is not None
    assert row[0] == 0, "the server had to break a deadlock"
    tell(
        f"{CROWD} writers, {CROWD_ROUNDS:,} rounds each, in {ended['took_s']:.0f} s: {told};"
        f" deadlocks by the server's own count: 0; {row[1]:,} entries, proven {looks} times"
    )


def wrong_now(connection: psycopg.Connection) -> list[tuple[str, str, str]]:
    """What the proof finds in one snapshot of all books, whoever is posting."""
    return connection.execute("SELECT * FROM ledger_verify()").fetchall()


def stored_savings(connection: psycopg.Connection) -> dict[str, int]:
    """What each customer of the crowd has, by the code of the account."""
    rows = connection.execute(
        "SELECT account.code, -balance.signed_amount FROM ledger_balance AS balance"
        " JOIN ledger_account AS account ON account.id = balance.account_id"
        " JOIN ledger_book AS book ON book.id = account.book_id"
        " WHERE book.code = %s AND account.code LIKE '2000/%%'",
        [BOOK],
    )
    return {str(code): int(amount) for code, amount in rows}


@contextmanager
def started(
    city: City, program: str, out: Path, *given: object
) -> Iterator[subprocess.Popen[bytes]]:
    """A program of this folder with the city's variables; it ends with the block."""
    around = city.surroundings()
    around |= {
        "PYTHONPATH": f"{around['PYTHONPATH']}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "sewaka.config.settings",
    }
    command = [sys.executable, "-m", f"tests.drills.{program}", *map(str, given)]
    with out.open("wb") as said:
        one = subprocess.Popen(command, env=around, cwd=ROOT, stdout=said)  # noqa: S603 - our own program
    try:
        yield one
    finally:
        one.kill()
        one.wait()


@contextmanager
def writers(
    city: City, folder: Path, *, turn: int
) -> Iterator[tuple[list[subprocess.Popen[bytes]], list[Path]]]:
    """Some that post; all of them have begun."""
    files = [folder / f"{turn}-{number}" for number in range(WRITERS)]
    with ExitStack() as running:
        processes = [
            running.enter_context(started(city, "ledger_writer", path, f"{turn}{number}"))
            for number, path in enumerate(files)
        ]
        begun = time.monotonic()
        while not all(path.stat().st_size for path in files):
            assert time.monotonic() - begun < _BEGUN_WITHIN_S, "a writer never began"
            time.sleep(0.1)
        time.sleep(_FOR_S)
        yield processes, files


def lines(path: Path) -> Iterator[tuple[str, int]]:
    """What a writer said it had written; a line that was cut says nothing."""
    for line in path.read_text().splitlines(keepends=True):
        document, _, number = line.strip().partition(" ")
        if line.endswith("\n") and number:
            yield document, int(number)


def documents(city: City) -> dict[str, int]:
    """How many journals there are of each document."""
    with city.connect() as connection:
        rows = connection.execute(
            "SELECT source_id::text, count(*) FROM ledger_journal"
            " WHERE source_kind = 'drill' GROUP BY source_id"
        ).fetchall()
    return {str(document): int(number) for document, number in rows}
