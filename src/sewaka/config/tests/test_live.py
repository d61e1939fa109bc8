"""The live process: states of modules as a stream that a browser can take up again."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta

import pytest
from starlette.requests import Request

from sewaka.city.livemap.board import Board
from sewaka.city.livemap.topics import bodies
from sewaka.config import live
from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.modules.traffic.actions.incidents import Found, detect_incident
from sewaka.modules.traffic.models import SignalNow
from sewaka.modules.traffic.tests.scenes import measured
from sewaka.platform.cases import api as cases
from tests.cast import NOW, Cast

[TRAFFIC] = [topic for topic in live.TOPICS if topic.layer == "traffic"]
_EVENT = re.compile(r"id: (.*)\r\nevent: state\r\ndata: (.*)\r\n\r\n")


def asked(event_id: str = "") -> Request:
    headers = [(b"last-event-id", event_id.encode())] if event_id else []
    return Request({"type": "http", "headers": headers, "query_string": b"layer=traffic"})


async def first(board: Board, count: int, event_id: str = "") -> list[tuple[str, str]]:
    """The first events of a stream: id and data."""
    stream = live._shown(board, asked(event_id))
    told = b""
    while told.count(b"\r\n\r\n") < count:
        told += await asyncio.wait_for(anext(stream), timeout=5)
    return _EVENT.findall(told.decode())


def test_a_stream_is_taken_up_where_it_broke() -> None:
    async def read() -> None:
        board = Board()
        board.show({"J07": "a", "J09": "a"})
        [(_, one), (event_id, other)] = await first(board, 2)
        assert (one, other) == ("a", "a")
        board.show({"J07": "b", "J09": "a"})
        board.show({"J07": "c", "J09": "a"})
        assert [body for _, body in await first(board, 1, event_id)] == ["c"]
        assert [body for _, body in await first(board, 2, "0000-2")] == ["a", "c"]

    asyncio.run(read())


@pytest.mark.django_db
def test_the_streets_as_everybody_may_read_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came first and what changed since make the same picture as looking anew."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    measured(cast)
    SignalNow.objects.create(
        junction="J09", at=NOW, heard_at=NOW, stage=0, stages=5, indications="GGrr", age_s=3.0,
        mode="adaptive",
    )  # fmt: skip
    board, own = Board(), dict[str, str]()

    def look() -> int:
        """Changes since; the reader follows them."""
        at = max((one.at for one in board.since(0)), default=0)
        changed = board.show(bodies(TRAFFIC))
        own.update({one.key: one.body for one in board.since(at)})
        assert own == bodies(TRAFFIC)
        return changed

    assert look() == 1
    case = detect_incident(
        junction="J09", found=Found("stands_alone", "A_0"), actor=SYSTEM, now=NOW
    )
    assert case is not None
    assert look() == 0  # nobody has confirmed it: it is no public matter
    cases.move(case_id=case.pk, action="confirm", actor=cast["eka"].actor, now=NOW, given={})
    assert look() == 1
    assert json.loads(own["J09"])["obstacles"][0]["approach"] == "A"
    SignalNow.objects.update(age_s=4.0, at=NOW + timedelta(seconds=1))
    assert look() == 0  # what only ages is not told
    SignalNow.objects.update(stage=1)
    assert look() == 1
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=3))
    assert look() == 1
    assert json.loads(own["J09"])["is_stale"] is True
