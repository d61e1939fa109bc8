"""The web side of what stays open: one request on a connection, then events for ever.

Written on transports, not on a web server (docs/adr/0019): whoever has news writes it to all
readers in one go, with no task for each, and a transport tells what a web server hides, that a
reader does not keep up. Such a reader is passed over until it has taken what it has, then gets what
is true then. h11 reads what is asked. A connection carries one answer and ends with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

import h11

_LONGEST_HEAD = 16_384
_ASK_WITHIN_S = 10.0
_TAKE_WITHIN_S = 60.0  # who takes nothing for so long is gone
_MOST_FIELDS = 200
_PING = b": ping\r\n\r\n"
_STREAM = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # a proxy hands events on at once
}


class Source(Protocol):
    """What a stream tells. `readers` are called when there is news."""

    @property
    def readers(self) -> set[Callable[[], None]]: ...

    def position(self, event_id: str) -> int:
        """Where a reader stands who has this `Last-Event-ID`."""

    def news(self, at: int) -> tuple[int, bytes]:
        """What is newer, and where the reader stands then; nothing where nothing is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The head of a request; names of headers in small letters."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What it gets: a body, or a stream."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    source: Source | None = None


def asked_of(request: h11.Request) -> Asked | None:
    """The request in our terms; None where its address is none."""
    try:
        parts = urlsplit(request.target.decode("ascii"))
        query = parse_qs(parts.query, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    headers = {name.decode(): value.decode("latin-1") for name, value in request.headers}
    return Asked(request.method.decode(), parts.path, query, headers)


class Connection(asyncio.Protocol):
    """One of them. `opened` holds those that are streams."""

    _transport: asyncio.Transport
    _timer: asyncio.TimerHandle

    def __init__(self, answer: Callable[[Asked], Answer], opened: set[Connection]) -> None:
        self._answer = answer
        self._opened = opened
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_LONGEST_HEAD)
        self._is_asked = False
        self._source: Source | None = None
        self._at = 0
        self._is_full = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(transport)  # asyncio gives both ways to a server
        transport.set_write_buffer_limits(high=0)  # whatever the socket did not take is too much
        self._transport = transport
        self._give_up_in(_ASK_WITHIN_S)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._timer.cancel()
        self._opened.discard(self)
        if self._source is not None:
            self._source.readers.discard(self.look)

    def data_received(self, data: bytes) -> None:
        if self._is_asked:
            return  # one request on a connection
        try:
            self._http.receive_data(data)
            heard = self._http.next_event()
        except h11.RemoteProtocolError as error:
            self._give(Answer(error.error_status_hint))
            return
        if isinstance(heard, h11.Request):
            asked = asked_of(heard)
            self._give(self._answer(asked) if asked else Answer(HTTPStatus.BAD_REQUEST))
            if asked and self._source:
                self._follow(self._source, event_id=asked.headers.get("last-event-id", ""))

    def pause_writing(self) -> None:
        self._is_full = True
        self._give_up_in(_TAKE_WITHIN_S)

    def resume_writing(self) -> None:
        self._is_full = False
        self._timer.cancel()
        self.look()

    def look(self) -> None:
        """Write what is newer, unless the reader has not taken what it was given."""
        if self._source is None or self._is_full:
            return
        self._at, told = self._source.news(self._at)
        if told:
            self._transport.write(told)

    def ping(self) -> None:
        """Something, so that neither side believes the other gone."""
        if not self._is_full:
            self._transport.write(_PING)

    def close(self) -> None:
        """Leave, whatever is on its way."""
        self._transport.abort()

    def _give(self, answer: Answer) -> None:
        self._is_asked = True
        self._timer.cancel()
        is_stream = answer.source is not None
        own = _STREAM if is_stream else {"Content-Length": str(len(answer.body))}
        lines = [
            f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
            *(f"{name}: {value}" for name, value in {**answer.headers, **own}.items()),
            "Connection: close",
        ]
        self._transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body)
        if answer.source is None:
            self._transport.close()
        self._source = answer.source

    def _follow(self, source: Source, *, event_id: str) -> None:
        self._at = source.position(event_id)
        self._opened.add(self)
        source.readers.add(self.look)
        self.look()

    def _give_up_in(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._transport.abort)
