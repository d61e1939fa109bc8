"""The demo's broker, asked over its own port."""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from sewaka.modules.traffic import credentials, mqtt, wire
from sewaka.modules.traffic.wire import Kind, Topic

broker = pytest.importorskip(
    "sewaka.modules.traffic.ingest.broker", reason="the extra traffic-sim is not installed"
)

CITY = "a secret of the city"
WITHIN_S = 10
OBS = str(Topic("J09", Kind.OBS, "D1"))


@pytest.fixture
def at() -> Iterator[mqtt.Address]:
    """A broker in a process of its own, as in the city."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", f"from {broker.__name__} import run; run()"],
        env={**os.environ, "MQTT_PORT": str(port), "TRAFFIC_KEY": CITY},
    )
    deadline = time.monotonic() + WITHIN_S
    with socket.socket() as probe:
        while probe.connect_ex(("127.0.0.1", port)) and time.monotonic() < deadline:
            time.sleep(0.05)
    yield mqtt.Address("127.0.0.1", port)
    process.terminate()
    assert process.wait(WITHIN_S) == 0


@pytest.fixture(autouse=True)
def _city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAFFIC_KEY", CITY)


def test_the_field_is_let_in_once_the_city_listens(at: mqtt.Address) -> None:
    is_early, is_listening, is_let_in = (threading.Event() for _ in range(3))
    device = mqtt.Line(at=at, user="J10/D1", on_connect=is_early.set)
    engine = mqtt.Line(at=at, user="server", part="engine", topics=wire.EVERY_READING)
    device.open()
    engine.open()
    assert not is_early.wait(2)
    device.close()
    ingest = mqtt.Line(
        at=at,
        user="server",
        part=credentials.INGEST,
        topics=wire.EVERY_READING,
        on_connect=is_listening.set,
    )
    ingest.open()
    assert is_listening.wait(WITHIN_S)
    late = mqtt.Line(at=at, user="J10/D2", on_connect=is_let_in.set)
    late.open()
    assert is_let_in.wait(WITHIN_S)
    for line in (engine, ingest, late):
        line.close()


def test_a_message_comes_through_and_only_from_its_own_place(at: mqtt.Address) -> None:
    heard: queue.Queue[mqtt.Received] = queue.Queue()
    is_listening, is_speaking = threading.Event(), threading.Event()
    server = mqtt.Line(
        at=at,
        user="server",
        part=credentials.INGEST,
        topics=wire.EVERY_READING,
        on_message=heard.put,
        on_connect=is_listening.set,
    )
    device = mqtt.Line(at=at, user="J09/D1", on_connect=is_speaking.set)
    server.open()
    assert is_listening.wait(WITHIN_S)
    device.open()
    assert is_speaking.wait(WITHIN_S)
    device.publish(topic=str(Topic("J09", Kind.OBS, "D2")), payload=b"of another")
    device.publish(topic=OBS, payload=b"of its own")
    received = heard.get(timeout=WITHIN_S)
    server.acknowledge(received)
    assert (received.topic, received.payload) == (OBS, b"of its own")
    device.close()
    server.close()


def test_a_wrong_password_is_sent_away(at: mqtt.Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAFFIC_KEY", "another")
    is_connected = threading.Event()
    line = mqtt.Line(at=at, user="server", on_connect=is_connected.set)
    line.open()
    assert not is_connected.wait(1)
    line.close()


def test_somebody_may_subscribe_while_a_message_goes_round() -> None:
    pytest.importorskip("amqtt", reason="the extra traffic-sim is not installed")
    from sewaka.modules.traffic.ingest.broker import Steady

    known = Steady(first=[])
    for topic, sessions in known.items():
        known[f"{topic}/more"] = list(sessions)
    for topic in known:
        known[f"{topic}/again"] = []
    assert len(known) == 4
