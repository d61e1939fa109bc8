"""Connections: who does not take what it is given costs only itself."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable

import h11
import pytest

from sewaka.city.livemap import streams
from sewaka.city.livemap.board import Board
from sewaka.city.livemap.streams import Answer, Asked, Connection, asked_of

_GET = b"GET /live/events?layer=traffic HTTP/1.1\r\nHost: x\r\nLast-Event-ID:%s\r\n\r\n"
_WAIT_S = 5.0


class Served:
    """A board behind a port of this machine."""

    def __init__(self) -> None:
        self.board = Board()
        self.opened: set[Connection] = set()
        self.asked: list[Asked] = []

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if asked.path != "/live/events":
            return Answer(404, b"none", {"X-Own": "1"})
        return Answer(source=self.board)

    async def start(self) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(
            lambda: Connection(self.answer, self.opened), "127.0.0.1", 0
        )


def served(play: Callable[[Served, int], Awaitable[None]]) -> None:
    async def run() -> None:
        one = Served()
        server = await one.start()
        port = int(server.sockets[0].getsockname()[1])
        await asyncio.wait_for(play(one, port), timeout=4 * _WAIT_S)
        for connection in tuple(one.opened):
            connection.close()
        server.close()
        await asyncio.sleep(0.01)  # until the sockets are closed

    asyncio.run(run())


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(round(_WAIT_S / 0.01)):
        if is_so():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never came")


def test_a_reader_gets_all_states_then_what_changes_and_leaves_no_trace() -> None:
    async def play(one: Served, port: int) -> None:
        one.board.show({"a": "1", "b": "1"})
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_GET % b"" + b"what comes after is not heard")
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\nContent-Type: text/event-stream" in head
        await reader.readuntil(b"data: 1\r\n\r\n")
        last = await reader.readuntil(b"data: 1\r\n\r\n")
        one.board.show({"a": "2"})
        assert b"event: state\r\ndata: 2\r\n\r\n" in await reader.readuntil(b"data: 2\r\n\r\n")
        for connection in one.opened:
            connection.ping()
        assert await reader.readuntil(b"ping\r\n\r\n") == b": ping\r\n\r\n"
        writer.close()
        await until(lambda: not one.opened and not one.board.readers)

        [event_id] = re.findall(rb"id: (.*)\r\n", last)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_GET % event_id)
        await reader.readuntil(b"\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).endswith(b"data: 2\r\n\r\n")
        writer.close()

    served(play)


def test_a_slow_reader_delays_nobody_and_then_gets_the_last_states() -> None:
    """Its socket is full: what changes meanwhile is not kept for it, and it misses the steps."""

    async def play(one: Served, port: int) -> None:
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        slow.connect(("127.0.0.1", port))
        slow.sendall(_GET % b"")
        await until(lambda: len(one.opened) == 1)
        [connection] = one.opened
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        writer.write(_GET % b"")
        await until(lambda: len(one.opened) == 2)
        big = "x" * 300_000
        for number in range(40):
            one.board.show({"a": f"{big}{number:02d}"})
            await reader.readuntil(b"%02d\r\n\r\n" % number)
        held = connection._transport.get_write_buffer_size()
        assert 0 < held < 2 * len(big)  # one event at most waits for it

        slow.settimeout(0.0)
        got = b""
        while not got.endswith(b"39\r\n\r\n"):
            got += await asyncio.get_running_loop().sock_recv(slow, 2**20)
        assert got.count(b"event: state") < 40
        slow.close()
        writer.close()

    served(play)


def test_who_takes_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_TAKE_WITHIN_S", 0.05)
    monkeypatch.setattr(streams, "_ASK_WITHIN_S", 0.05)

    async def play(one: Served, port: int) -> None:
        one.board.show({"a": "x" * 8_000_000})
        silent = socket.create_connection(("127.0.0.1", port))
        slow = socket.create_connection(("127.0.0.1", port))
        slow.sendall(_GET % b"")
        await until(lambda: len(one.asked) == 1)
        await until(lambda: not one.opened and not one.board.readers)
        silent.settimeout(0.0)
        assert await asyncio.get_running_loop().sock_recv(silent, 1) == b""
        slow.close()
        silent.close()

    served(play)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n", b"404 Not Found"),
        (b"nothing\r\n\r\n", b"400 Bad Request"),
        (b"GET / SPDY/3\r\n\r\n", b"400 Bad Request"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", b"400 Bad Request"),
        (b"GET /?" + b"a=1&" * 300 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"400 Bad Request"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000, b"431 Request Header Fields Too Large"),
    ],
)
def test_what_is_no_request_for_a_stream_is_answered_and_ended(sent: bytes, status: bytes) -> None:
    async def play(one: Served, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        got = await reader.read()
        assert got.startswith(b"HTTP/1.1 " + status)
        assert b"\r\nConnection: close\r\n" in got
        assert not one.opened
        writer.close()

    served(play)


def test_a_head_in_pieces_is_one_request() -> None:
    async def play(one: Served, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for piece in (
            b"GET /oth",
            b"er?a=1&a=2 HTTP/1.1\r\nHost: x\r\nORIGIN:  y \r\n\r",
            b"\n",
        ):
            writer.write(piece)
            await asyncio.sleep(0.01)
        assert (await reader.read()).endswith(
            b"\r\nX-Own: 1\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnone"
        )
        [asked] = one.asked
        assert asked == Asked("GET", "/other", {"a": ["1", "2"]}, {"host": "x", "origin": "y"})
        writer.close()

    served(play)


def test_a_header_that_comes_twice_is_its_last() -> None:
    headers = [("Last-Event-ID", "1"), ("last-event-id", "2")]
    asked = asked_of(h11.Request(method="GET", target="/", headers=headers, http_version="1.0"))
    assert asked is not None
    assert asked.headers == {"last-event-id": "2"}
