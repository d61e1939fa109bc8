"""An open-loop sender of readings over MQTT: so many a second, whether or not anybody keeps up.

`python -m tests.bench.detectors_sending PORT RATE SECONDS FORM` with `TRAFFIC_KEY`; 64 junctions,
one connection each, every detector once a second. FORM: `single`, a message for each reading,
evenly over the second; `batch`, one message a junction and second, the junctions evenly over it.
Packets are written by hand: a client library would need more of the two cores than everything that
is measured. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
import threading
import time

from sewaka.modules.traffic import credentials, wire_fields
from sewaka.modules.traffic.wire import Kind, Topic

JUNCTIONS = 64
_ROUND_S = 0.05
_FIELDS = (
    '"t":"%s","boot":1,"seq":%d,"per":1.0,"n":{"motorcycle":3,"car":1,"heavy":0},"occ":0.42,'
    '"v":6.1,"q":4,"zone":[[12.5,0.0],[19.1,1.2],[33.0,4.5],[47.2,8.0]],"st":"ok"'
)


def names(rate: int) -> dict[str, list[str]]:
    """Detectors by junction, `rate` in all."""
    found: dict[str, list[str]] = {f"B{number:02d}": [] for number in range(JUNCTIONS)}
    for number in range(rate):
        found[f"B{number % JUNCTIONS:02d}"].append(f"D{number // JUNCTIONS:03d}")
    return found


class Cabinet:
    """One connection that writes packets and throws the answers away."""

    def __init__(self, *, junction: str, detectors: list[str], port: int, city: bytes) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        password = credentials.password_of(user=junction, city=city)
        self._socket.sendall(_connect(junction, password))
        answer = self._socket.recv(4)
        if answer[3:4] != b"\x00":
            raise SystemExit(f"the broker refuses {junction}: {answer!r}")
        self._batch = _text(str(Topic(junction, Kind.OBS)))
        self._detectors = detectors
        self._topics = [_text(str(Topic(junction, Kind.OBS, detector))) for detector in detectors]
        self._number = 0
        threading.Thread(target=self._answers, daemon=True).start()

    def send(self, *, begin: float, end: float, t: str, seq: int) -> int:
        """The part of the detectors whose turn is in this part of the second; how many."""
        size = len(self._topics)
        some = self._topics[int(size * begin) : int(size * end)]
        body = f"{{{_FIELDS % (t, seq)}}}".encode()
        self._socket.sendall(b"".join(self._packet(topic, body) for topic in some))
        return len(some)

    def send_batch(self, *, t: str, seq: int) -> int:
        """All detectors at once; how many."""
        fields = _FIELDS % (t, seq)
        items = ",".join(f'{{"detector":"{one}",{fields}}}' for one in self._detectors)
        body = f'{{"observations":[{items}]}}'.encode()
        self._socket.sendall(self._packet(self._batch, body))
        return len(self._detectors)

    def _packet(self, topic: bytes, body: bytes) -> bytes:
        self._number = self._number % 65_535 + 1
        rest = topic + struct.pack(">H", self._number) + body
        return b"\x32" + _length(len(rest)) + rest

    def _answers(self) -> None:
        while self._socket.recv(65_536):
            pass


def _connect(user: str, password: str) -> bytes:
    rest = _text("MQTT") + b"\x04\xc2" + struct.pack(">H", 600)
    rest += _text(user) + _text(user) + _text(password)
    return b"\x10" + _length(len(rest)) + rest


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw


def _length(size: int) -> bytes:
    out = bytearray()
    while True:
        size, digit = divmod(size, 128)
        out.append(digit | (0x80 if size else 0))
        if not size:
            return bytes(out)


def main(port: int, rate: int, seconds: int, form: str) -> None:
    """Send; one line of JSON at the end."""
    city = os.environ["TRAFFIC_KEY"].encode()
    cabinets = [
        Cabinet(junction=junction, detectors=detectors, port=port, city=city)
        for junction, detectors in names(rate).items()
    ]
    began = time.monotonic()
    parts = round(1 / _ROUND_S)
    sent, late_s = 0, 0.0
    for number in range(seconds * parts):
        due = began + number * _ROUND_S
        pause = due - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        late_s = max(late_s, -pause)
        second, part = divmod(number, parts)
        t = wire_fields.instant(time.time())
        if form == "batch":
            sent += sum(one.send_batch(t=t, seq=second) for one in cabinets[part::parts])
            continue
        for cabinet in cabinets:
            sent += cabinet.send(begin=part / parts, end=(part + 1) / parts, t=t, seq=second)
    took = time.monotonic() - began
    spent = time.process_time()
    time.sleep(2.0)  # the last answers
    print(json.dumps({"sent": sent, "took_s": took, "late_s": late_s, "spent_s": spent}))  # noqa: T201 - its answer


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
