"""A million random sequences at the safety shell: nothing that it shows breaks a rule."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from sewaka.modules.traffic.control.conformance.random_junctions import (
    random_junction,
    random_timing,
)
from sewaka.modules.traffic.control.conformance.storm import Storm, storm
from tests.drills.conftest import Tell

pytestmark = pytest.mark.drill

SEQUENCES = int(os.environ.get("DRILL_SEQUENCES", "1000000"))
WORKERS = int(os.environ.get("DRILL_WORKERS", str(os.cpu_count() or 1)))
_EACH = 100  # sequences at one junction
_AT_ONCE = 50  # junctions in one call to a worker


def blow(first: int) -> Storm:
    """Some junctions, each with its own seed."""
    total = Storm()
    for seed in range(first, first + _AT_ONCE):
        junction = random_junction(seed=seed)
        timing = random_timing(junction=junction, seed=seed)
        tick_s = 1.0 if timing.all_red_s == 0 else 0.5
        total.add(
            storm(junction=junction, timing=timing, tick_s=tick_s, sequences=_EACH, seed=seed)
        )
    return total


def test_a_million_sequences(tell: Tell) -> None:
    total = Storm()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        for part in pool.map(blow, range(0, SEQUENCES // _EACH, _AT_ONCE)):
            total.add(part)
    tell(
        f"{total.sequences} sequences at {SEQUENCES // _EACH} junctions, {total.ticks} ticks;"
        f" answers {dict(total.answers)}; modes {dict(total.modes)};"
        f" alarms {dict(total.alarms)}; violations {sum(total.broken.values())}"
    )
    assert total.sequences >= SEQUENCES
    assert total.broken == {}
