"""The board: who looks late misses steps, never the last one."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from sewaka.city.livemap.board import Board

STATES = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), max_size=3)


def test_a_fresh_reader_gets_every_state_and_then_what_changes() -> None:
    board = Board()
    assert board.show({"a": "1", "b": "1"}) == 2
    first = board.since(0)
    assert [(one.key, one.body) for one in first] == [("a", "1"), ("b", "1")]
    assert board.show({"a": "1", "b": "2"}) == 1
    assert [(one.key, one.body) for one in board.since(first[-1].at)] == [("b", "2")]


@given(shown=st.lists(STATES, max_size=8), breaks=st.sets(st.integers(0, 8)))
def test_a_snapshot_and_its_events_are_a_fresh_snapshot(
    shown: list[dict[str, str]], breaks: set[int]
) -> None:
    """However often the reader was away, and wherever it stood then."""
    board, own, event_id = Board(), dict[str, str](), ""
    for number, states in enumerate(shown):
        board.show(states)
        if number in breaks:
            continue
        for one in board.since(board.position(event_id)):
            own[one.key], event_id = one.body, board.event_id(one)
    for one in board.since(board.position(event_id)):
        own[one.key] = one.body
    assert own == {one.key: one.body for one in board.since(0)}


def test_a_position_of_another_process_is_before_everything() -> None:
    board, other = Board(), Board()
    board.show({"a": "1"})
    other.show({"a": "1", "b": "1"})
    foreign = other.event_id(other.since(0)[-1])
    own = board.event_id(board.since(0)[-1])
    assert [board.position(one) for one in ("", "7", foreign, own)] == [0, 0, 0, 1]
    assert board.position(own.partition("-")[0] + "-999") == 1


def test_who_waits_is_woken_by_a_change_only() -> None:
    async def wait() -> tuple[int, bytes]:
        board = Board()
        board.show({"a": "1"})
        reader = asyncio.create_task(board.news(1))
        await asyncio.sleep(0)
        board.show({"a": "1"})
        await asyncio.sleep(0)
        assert not reader.done()
        board.show({"a": "2"})
        return await asyncio.wait_for(reader, timeout=5)

    at, told = asyncio.run(wait())
    assert at == 2
    assert told.endswith(b"-2\r\nevent: state\r\ndata: 2\r\n\r\n")


def test_what_is_told_is_written_once_for_all_who_stand_at_the_same_place() -> None:
    async def read() -> None:
        board = Board()
        board.show({"a": "1", "b": "1"})
        (at, first), (_, second) = await board.news(0), await board.news(0)
        assert first is second
        board.show({"a": "2", "b": "1"})
        assert await board.news(at) != (at, first)
        (_, fresh), (_, late) = await board.news(0), await board.news(at)
        assert b"data: 1\r\n" in fresh
        assert fresh.endswith(late)
        assert late.count(b"data: ") == 1

    asyncio.run(read())
