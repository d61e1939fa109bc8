"""Readings a second from sensors to the tables, and how late; and ninety days of a profile.

    make bench ARGS=tests/bench/test_traffic.py
    BENCH_SECONDS=20 make bench ARGS="tests/bench/test_traffic.py -k 'mosquitto and batch'"

Bars: 10,000 a second for 60 s, p99 from the sensor to the notice of the live process 1 s; 90 days
of quarters of one junction of 64 in 300 ms. They are printed, not asserted; that nothing is lost
and nothing is there twice is.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.bench.detectors_sending import names
from tests.bench.watching import Watcher, spent_s
from tests.drills.brokers import Broker, running
from tests.drills.city import City, clear, new_home
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench
ROOT = Path(__file__).resolve().parents[2]
KEY = "a secret of the bench"
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
CASES = [  # broker; form of the messages and readings a second
    ("mosquitto", ("batch", 10_000)),
    ("mosquitto", ("single", 10_000)),
    ("amqtt", ("batch", 10_000)),
    ("amqtt", ("single", 768)),
]
MOST_A_SECOND = 10_000
DRAINS_S = 60.0

_PLACES = """
    INSERT INTO traffic_junction (code, name, lat, lon, coordinates_approximate, is_provincial,
        controller) SELECT unnest(%(junctions)s::text[]), '', 0, 0, true, false, 'mqtt'
        ON CONFLICT DO NOTHING;
"""
_APPROACHES = """
    INSERT INTO traffic_approach (code, junction_id, street, effective_m, length_m, speed_ms,
        near_school) SELECT code, code, '', 3.5, 200, 12.5, false FROM traffic_junction
        ON CONFLICT DO NOTHING
"""
_LANES = """
    INSERT INTO traffic_lanerow (code, approach_id, number, width_m, storage_m)
    SELECT code, code, 1, 3.5, 200 FROM traffic_junction ON CONFLICT DO NOTHING
"""
_DETECTORS = """
    INSERT INTO traffic_detector (junction_id, code, lane_id, kind, distance_m, zone_m, free_ms,
        period_s, health, faults, refused, refused_code, refused_sample, too_old)
    SELECT j, d, j, 'radar', 0, 150, 12.5, 1, 'healthy', '{}', 0, '', '', 0
      FROM unnest(%(junctions)s::text[], %(detectors)s::text[]) AS n (j, d)
        ON CONFLICT DO NOTHING
"""
_QUARTERS = """
    INSERT INTO traffic_rollup_15m (started_at, detector_id, n_motorcycle, n_car, n_heavy,
        flow_pcu_h, occupancy, speed_p15_ms, speed_p50_ms, speed_p85_ms, queue_max, zone_s,
        delay_s, level, samples, completeness)
    SELECT t, d.id, 100, 30, 2, 200, 0.3, 2, 5, 9, 7, 900, 20, 'C', 900, 1
      FROM generate_series(now() - interval '90 days', now(), interval '15 minutes') AS t,
           (SELECT id FROM traffic_detector ORDER BY id LIMIT 768) d
        ON CONFLICT DO NOTHING
"""
_PRODUCT = """
import json, sys, time
import django
django.setup()
from sewaka.kernel import clock
from sewaka.modules.traffic.models import profiles
now = clock.now()
began = time.monotonic()
made = profiles.make(now=now)
night_s = time.monotonic() - began
times = {"usual": [], "today": []}
for _ in range(20):
    began = time.monotonic()
    rows = profiles.usual(junction="B07", day_type="school")
    times["usual"].append(time.monotonic() - began)
    began = time.monotonic()
    profiles.today(junction="B07", now=now)
    times["today"].append(time.monotonic() - began)
print(json.dumps({"made": made, "night_s": night_s, "rows": len(rows), **times}))
"""


@pytest.fixture(scope="module")
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    """Of the kind that the case names."""
    with running(request.param, key=KEY, junctions=names(0)) as found:
        yield found


@pytest.fixture(scope="module")
def city(broker: Broker) -> Iterator[City]:
    """A city with 64 junctions and a detector for each reading of a second."""
    at = f"mqtt://127.0.0.1:{broker.port}"
    made = City(home=new_home(), more={"MQTT_URL": at, "TRAFFIC_KEY": KEY})
    try:
        made.start()
        furnish(made)
        made.kill("traffic-ingest")  # it knows the detectors from its start
        time.sleep(8.0)
        yield made
    finally:
        made.stop()
        clear(made.home)


def furnish(city: City) -> None:
    """Junctions and detectors."""
    found = names(MOST_A_SECOND)
    pairs = [(junction, one) for junction, some in found.items() for one in some]
    with city.connect_soon("sewaka_app") as own:
        own.execute(_PLACES, {"junctions": list(found)})
        own.execute(_APPROACHES)
        own.execute(_LANES)
        own.execute(
            _DETECTORS,
            {"junctions": [one for one, _ in pairs], "detectors": [one for _, one in pairs]},
        )


@pytest.fixture
def own(city: City) -> Iterator[psycopg.Connection]:
    """As the application."""
    with city.connect_soon("sewaka_app") as found:
        found.autocommit = True
        yield found


def stored(own: psycopg.Connection) -> int:
    row = own.execute("SELECT count(*) FROM traffic_observation").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(
    ("broker", "load"),
    CASES,
    indirect=["broker"],
    ids=[f"{broker}-{form}-{rate}" for broker, (form, rate) in CASES],
)
def test_readings_a_second(
    broker: Broker,
    city: City,
    own: psycopg.Connection,
    tell: Tell,
    load: tuple[str, int],
) -> None:
    _, rate = load
    before, spent = stored(own), spent_s(city, broker=broker.process.pid)
    watcher = Watcher(city)
    watcher.start()
    found = sent(broker.port, *load)
    at_end = stored(own) - before
    began = time.monotonic()
    kept = at_end
    while kept < found["sent"] and time.monotonic() - began < DRAINS_S:
        time.sleep(0.5)
        kept = stored(own) - before
    drained_s = time.monotonic() - began
    after = spent_s(city, broker=broker.process.pid)
    watcher.stop.set()
    watcher.join()
    lags = sorted(watcher.lags_s) or [float("nan")]
    cores = {name: (after[name] - spent[name]) / found["took_s"] for name in after}
    cores["sender"] = found["spent_s"] / found["took_s"]
    words = ", ".join(f"{name} {part:.2f}" for name, part in cores.items())
    tell(
        f"{rate}/s for {SECONDS} s: sent {found['sent']:.0f} (sender late {found['late_s']:.2f} s),"
        f" stored 2 s after the end {at_end}, after {drained_s:.0f} s more {kept};"
        f" sensor to notice p50 {statistics.median(lags):.2f} s,"
        f" p99 {lags[int(len(lags) * 0.99)]:.2f} s (bar 1 s), worst {lags[-1]:.2f} s,"
        f" {len(lags)} probes; cores: {words}; load {os.getloadavg()[0]:.1f}"
    )
    assert kept == found["sent"]


def sent(port: int, form: str, rate: int) -> dict[str, float]:
    """Send for the whole time; what the sender says of it."""
    done = subprocess.run(  # noqa: S603 - our own program
        [
            *(sys.executable, "-m", "tests.bench.detectors_sending"),
            *(str(port), str(rate), str(SECONDS), form),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TRAFFIC_KEY": KEY},
        stdout=subprocess.PIPE,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("broker", ["amqtt"], indirect=True)
def test_ninety_days_of_a_junction(city: City, own: psycopg.Connection, tell: Tell) -> None:
    """The product's own queries, behind the night's job over the same ninety days."""
    made = own.execute(_QUARTERS).rowcount
    own.execute("ANALYZE traffic_rollup_15m")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _PRODUCT],
        env={**city.surroundings(), "DJANGO_SETTINGS_MODULE": "sewaka.config.settings"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(done.stdout)
    usual, today = (sorted(found[name]) for name in ("usual", "today"))
    tell(
        f"{made} quarters; the night's job {found['night_s']:.0f} s for {found['made']} rows;"
        f" usual day of one junction among 64, {found['rows']} rows: median"
        f" {statistics.median(usual) * 1000:.1f} ms, worst {usual[-1] * 1000:.1f} ms (bar 300);"
        f" today beside it: median {statistics.median(today) * 1000:.1f} ms,"
        f" worst {today[-1] * 1000:.1f} ms"
    )
