"""Orders and answers through the demo's own broker: signed, and for their junction only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from sewaka.modules.traffic import credentials, field_mqtt, mqtt, wire
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.field import Heard
from sewaka.modules.traffic.field_mqtt import RoadsideOverMqtt, RoomOverMqtt
from sewaka.modules.traffic.wire import Answer, Counts, Order, Reading, Shown, Verb

broker = pytest.importorskip(
    "sewaka.modules.traffic.ingest.broker", reason="the extra traffic-sim is not installed"
)

CITY = "a secret of the city"
WITHIN_S = 10.0
T = 1_796_000_000.0
ORDER = Order(7, "J09", Verb.STAGE, T, T + 3.0, stage=2, reason="hold_coming")
SHOWN = Shown("J09", T, 1, "GGrr", 4.0, Mode.ADAPTIVE)
READING = Reading("J09", "D1", T, 1, 1, 1.0, Counts(3, 1, 0), 0.4, 2, 6.1, ((12.5, 0.0),))
OTHER = replace(READING, detector="D2")


@pytest.fixture(scope="module")
def at() -> Iterator[mqtt.Address]:
    """A broker in a process of its own, as in the city."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    password = credentials.password_of(user="server", city=CITY.encode())
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", f"from {broker.__name__} import run; run()"],
        env={**os.environ, "MQTT_PORT": str(port), "TRAFFIC_KEY": CITY},
    )
    with socket.socket() as probe:
        eventually(lambda: probe.connect_ex(("127.0.0.1", port)) == 0)
    found = mqtt.Address("127.0.0.1", port, user="server", password=password)
    ingest = mqtt.Line(at=found, user="server", part=credentials.INGEST, topics=wire.EVERY_READING)
    ingest.open()  # before it listens, the field is not let in
    yield mqtt.Address("127.0.0.1", port)
    ingest.close()
    process.terminate()
    assert process.wait(WITHIN_S) == 0


@pytest.fixture
def room(at: mqtt.Address, monkeypatch: pytest.MonkeyPatch) -> Iterator[RoomOverMqtt]:
    monkeypatch.setenv("TRAFFIC_KEY", CITY)
    found = RoomOverMqtt(at=at, city=credentials.city_key(), part="test")
    found.open()
    eventually(lambda: found.is_open)
    yield found
    found.close()


@pytest.fixture
def roadside(at: mqtt.Address, room: RoomOverMqtt) -> Iterator[RoadsideOverMqtt]:
    found = RoadsideOverMqtt(at=at, junctions=["J09"], city=CITY.encode())
    found.open()
    eventually(lambda: found.is_open)
    yield found
    found.close()


def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + WITHIN_S
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def test_there_and_back(room: RoomOverMqtt, roadside: RoadsideOverMqtt) -> None:
    heard, orders = Heard(), list[Order]()

    def has_all() -> bool:
        found = room.heard()
        heard.readings += found.readings
        heard.shown += found.shown
        heard.answers += found.answers
        orders.extend(roadside.orders())
        return bool(heard.readings and heard.shown and heard.answers and orders)

    room.order(ORDER)
    roadside.readings("J09", [READING, OTHER])
    roadside.shown(SHOWN)
    roadside.answer(Answer("J09", 7, is_accepted=False, code="stale"))
    eventually(has_all)
    assert orders == [ORDER]
    assert heard.readings == [READING, OTHER]
    assert set(heard.shown) == {SHOWN}  # a new listener gets the last one besides
    assert heard.answers == [Answer("J09", 7, is_accepted=False, code="stale")]


def test_an_order_that_the_city_did_not_sign(
    room: RoomOverMqtt, roadside: RoadsideOverMqtt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(field_mqtt, "order_key", lambda **_: b"another")
    room.order(ORDER)
    eventually(lambda: roadside.refused["signature"] == 1)
    assert roadside.orders() == []


def test_the_last_state_of_a_signal_waits_for_who_comes_later(
    at: mqtt.Address, roadside: RoadsideOverMqtt
) -> None:
    roadside.shown(SHOWN)
    late = RoomOverMqtt(at=at, city=CITY.encode(), part="late")
    late.open()
    eventually(lambda: SHOWN in late.heard().shown)
    late.close()
