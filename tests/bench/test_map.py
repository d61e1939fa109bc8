"""From a signal at the roadside to the map: how late the room sees another stage.

    make bench ARGS=tests/bench/test_map.py

The demo's broker and engine in a city with the twelve junctions of Denpasar-12; cabinets that show
other lamps every second, each at its own moment; a browser's stream. The lag is from the cabinet's
clock to the receipt. Bar: p99 of 1 s (sensor to map). Printed, not asserted; that every change is
seen or overtaken by a newer one is.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from sewaka.modules.traffic import mqtt
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.control.sumo.net_reader import read_net
from sewaka.modules.traffic.field_mqtt import RoadsideOverMqtt
from sewaka.modules.traffic.layout import posts_of
from sewaka.modules.traffic.street import denpasar12
from sewaka.modules.traffic.wire import Counts, Reading, Shown
from tests.bench.test_traffic import KEY
from tests.drills.brokers import running
from tests.drills.city import City, clear, new_home
from tests.drills.conftest import Tell

pytestmark = pytest.mark.bench
pytest.importorskip("amqtt", reason="the extra traffic-sim is not installed")
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
JUNCTIONS = 12
Instants = dict[tuple[str, str], float]  # by junction and lamps


@pytest.fixture
def city() -> Iterator[City]:
    """With the demo's junctions, its broker and an engine."""
    with running("amqtt", key=KEY, junctions=()) as broker:
        at = f"mqtt://127.0.0.1:{broker.port}"
        made = City(home=new_home(), more={"MQTT_URL": at, "TRAFFIC_KEY": KEY})
        engine: subprocess.Popen[bytes] | None = None
        try:
            made.start()
            made.run("traffic", "load-denpasar12")
            engine = subprocess.Popen(
                [sys.executable, "-m", "sewaka.config.cli", "traffic-engine"],
                env=made.surroundings(),
            )
            time.sleep(10.0)
            yield made
        finally:
            if engine is not None:
                engine.kill()
                engine.wait()
            made.stop()
            clear(made.home)


class Cabinets(threading.Thread):
    """Every second each shows other lamps, and what its detectors see."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.shown: Instants = {}
        self.stop = threading.Event()
        self._posts = posts_of(net=read_net(denpasar12.NET))
        self._field = RoadsideOverMqtt(
            at=mqtt.Address("127.0.0.1", port),
            junctions=[post.code for post in self._posts],
            city=KEY.encode(),
        )

    def run(self) -> None:
        self._field.open()
        draw = random.Random(1)  # noqa: S311 - no secret
        due = sorted((time.time() + draw.random(), number) for number in range(len(self._posts)))
        seq = 0
        while not self.stop.is_set():
            at_s, number = due.pop(0)
            time.sleep(max(0.0, at_s - time.time()))
            post, seq, now_s = self._posts[number], seq + 1, round(time.time(), 3)
            readings = [
                Reading(post.code, one, now_s, 1, seq, 1.0, Counts(1), 0.1, 0)
                for one in post.detectors
            ]
            lamps = "".join(draw.choices("Gr", k=len(post.junction.links)))
            self._field.readings(post.code, readings)
            if self._field.is_open:
                self._field.shown(Shown(post.code, now_s, 0, lamps, 0.0, Mode.ADAPTIVE))
                self.shown.setdefault((post.code, lamps), now_s)  # the first time
            due.append((at_s + 1.0, number))
        self._field.close()


def seen(city: City, until: float) -> Instants:
    """The stream of one browser."""
    found: Instants = {}
    address = f"http://127.0.0.1:{city.live_port}/live/events?layer=traffic"
    with httpx.stream("GET", address, timeout=30) as stream:
        for line in stream.iter_lines():
            if time.time() > until:
                break
            if line.startswith("data: "):
                state = json.loads(line.removeprefix("data: "))
                found.setdefault((state["key"], state.get("indications", "")), time.time())
    return found


def test_from_the_lamp_to_the_map(city: City, tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAFFIC_KEY", KEY)
    cabinets = Cabinets(int(city.more["MQTT_URL"].rpartition(":")[2]))
    cabinets.start()
    time.sleep(5.0)
    until = time.time() + SECONDS
    found = seen(city, until)
    cabinets.stop.set()
    cabinets.join()
    lags = sorted(at - cabinets.shown[key] for key, at in found.items() if key in cabinets.shown)
    tell(
        f"{len(cabinets.shown)} changes at twelve junctions, {len(lags)} seen; from lamp to map"
        f" p50 {statistics.median(lags):.2f} s, p99 {lags[int(len(lags) * 0.99)]:.2f} s (bar 1 s),"
        f" worst {lags[-1]:.2f} s; load {os.getloadavg()[0]:.1f}"
    )
    latest = {code: max(at for key, at in cabinets.shown.items() if key in found and key[0] == code)
              for code, _ in found}  # fmt: skip
    due = {code: max(at for key, at in cabinets.shown.items() if key[0] == code and at < until - 3)
           for code in latest}  # fmt: skip
    assert len(latest) == JUNCTIONS
    assert {code for code in due if latest[code] < due[code]} == set(), "never seen, nor overtaken"
