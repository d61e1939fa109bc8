"""Detectors that send by MQTT, and what the broker acknowledged of it.

As the field's devices do (`docs/reference/traffic-messages.md`), each keeps what it sent in the
last minutes and sends it again after every new connection: the city stores once what comes twice.
Every other junction sends all its detectors in one message, the rest one message for each.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from sewaka.modules.traffic import credentials, wire, wire_batch
from sewaka.modules.traffic.wire import Counts, Kind, Reading, Topic

KEPT_S = 120.0
Key = tuple[str, int]  # detector, seq
Entry = tuple[float, list[Key], str, bytes]  # when, what is in it, topic, payload


@dataclass(slots=True)
class Ledger:
    """What was sent, and what was acknowledged to the devices."""

    sent: int = 0
    acknowledged: set[Key] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Cabinet:
    """One junction's detectors on one connection."""

    def __init__(
        self,
        *,
        junction: str,
        detectors: list[str],
        is_batching: bool,
        port: int,
        key: str,
        ledger: Ledger,
    ) -> None:
        self._junction, self._detectors, self._ledger = junction, detectors, ledger
        self._is_batching = is_batching
        self._kept: deque[Entry] = deque()
        self._numbers: dict[int, list[Key]] = {}
        self._lock = threading.Lock()
        self._seq = 0
        self._client = Client(CallbackAPIVersion.VERSION2, client_id=junction)
        self._client.username_pw_set(
            junction, credentials.password_of(user=junction, city=key.encode())
        )
        self._client.max_inflight_messages_set(1_000)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda *_: self._again()
        self._client.on_publish = lambda _c, _u, number, *_: self._acknowledged(number)
        self._client.connect_async("127.0.0.1", port, keepalive=10)
        self._client.loop_start()

    def send(self) -> None:
        """One reading of each detector."""
        self._seq += 1
        now_s = time.time()
        for entry in self._entries(now_s):
            with self._lock:
                self._kept.append(entry)
            self._publish(entry)
        with self._ledger.lock:
            self._ledger.sent += len(self._detectors)
        with self._lock:
            while self._kept and self._kept[0][0] < now_s - KEPT_S:
                self._kept.popleft()

    def _entries(self, now_s: float) -> list[Entry]:
        readings = [
            Reading(
                self._junction, detector, round(now_s, 3), 1, self._seq, 1.0,
                Counts(3, 1, 0), 0.4, 2, 6.1, ((12.5, 0.0), (19.1, 1.2)),
            )
            for detector in self._detectors
        ]  # fmt: skip
        keys = [(one.detector, one.seq) for one in readings]
        if self._is_batching:
            topic = str(Topic(self._junction, Kind.OBS))
            return [(now_s, keys, topic, wire_batch.write(readings))]
        return [
            (
                now_s,
                [key],
                str(Topic(self._junction, Kind.OBS, one.detector)),
                wire.write_reading(one),
            )
            for key, one in zip(keys, readings, strict=True)
        ]

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _again(self) -> None:
        with self._lock:
            kept = list(self._kept)
        for entry in kept:
            self._publish(entry)

    def _publish(self, entry: Entry) -> None:
        _, keys, topic, payload = entry
        if not self._client.is_connected():
            return  # it is kept, and goes out with the next connection
        sent = self._client.publish(topic, payload, qos=1)
        with self._lock:
            self._numbers[sent.mid] = keys

    def _acknowledged(self, number: int) -> None:
        with self._lock:
            keys = self._numbers.pop(number, [])
        with self._ledger.lock:
            self._ledger.acknowledged.update(keys)


@contextmanager
def sending(
    *, detectors: dict[str, list[str]], port: int, key: str, every_s: float = 0.5
) -> Iterator[Ledger]:
    """Cabinets that send until the block ends."""
    ledger = Ledger()
    cabinets = [
        Cabinet(
            junction=junction,
            detectors=found,
            is_batching=number % 2 == 0,
            port=port,
            key=key,
            ledger=ledger,
        )
        for number, (junction, found) in enumerate(detectors.items())
    ]
    stop = threading.Event()

    def go() -> None:
        while not stop.wait(every_s):
            for cabinet in cabinets:
                cabinet.send()

    thread = threading.Thread(target=go)
    thread.start()
    try:
        yield ledger
    finally:
        stop.set()
        thread.join()
        time.sleep(2.0)  # the last acknowledgements
        for cabinet in cabinets:
            cabinet.close()
