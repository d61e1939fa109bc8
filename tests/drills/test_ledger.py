"""kill -9 of writers and server in the middle of batches: each is wholly there, or absent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.drills.city import City
from tests.drills.conftest import Tell

pytestmark = pytest.mark.drill

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("DRILL_ROUNDS", "4"))
WRITERS = 3
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


@contextmanager
def writers(
    city: City, folder: Path, *, turn: int
) -> Iterator[tuple[list[subprocess.Popen[bytes]], list[Path]]]:
    """Some that post; all of them have begun."""
    around = city.surroundings()
    around |= {
        "PYTHONPATH": f"{around['PYTHONPATH']}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "sewaka.config.settings",
    }
    files = [folder / f"{turn}-{number}" for number in range(WRITERS)]
    processes = []
    try:
        for number, path in enumerate(files):
            with path.open("wb") as out:
                command = [sys.executable, "-m", "tests.drills.ledger_writer", f"{turn}{number}"]
                processes.append(subprocess.Popen(command, env=around, cwd=ROOT, stdout=out))  # noqa: S603 - our own program
        begun = time.monotonic()
        while not all(path.stat().st_size for path in files):
            assert time.monotonic() - begun < _BEGUN_WITHIN_S, "a writer never began"
            time.sleep(0.1)
        time.sleep(_FOR_S)
        yield processes, files
    finally:
        for one in processes:
            one.kill()
            one.wait()


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
