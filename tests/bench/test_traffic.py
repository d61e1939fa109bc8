"""Readings a second from sensors to the tables, and how late; and ninety days of a profile.

    make bench ARGS=tests/bench/test_traffic.py                 the demo's broker
    BENCH_MQTT_PORT=1883 BENCH_RATES=10000 make bench ARGS=...   a broker that runs already

Bars (nothing is asserted but that nothing is lost): 10,000 a second for 60 s, p99 from the sensor
to the notice of the live process 1 s; 90 days of quarters of one junction of 64 in 300 ms.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.bench.detectors_sending import PROBE, names
from tests.drills.city import City, clear, free_port, new_home
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench
ROOT = Path(__file__).resolve().parents[2]
KEY = "a secret of the bench"
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
RATES = [int(rate) for rate in os.environ.get("BENCH_RATES", "768,2000").split(",")]
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
        period_s, health, refused, refused_code, refused_sample, too_old)
    SELECT j, d, j, 'radar', 0, 150, 12.5, 1, 'healthy', 0, '', '', 0
      FROM unnest(%(junctions)s::text[], %(detectors)s::text[]) AS n (j, d)
        ON CONFLICT DO NOTHING
"""
_PROBED = """
    SELECT observed_at, seq FROM traffic_observation WHERE detector_id = %s AND seq > %s
     AND observed_at > now() - interval '10 minutes' ORDER BY seq
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


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Print a line, whatever pytest captures."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def say(words: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n  {request.node.name}: {words}", flush=True)  # noqa: T201 - its purpose

    return say


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Of the demo's broker, or of one that runs already."""
    given = os.environ.get("BENCH_MQTT_PORT")
    if given:
        yield int(given)
        return
    own = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", "from sewaka.modules.traffic.ingest.broker import run; run()"],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "MQTT_PORT": str(own),
            "TRAFFIC_KEY": KEY,
        },
    )
    time.sleep(2.0)
    yield own
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def city(port: int) -> Iterator[City]:
    """A city with 64 junctions and a detector for each reading of a second."""
    made = City(home=new_home(), more={"MQTT_URL": f"mqtt://127.0.0.1:{port}", "TRAFFIC_KEY": KEY})
    try:
        made.start()
        found = names(max(RATES))
        pairs = [(junction, one) for junction, some in found.items() for one in some]
        with made.connect_soon("sewaka_app") as own:
            own.execute(_PLACES, {"junctions": list(found)})
            own.execute(_APPROACHES)
            own.execute(_LANES)
            own.execute(
                _DETECTORS,
                {"junctions": [one for one, _ in pairs], "detectors": [one for _, one in pairs]},
            )
        made.kill("traffic-ingest")  # it knows the detectors from its start
        time.sleep(8.0)
        yield made
    finally:
        made.stop()
        clear(made.home)


class Watcher(threading.Thread):
    """Listens as the live process does, and notes how old the probe's readings are then."""

    def __init__(self, city: City) -> None:
        super().__init__(daemon=True)
        self.lags_s: list[float] = []
        self.stop = threading.Event()
        self._listening = city.connect_soon("sewaka_app")
        self._listening.autocommit = True
        self._listening.execute("LISTEN traffic_live")
        row = self._listening.execute(
            "SELECT id FROM traffic_detector WHERE junction_id = %s ORDER BY code LIMIT 1", [PROBE]
        ).fetchone()
        assert row is not None
        self._probe = int(row[0])

    def run(self) -> None:
        seen = -1
        while not self.stop.is_set():
            for _ in self._listening.notifies(timeout=0.5, stop_after=1):
                pass
            now_s = time.time()
            for at, seq in self._listening.execute(_PROBED, [self._probe, seen]).fetchall():
                seen = max(seen, int(seq))
                self.lags_s.append(now_s - at.timestamp())
        self._listening.close()


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


@pytest.mark.parametrize("rate", RATES)
def test_readings_a_second(
    city: City, own: psycopg.Connection, port: int, tell: Tell, rate: int
) -> None:
    before = stored(own)
    watcher = Watcher(city)
    watcher.start()
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.bench.detectors_sending", str(port), str(rate), str(SECONDS)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TRAFFIC_KEY": KEY},
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(done.stdout)
    at_end = stored(own) - before
    began = time.monotonic()
    kept = at_end
    while kept < found["sent"] and time.monotonic() - began < DRAINS_S:
        time.sleep(0.5)
        kept = stored(own) - before
    drained_s = time.monotonic() - began
    watcher.stop.set()
    watcher.join()
    lags = sorted(watcher.lags_s) or [float("nan")]
    tell(
        f"{rate}/s for {SECONDS} s: sent {found['sent']} (sender late {found['late_s']:.2f} s),"
        f" stored 5 s after the end {at_end}, after {drained_s:.0f} s more {kept};"
        f" sensor to notice p50 {statistics.median(lags):.2f} s,"
        f" p99 {lags[int(len(lags) * 0.99)]:.2f} s (bar 1 s), {len(lags)} probes"
    )


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
