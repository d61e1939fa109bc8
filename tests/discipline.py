"""How the suite runs (a pytest plugin): same examples, same day, no silent skip.

The wall clock of the core suite stands at the cast's working day and runs on from there, so that
no test depends on the day it runs. Journeys, drills and measurements live in real time.

`HYPOTHESIS_PROFILE=dev|ci|deep` chooses how many examples; `STRICT=1` makes a skip a failure.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from hypothesis import HealthCheck, settings

from sewaka.config import texts
from sewaka.kernel import remembered
from tests.cast import NOW

_REAL_TIME = ("journey", "drill", "bench", "real_time")
_QUIET = [HealthCheck.too_slow]  # two busy cores are slow; wrong is what we look for
settings.register_profile(
    "dev", max_examples=50, derandomize=True, deadline=None, suppress_health_check=_QUIET
)
settings.register_profile(
    "ci", max_examples=200, derandomize=True, deadline=None, suppress_health_check=_QUIET
)
settings.register_profile(
    "deep", max_examples=5000, print_blob=True, deadline=None, suppress_health_check=_QUIET
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_configure(config: pytest.Config) -> None:
    """Build the message catalogues once, before any worker reads them."""
    if not hasattr(config, "workerinput"):
        texts.compile_catalogues()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: what follows is short, and no worker waits for the other's last."""
    items.sort(key=lambda item: "/conformance/" not in item.nodeid)


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and the collector need not walk it again; nor need it come after
    every few hundred objects, which took an eighth of the suite's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


@pytest.fixture(scope="session", autouse=True)
def _addresses_of_the_real_city() -> None:
    """Read the URLconf before any test puts a sample module into the settings."""
    from django.urls import get_resolver

    assert get_resolver().url_patterns


@pytest.fixture(autouse=True)
def _wall_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    if any(request.node.get_closest_marker(name) for name in _REAL_TIME):
        yield
        return
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What the last test's city taught this process is forgotten."""
    remembered.doubt_all()


def skips_by_reason(reports: list[pytest.TestReport]) -> Counter[str]:
    """How many tests were skipped for each reason."""
    reasons: Counter[str] = Counter()
    for report in reports:
        where = report.longrepr
        reason = where[2] if isinstance(where, tuple) else str(where)
        reasons[reason.removeprefix("Skipped: ")] += 1
    return reasons


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("skipped")
    for reason, count in skips_by_reason(skipped).most_common():
        terminalreporter.write_line(f"{count} skipped: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With STRICT=1 a run that skipped anything has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    is_strict = os.environ.get("STRICT") == "1"
    if is_strict and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
