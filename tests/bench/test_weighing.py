"""What a phone in a hall costs: its package of 500 customers, and 200 records that come back.

Bars: package <= 300 KB by gzip and <= 150 ms, upload of 200 records <= 500 ms. The time is a bar of
a quiet machine: processor time stands beside it. Printed, not asserted.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import httpx
import pytest

from tests.bench.costs import gained, spent
from tests.bench.test_reports import program, session_of
from tests.drills import city as drills
from tests.drills.city import City, clear, new_home
from tests.journeys.server import STREETS

pytestmark = pytest.mark.bench
CUSTOMERS, RECORDS = 500, 200
PHONES, WARM_UP = 26, 6
BARS = {"package": "150 ms, 300 KB", "upload": "500 ms"}


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of a request: processor of web and database, and by the clock."""

    web_ms: float
    database_ms: float
    p50_ms: float
    p95_ms: float
    size: int  # bytes on the line, of the last answer


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """A small demo city."""
    more = {"SEWAKA_MODE": "demo", "SEWAKA_DEMO_REPORTS": "700", "READY_WITHIN_S": "600"}
    more["SEWAKA_ELSEWHERE"] = ",".join(STREETS)  # they would drive on the measured cores
    made = City(home=new_home(), more=more)
    drills.READY_WITHIN_S = 900.0
    try:
        made.start()
        yield made
    finally:
        made.stop()
        clear(made.home)


def test_a_phone_in_a_hall(city: City) -> None:
    officer = session_of(city, "tini")
    given = map(str, (CUSTOMERS, PHONES, RECORDS))
    day = json.loads(program(city, "tests.bench.weighing_on_server", *given))
    with httpx.Client(base_url=city.url, timeout=60) as client:
        client.cookies.update(officer)
        fetch = [lambda: client.get(day["package"])] * PHONES
        found = {"package": take(city, fetch)}
        client.cookies.clear()
        found["upload"] = take(city, [sending(client, one) for one in day["uploads"]])
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")  # noqa: T201 - the table is the result
    print(f"{'':10}{'web ms':>9}{'db ms':>9}{'p50 ms':>9}{'p95 ms':>9}{'bytes':>9}  bar")  # noqa: T201 - as above
    for name, one in found.items():
        row = f"{one.web_ms:>9.1f}{one.database_ms:>9.1f}{one.p50_ms:>9.1f}{one.p95_ms:>9.1f}"
        print(f"{name:10}{row}{one.size:>9}  {BARS[name]}")  # noqa: T201 - as above


def sending(client: httpx.Client, upload: dict[str, object]) -> Callable[[], httpx.Response]:
    """One phone's records."""
    headers = {"Content-Type": "application/json", **dict(upload["headers"])}  # type: ignore[call-overload]  # JSON
    return lambda: client.post(str(upload["path"]), content=str(upload["content"]), headers=headers)


def take(city: City, asks: Sequence[Callable[[], httpx.Response]]) -> Taken:
    """Ask each, one after the other; the first few only warm up."""
    for ask in asks[:WARM_UP]:
        ask().raise_for_status()
    before, took, size = spent(city), [], 0
    for ask in asks[WARM_UP:]:
        began = time.perf_counter()
        answer = ask().raise_for_status()
        took.append(1000 * (time.perf_counter() - began))
        size = answer.num_bytes_downloaded
    web, database = (gained(a, b) for a, b in zip(before, spent(city), strict=True))
    return Taken(
        web_ms=1000 * web / len(took),
        database_ms=1000 * database / len(took),
        p50_ms=statistics.median(took),
        p95_ms=statistics.quantiles(took, n=20)[-1],
        size=size,
    )
