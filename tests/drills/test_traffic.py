"""kill -9 of ingest, broker and database while detectors send.

What the broker acknowledged to a device is stored at the end, and nothing twice. The demo's broker
keeps messages in memory only, so this holds because devices send their last minutes again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from sewaka.modules.traffic.street import denpasar12
from tests.drills.city import SOURCES, City, clear, free_port, new_home
from tests.drills.conftest import Tell
from tests.drills.devices import Ledger, sending

pytestmark = pytest.mark.drill
pytest.importorskip("amqtt", reason="the extra traffic-sim is not installed")

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "4"))
BETWEEN_S = 3.0
SETTLES_S = 30.0
KEY = "a secret of the drill"


class Broker:
    """The demo's broker, in a process that can be killed."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process = self._start()

    def kill(self) -> None:
        """kill -9, and a new one."""
        self._process.kill()
        self._process.wait()
        time.sleep(0.5)
        self._process = self._start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", "from sewaka.modules.traffic.ingest.broker import run; run()"],
            env={
                **os.environ,
                "PYTHONPATH": str(SOURCES),
                "MQTT_PORT": str(self.port),
                "TRAFFIC_KEY": KEY,
            },
        )


@pytest.fixture
def broker() -> Iterator[Broker]:
    made = Broker()
    yield made
    made.stop()


@pytest.fixture
def city(broker: Broker) -> Iterator[City]:
    """A city with the demo's junctions, and that broker."""
    made = City(
        home=new_home(),
        more={"MQTT_URL": f"mqtt://127.0.0.1:{broker.port}", "TRAFFIC_KEY": KEY},
    )
    try:
        made.start()
        made.run("traffic", "load-denpasar12")
        made.kill("traffic-ingest")  # it knows the detectors from its start
        yield made
    finally:
        made.stop()
        clear(made.home)


def detectors(city: City) -> dict[str, list[str]]:
    """Every junction's."""
    found: dict[str, list[str]] = {node.id: [] for node in denpasar12.nodes() if node.is_junction}
    with connect(city) as own:
        for junction, code in own.execute("SELECT junction_id, code FROM traffic_detector"):
            found[junction].append(code)
    return found


def connect(city: City) -> psycopg.Connection:
    return city.connect_soon("sewaka_app")


def lost(city: City, ledger: Ledger) -> tuple[int, int]:
    """Acknowledged and not stored, once it has settled; rows that are there twice."""
    deadline = time.monotonic() + SETTLES_S
    while True:
        with connect(city) as own:
            rows = own.execute(
                "SELECT d.code, o.seq FROM traffic_observation o"
                " JOIN traffic_detector d ON d.id = o.detector_id"
            ).fetchall()
        stored = [(str(code), int(seq)) for code, seq in rows]
        missing = ledger.acknowledged - set(stored)
        if not missing or time.monotonic() > deadline:
            return len(missing), len(stored) - len(set(stored))
        time.sleep(1.0)


@pytest.mark.parametrize("victim", ["ingest", "broker", "postgres"])
def test_nothing_acknowledged_is_lost(city: City, broker: Broker, tell: Tell, victim: str) -> None:
    with sending(detectors=detectors(city), port=broker.port, key=KEY) as ledger:
        time.sleep(BETWEEN_S)
        for _round in range(ROUNDS):
            if victim == "ingest":
                assert city.kill("traffic-ingest") > 0
            elif victim == "broker":
                broker.kill()
            else:
                os.kill(city.postmaster(), signal.SIGKILL)
            time.sleep(BETWEEN_S)
        time.sleep(BETWEEN_S)
    missing, twice = lost(city, ledger)
    tell(
        f"{ROUNDS} kills of {victim}: sent {ledger.sent},"
        f" acknowledged {len(ledger.acknowledged)}, lost {missing}, twice {twice}"
    )
    assert ledger.acknowledged
    assert (missing, twice) == (0, 0)
