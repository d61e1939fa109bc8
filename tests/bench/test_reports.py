"""What the reports cost: at 4,000 and at 1,000,000 rows.

Budgets of the issue: list <= 6 ms, create <= 7 ms, box <= 5 ms of processor time in the web
process, and flat between the two sizes. They are printed beside the numbers, not asserted: a bar
moves by a decision, not by a busy machine.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from tests.bench import growth
from tests.bench.costs import Cost, measure
from tests.drills import city as drills
from tests.drills.city import City, clear, new_home
from tests.journeys.server import STREETS

pytestmark = pytest.mark.bench
ROOT = Path(__file__).resolve().parents[2]
SIZES = (4_000, int(os.environ.get("BENCH_ROWS", "1000000")))
BUDGET_MS = {
    "list of 100": 6,
    "create": 7,
    "box, street": 5,
    "box, village": 5,
    "box, city": 5,
    "box of 100 rows": 5,
}
CENTRE = (-8.7016, 115.2205)  # a market street
# How far from the centre the hundredth of the last ninety days lies, in degrees on either axis.
REACH = """
SELECT greatest(abs(lat - %s), abs(lon - %s)) FROM reports_publicreport
WHERE requested_at > now() - interval '90 days' AND lat IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET 99
"""
COUNT = 100
Ask = Callable[[httpx.Client], httpx.Response]


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """The demo city with its 4,000 reports."""
    more = {"SEWAKA_MODE": "demo", "READY_WITHIN_S": "600"}
    more["SEWAKA_ELSEWHERE"] = ",".join(STREETS)  # they would drive on the measured cores
    made = City(home=new_home(), more=more)
    drills.READY_WITHIN_S = 900.0  # the demo city is loaded first, whatever else runs here
    try:
        made.start()
        yield made
    finally:
        made.stop()
        clear(made.home)


def around_a_hundred(city: City) -> str:
    """A box with a hundred rows, whatever lies in the city: so the answers weigh the same."""
    lat, lon = CENTRE
    with city.connect("sewaka_owner") as connection:
        row = connection.execute(REACH, [lat, lon]).fetchone()
    assert row is not None
    half = float(row[0]) + 1e-6
    return f"{lon - half:.6f},{lat - half:.6f},{lon + half:.6f},{lat + half:.6f}"


def requests_of(number: str, *, hundred: str) -> dict[str, Ask]:
    """Every measured request by its name."""
    keys = itertools.count(time.time_ns())
    api = "/api/v1/reports"

    def create(client: httpx.Client) -> httpx.Response:
        key = f"{UUID(int=next(keys))}"
        body = {
            "category": "201",
            "description": "Sampah menumpuk di depan pasar",
            "position": {"lat": -8.7016, "lon": 115.2205, "accuracy_m": 12},
            "landmark": "depan pasar",
        }
        headers = {"Idempotency-Key": key, "Cookie": f"perangkat={key}"}
        return client.post(api, json=body, headers=headers)

    def get(path: str) -> Ask:
        return lambda client: client.get(path)

    return {
        "ping": get("/livez"),
        "list of 100": get(f"{api}?limit=100"),
        "create": create,
        "box, street": get(f"{api}?limit=100&bbox=115.2180,-8.7040,115.2226,-8.6995"),
        "box, village": get(f"{api}?limit=100&bbox=115.2100,-8.7120,115.2282,-8.6940"),
        "box, city": get(f"{api}?limit=100&bbox=115.1725,-8.7524,115.2749,-8.5915"),
        "box of 100 rows": get(f"{api}?limit=100&bbox={hundred}"),
        "public page": get("/laporan"),
        "tracking page": get(f"/l/{number}"),
        "inbox page": get("/kerja/kotak-masuk"),  # of an officer: 33 rows, then 50
        "inbox, 50 rows": get("/kerja/kotak-masuk?tampilan=semua"),
    }


def test_costs_at_both_sizes(city: City) -> None:
    found: dict[str, dict[str, Cost]] = {}
    officers = {"inbox page": "agus", "inbox, 50 rows": "mayor"}
    sessions = {page: session_of(city, who) for page, who in officers.items()}
    with httpx.Client(base_url=city.url, timeout=60) as client:
        number = str(client.get("/api/v1/reports?limit=1").json()["items"][0]["number"])
        for size in SIZES:
            rows = growth.grow(city, to=size) if size > SIZES[0] else size
            hundred = around_a_hundred(city)
            for name, ask in requests_of(number, hundred=hundred).items():
                client.cookies.clear()
                client.cookies.update(sessions.get(name, {}))
                cost = measure(city, ask, count=COUNT, client=client)
                found.setdefault(name, {})[f"{rows:,}"] = cost
    report(found, queries=queries_of(city, number))


def session_of(city: City, name: str) -> dict[str, str]:
    """The cookies of a signed-in officer."""
    printed = program(city, "tests.journeys.cast_on_server", name)
    cookies: dict[str, str] = json.loads(printed)[name]
    return cookies


def queries_of(city: City, number: str) -> dict[str, int]:
    """Queries of each page."""
    paths = ("/api/v1/reports", "/laporan", f"/l/{number}", "/kerja/kotak-masuk", "/")
    counted: dict[str, int] = json.loads(program(city, "tests.bench.queries", *paths))
    return counted


def report(
    found: dict[str, dict[str, Cost]],
    *,
    queries: dict[str, int],
    budget_ms: Mapping[str, int] = BUDGET_MS,
) -> None:
    """Print the table and keep it under build/bench."""
    ping = {size: cost.web_ms for size, cost in found["ping"].items()}
    lines = [
        f"{'request':<16}{'rows':>12}{'web ms':>9}{'x ping':>8}{'db ms':>8}{'bytes':>9}  budget"
    ]
    for name, costs in found.items():
        for size, cost in costs.items():
            ratio = cost.web_ms / max(ping[size], 0.01)
            lines.append(
                f"{name:<16}{size:>12}{cost.web_ms:>9.2f}{ratio:>8.1f}{cost.database_ms:>8.2f}"
                f"{cost.size:>9}  {budget_ms.get(name, '')}"
            )
    lines += [f"{path}: {count} queries" for path, count in queries.items()]
    print("\n" + "\n".join(lines))  # noqa: T201 - the table is the result
    folder = ROOT / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: {s: c.as_row() for s, c in costs.items()} for name, costs in found.items()}
    stamp = time.strftime("%Y-%m-%dT%H%M", time.gmtime())
    path = folder / f"{stamp}-{_commit()}.json"
    path.write_text(json.dumps({"costs": kept, "queries": queries}, indent=1), encoding="utf-8")


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - whichever git there is
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return done.stdout.strip() or "unknown"


def program(city: City, module: str, *arguments: str) -> str:
    """One of the tests' own programs on the city's data; the last line that it prints."""
    around = city.surroundings()
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", module, *arguments],
        env={
            **around,
            "PYTHONPATH": f"{around['PYTHONPATH']}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "sewaka.config.settings",
        },
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]
