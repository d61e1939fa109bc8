"""kill -9 of ingest, broker and database while detectors send.

What the broker acknowledged to a device is stored at the end, and nothing twice. The demo's broker
keeps messages in memory only, and Mosquitto loses those since it last wrote: this holds because
devices send their last minutes again.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import psycopg
import pytest

from sewaka.modules.traffic.street import denpasar12
from tests.drills.brokers import Broker, running
from tests.drills.city import City, clear, new_home
from tests.drills.conftest import Tell
from tests.drills.devices import Ledger, sending

pytestmark = pytest.mark.drill
pytest.importorskip("amqtt", reason="the extra traffic-sim is not installed")

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "4"))
BETWEEN_S = 3.0
SETTLES_S = 30.0
KEY = "a secret of the drill"


JUNCTIONS = [node.id for node in denpasar12.nodes() if node.is_junction]
CASES = [
    *(("amqtt", victim) for victim in ("ingest", "broker", "postgres")),
    *(("mosquitto", victim) for victim in ("ingest", "broker")),
]


@pytest.fixture
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    """Of the kind that the case names; it can be killed."""
    with running(request.param, key=KEY, junctions=JUNCTIONS) as made:
        yield made


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
        wait_until_heard(made, broker)
        yield made
    finally:
        made.stop()
        clear(made.home)


def wait_until_heard(city: City, broker: Broker) -> None:
    """Until ingest has subscribed: a broker keeps nothing for somebody whom it never knew."""
    deadline = time.monotonic() + SETTLES_S
    while time.monotonic() < deadline:
        for process in city.processes_of("traffic-ingest"):
            for line in process.net_connections("tcp"):
                if line.raddr and line.raddr.port == broker.port:
                    time.sleep(2.0)
                    return
        time.sleep(0.2)
    raise AssertionError("ingest does not come")


def detectors(city: City) -> dict[str, list[str]]:
    """Every junction's."""
    found: dict[str, list[str]] = {junction: [] for junction in JUNCTIONS}
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


@pytest.mark.parametrize(("broker", "victim"), CASES, indirect=["broker"])
def test_nothing_acknowledged_is_lost(city: City, broker: Broker, tell: Tell, victim: str) -> None:
    with sending(detectors=detectors(city), port=broker.port, key=KEY) as ledger:
        time.sleep(BETWEEN_S)
        for _round in range(ROUNDS):
            if victim == "ingest":
                assert city.kill("traffic-ingest") > 0
            elif victim == "broker":
                broker.kill()
            else:
                connect(city).close()  # it may not be back from the last time
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
