"""The rounds of `sewaka bench ledger`, on a PostgreSQL of their own that is removed afterwards.

Every commit waits for the disk (fsync on), and that is all one sees on a slow one: so the rounds of
all kinds alternate, a plain row and its commit is one of them, processor time for a posting stands
beside the rate, and all is measured once more with `synchronous_commit=off`, labelled so.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from sewaka.config import databases, up
from sewaka.config.bench import ours, peer

Say = Callable[[str], object]
_OFF: Final = "synchronous_commit=off"
_TOGETHER: Final = 4
_READS: Final = 300
_MODULES: Final = {"hordak": (peer.__name__, "single")}  # all other kinds are ours


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. `deposits`: of each kind in each round."""

    accounts: int
    deposits: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Row:
    """One kind: medians of its rounds. `cpu_ms`: of client and server, for each posting or read."""

    name: str
    tx_per_s: float
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    processes: int


def run(size: Size, *, say: Say) -> list[Row]:
    """Measure all of it. Takes some minutes."""
    has_peer = find_spec("hordak") is not None
    if not has_peer:
        say("django-hordak is not here (requirements/ledger-bench.txt): ours alone.")
    with _server():
        _begin(ours.__name__, "fill", str(size.accounts)).communicate()
        if has_peer:
            _make_database(peer.DATABASE)
            _begin(peer.__name__, "fill", str(size.accounts)).communicate()
        _tidy(databases.DATABASE, *([peer.DATABASE] if has_peer else []))
        say(f"{size.accounts:,} accounts; load of the machine {_load()}")
        kinds = ["plain", "within", "single", *(["hordak"] if has_peer else []), "batch"]
        rows = _rounds(kinds, size, processes=1)
        rows += _rounds(kinds, size, processes=1, label=_OFF)
        rows += _rounds([*kinds[1:-1], "apart"], size, processes=_TOGETHER)
        for kind in ("account", "balance", "statement"):
            rows.append(_row(kind, [_together(kind, _READS, processes=1)], processes=1))
        say(f"load of the machine at the end {_load()}")
    return rows


def table(rows: Sequence[Row]) -> Iterator[str]:
    """For people, with what ours is to the other."""
    yield f"{'':34}{'processes':>10}{'a second':>10}{'cpu ms':>8}{'p50 ms':>8}{'p95 ms':>8}"
    for row in rows:
        yield (
            f"{row.name:34}{row.processes:>10}{row.tx_per_s:>10,.0f}{row.cpu_ms:>8.2f}"
            f"{row.p50_ms:>8.2f}{row.p95_ms:>8.2f}"
        )
    rates = {(row.name, row.processes): row.tx_per_s for row in rows}
    for (name, processes), rate in rates.items():
        other = rates.get((name.replace("single", "hordak"), processes))
        if name.startswith("single") and other:
            yield f"{name}, {processes} processes: {rate / other:.2f} times hordak's"


def as_json(rows: Sequence[Row]) -> str:
    """The rows as a list."""
    return json.dumps([asdict(row) for row in rows], indent=1) + "\n"


def summed(processes: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    """One round of several processes: rates add up, times are the middle one's."""
    done = sum(one["done"] for one in processes)
    return {
        "tx_per_s": sum(one["done"] / one["seconds"] for one in processes),
        "cpu_ms": 1000 * sum(one["client_s"] + one["server_s"] for one in processes) / done,
        "p50_ms": statistics.median(one["p50_ms"] for one in processes),
        "p95_ms": statistics.median(one["p95_ms"] for one in processes),
    }


def _rounds(kinds: Sequence[str], size: Size, *, processes: int, label: str = "") -> list[Row]:
    found: dict[str, list[Mapping[str, float]]] = {kind: [] for kind in kinds}
    for turn in range(size.rounds):
        for kind in kinds:
            # Batches are quick: five times the deposits, fifty at once.
            times = 5 * size.deposits // ours.BATCH if kind == "batch" else size.deposits
            one = _together(kind, times, processes=processes, label=label, turn=turn)
            found[kind].append(one)
    return [
        _row(f"{kind}, {label}" if label else kind, rounds, processes=processes)
        for kind, rounds in found.items()
    ]


def _row(name: str, rounds: Sequence[Mapping[str, float]], *, processes: int) -> Row:
    figures = {
        figure: round(statistics.median(one[figure] for one in rounds), 3)
        for figure in ("tx_per_s", "cpu_ms", "p50_ms", "p95_ms")
    }
    return Row(name=name, processes=processes, **figures)


def _together(
    kind: str, times: int, *, processes: int, label: str = "", turn: int = 0
) -> Mapping[str, float]:
    module, word = _MODULES.get(kind, (ours.__name__, kind))
    more = {"PGOPTIONS": f"-c {label}"} if label else {}
    begun = [
        _begin(module, word, str(times), str(turn * _TOGETHER + number), **more)
        for number in range(processes)
    ]
    return summed([_said(process) for process in begun])


def _begin(module: str, *words: str, **more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", module, *words]
    around = os.environ | {"DJANGO_SETTINGS_MODULE": "sewaka.config.settings"} | more
    return subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program


def _said(process: subprocess.Popen[str]) -> dict[str, float]:
    out, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    found: dict[str, float] = json.loads(out)
    return found


@contextlib.contextmanager
def _server() -> Iterator[None]:
    """A city's server with its schema, in a folder of its own, which the environment names."""
    above = Path(tempfile.mkdtemp(prefix="sewaka-bench-"))
    above.chmod(0o755)  # PostgreSQL's service user looks in when we are root
    home = above / "home"
    home.mkdir(mode=0o755)
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"SEWAKA_HOME": str(home), "SEWAKA_MODE": "city"}
    try:
        with databases.cluster().running():
            up.migrate()
            yield
    finally:
        shutil.rmtree(above, ignore_errors=True)


def _make_database(name: str) -> None:
    words = sql.SQL("CREATE DATABASE {} OWNER {}")
    _as_superuser("postgres", words.format(sql.Identifier(name), sql.Identifier(databases.OWNER)))


def _tidy(*names: str) -> None:
    """Both begin with their tables as a running city has them."""
    for name in names:
        _as_superuser(name, sql.SQL("VACUUM ANALYZE"))


def _as_superuser(name: str, statement: sql.SQL | sql.Composed) -> None:
    there: dict[str, Any] = replace(databases.superuser(), name=name).libpq()
    with psycopg.connect(**there, autocommit=True) as connection:
        connection.execute(statement)


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
