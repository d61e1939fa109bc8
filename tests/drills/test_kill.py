"""kill -9, again and again, while six clients write."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.drills.checker import check
from tests.drills.city import PROCESSES, City
from tests.drills.conftest import Tell
from tests.drills.writers import writing

pytestmark = pytest.mark.drill

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "4"))
BETWEEN_S = 1.5


def test_every_process_four_times(city: City, tell: Tell) -> None:
    killed = 0
    with writing(city.url) as ledger:
        time.sleep(BETWEEN_S)
        for _round in range(ROUNDS):
            for name in PROCESSES:
                count = city.kill(name)
                assert count > 0, f"{name} did not run"
                killed += count
                time.sleep(BETWEEN_S)
                city.wait_until_ready()
        city.wait_until_ready()
    found = check(city, ledger)
    assert found.acknowledged > 0
    tell(f"killed {killed} processes in {ROUNDS} rounds; {found}; answers {dict(ledger.answers)}")


def test_postmaster_four_times(city: City, tell: Tell) -> None:
    back: list[float] = []
    with writing(city.url) as ledger:
        time.sleep(BETWEEN_S)
        for _round in range(ROUNDS):
            os.kill(city.postmaster(), signal.SIGKILL)
            time.sleep(0.3)
            back.append(city.wait_until_ready() + 0.3)
            time.sleep(BETWEEN_S)
    found = check(city, ledger)
    assert found.acknowledged > 0
    assert ledger.answers["500"] == 0
    times = ", ".join(f"{seconds:.1f}" for seconds in back)
    tell(f"ready again after {times} s; {found}; answers {dict(ledger.answers)}")


def test_one_backend_takes_all_connections_along(city: City, tell: Tell) -> None:
    """The whole cluster re-initialises when one backend is killed."""
    with writing(city.url) as ledger:
        time.sleep(BETWEEN_S)
        for _round in range(ROUNDS):
            own = city.connect_soon("sewaka_app")
            os.kill(own.info.backend_pid, signal.SIGKILL)
            own.close()
            time.sleep(BETWEEN_S)
        city.wait_until_ready()
    found = check(city, ledger)
    assert found.acknowledged > 0
    assert ledger.answers["500"] == 0
    tell(f"{found}; answers {dict(ledger.answers)}")
