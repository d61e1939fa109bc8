"""What Open311 costs: at 20,000 and at 1,000,000 rows.

Bars of the brief, section 9: 100 requests <= 6 ms, one request <= 2 ms, services <= 1 ms, a box
<= 5 ms, sending <= 5 ms of processor time in the web process. Printed beside the numbers, not
asserted. The extended answers have no bar; they stand here to be seen.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from secrets import token_hex

import httpx
import pytest

from tests.bench import growth
from tests.bench.costs import Cost, measure
from tests.bench.test_reports import Ask, report
from tests.drills import city as drills
from tests.drills.city import City, clear, new_home
from tests.journeys.server import STREETS

pytestmark = pytest.mark.bench
SIZES = (20_000, int(os.environ.get("BENCH_ROWS", "1000000")))
COUNT = 100
V2 = "/open311/v2"
BUDGET_MS = {
    "100 requests": 6,
    "100 in XML": 6,
    "one request": 2,
    "services": 1,
    "services, 304": 1,
    "box, street": 5,
    "box, village": 5,
    "box, city": 5,
    "send": 5,
}


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """The demo city with its 4,000 reports."""
    more = {"SEWAKA_MODE": "demo", "READY_WITHIN_S": "900"}
    more["SEWAKA_ELSEWHERE"] = ",".join(STREETS)  # they would drive on the measured cores
    made = City(home=new_home(), more=more)
    drills.READY_WITHIN_S = 1200.0  # the demo city is loaded first, whatever else runs here
    try:
        made.start()
        yield made
    finally:
        made.stop()
        clear(made.home)


def requests_of(number: str, *, key: str, etag: str) -> dict[str, Ask]:
    """Every measured request by its name."""

    def send(client: httpx.Client) -> httpx.Response:
        form = {
            "api_key": key,
            "service_code": "201",
            "lat": "-8.7016",
            "long": "115.2205",
            "description": "Sampah menumpuk di depan pasar",
            "device_id": f"bench-{token_hex(6)}",
        }
        return client.post(f"{V2}/requests.json", data=form)

    def get(path: str, **headers: str) -> Ask:
        return lambda client: client.get(path, headers=headers)

    hundred = f"{V2}/requests.json?page_size=100"
    return {
        "ping": get("/livez"),
        "services": get(f"{V2}/services.json"),
        "services, 304": get(f"{V2}/services.json", **{"If-None-Match": etag}),
        "one request": get(f"{V2}/requests/{number}.json"),
        "100 requests": get(hundred),
        "100 in XML": get(f"{V2}/requests.xml?page_size=100"),
        "100 extended": get(f"{hundred}&extensions=true"),
        "box, street": get(f"{hundred}&bbox=115.2180,-8.7040,115.2226,-8.6995"),
        "box, village": get(f"{hundred}&bbox=115.2100,-8.7120,115.2282,-8.6940"),
        "box, city": get(f"{hundred}&bbox=115.1725,-8.7524,115.2749,-8.5915"),
        "by update": get(f"{hundred}&order_by=-updated_datetime"),
        "send": send,
    }


def key_of(city: City) -> str:
    """The demo city's key of a citizens' program, without a quota that would end the run."""
    accounts = json.loads(city.run("demo", "accounts", "--json"))
    keys = [key for account in accounts for key in account["api_keys"]]
    with city.connect("sewaka_owner") as connection:
        connection.execute("UPDATE reports_georeportclient SET hourly_quota = 1000000")
    return next(str(one["key"]) for one in keys if one["role"] == "citizen")


def test_costs_at_both_sizes(city: City) -> None:
    found: dict[str, dict[str, Cost]] = {}
    key = key_of(city)
    with httpx.Client(base_url=city.url, timeout=60) as client:
        number = client.get(f"{V2}/requests.json?page_size=1").json()[0]["service_request_id"]
        etag = client.get(f"{V2}/services.json").headers["ETag"]
        for first, size in zip((1, 1001), SIZES, strict=True):
            rows = growth.grow(city, to=size, first=first)
            for name, ask in requests_of(number, key=key, etag=etag).items():
                cost = measure(city, ask, count=COUNT, client=client)
                found.setdefault(name, {})[f"{rows:,}"] = cost
    report(found, queries={}, budget_ms=BUDGET_MS)
