"""Rows of `sewaka bench ledger`."""

from __future__ import annotations

import json

import pytest

from sewaka.config.bench import ledger
from sewaka.config.bench.ledger import Row
from sewaka.config.bench.taking import taken


def row(name: str, rate: float, processes: int = 1) -> Row:
    return Row(name=name, tx_per_s=rate, cpu_ms=0.5, p50_ms=1.0, p95_ms=2.0, processes=processes)


def test_the_table_says_what_ours_is_to_the_other() -> None:
    off = "synchronous_commit=off"
    rows = [row("single", 300), row("hordak", 200), row("single", 900, 4), row("hordak", 300, 4)]
    rows += [row(f"single, {off}", 500), row(f"hordak, {off}", 400), row("batch", 2_000)]
    said = list(ledger.table(rows))
    assert said[-3:] == [
        "single, 1 processes: 1.50 times hordak's",
        "single, 4 processes: 3.00 times hordak's",
        f"single, {off}, 1 processes: 1.25 times hordak's",
    ]
    assert json.loads(ledger.as_json(rows))[0]["tx_per_s"] == 300


def test_rates_of_processes_add_up() -> None:
    fast = {"done": 100, "seconds": 1, "client_s": 0.1, "server_s": 0.1, "p50_ms": 1, "p95_ms": 2}
    slow = fast | {"seconds": 2, "server_s": 0.3, "p50_ms": 3}
    assert ledger.summed([fast, slow]) == {
        "tx_per_s": 150, "cpu_ms": pytest.approx(3), "p50_ms": 2, "p95_ms": 2,
    }  # fmt: skip


def test_what_is_taken_is_of_the_deeds_after_the_warm_up() -> None:
    done: list[int] = []
    found = taken(lambda: done.append(1), times=30, backend=1, each=50)
    assert len(done) == 50
    assert found["done"] == 1500
    assert found["p50_ms"] <= found["p95_ms"]
