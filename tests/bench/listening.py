"""Five hundred browsers on one stream, in one process of raw sockets.

`python -m tests.bench.listening PORT CLIENTS SECONDS`: opens the streams, says `ready` when each
has had its first state, then notes for every mark that comes (`"stage":N` of junction B00) when
each client had it. Prints one JSON object: by mark, the instants (seconds since 1970).
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time

_REQUEST = (
    b"GET /live/events?layer=traffic HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Accept: text/event-stream\r\n\r\n"
)
_MARK = re.compile(rb'"key":"B00".*?"stage":(\d+)')
_SETTLED_S = 2.0


def _opened(port: int, clients: int) -> selectors.BaseSelector:
    found = selectors.DefaultSelector()
    for _ in range(clients):
        one = socket.create_connection(("127.0.0.1", port))
        one.sendall(_REQUEST)
        one.settimeout(0.0)
        found.register(one, selectors.EVENT_READ)
    return found


def _heard(sockets: selectors.BaseSelector, timeout_s: float) -> list[tuple[float, bytes]]:
    """What has come to whom ever, and when; read before it is looked at."""
    found = []
    for key, _ in sockets.select(timeout_s):
        assert isinstance(key.fileobj, socket.socket)
        body = key.fileobj.recv(262_144)
        if not body:
            raise SystemExit("a stream has ended")
        found.append((time.time(), body))
    return found


def main(port: int, clients: int, seconds: int) -> None:
    """Listen; one line of JSON at the end."""
    sockets = _opened(port, clients)
    quiet_from = time.monotonic()
    while time.monotonic() - quiet_from < _SETTLED_S:  # until all have had all states
        if _heard(sockets, 0.2):
            quiet_from = time.monotonic()
    print("ready", flush=True)  # noqa: T201 - its first answer
    marks: dict[int, list[float]] = {}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for at_s, body in _heard(sockets, 0.2):
            for mark in _MARK.findall(body):
                marks.setdefault(int(mark), []).append(at_s)
    print(json.dumps(marks))  # noqa: T201 - its answer


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
