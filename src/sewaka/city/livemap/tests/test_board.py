"""The board: who looks late misses steps, never the last one."""

from __future__ import annotations

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


def test_readers_are_called_when_something_has_changed() -> None:
    board, called = Board(), list[int]()
    board.readers.add(lambda: called.append(len(board.since(0))))
    board.show({"a": "1"})
    board.show({"a": "1"})
    assert called == [1]
    board.show({"a": "2", "b": "1"})
    assert called == [1, 2]
    at, told = board.news(1)
    assert (at, told.count(b"data: ")) == (3, 2)
    assert board.news(3) == (3, b"")


def test_what_is_told_is_written_once_for_all_who_stand_at_the_same_place() -> None:
    board = Board()
    board.show({"a": "1", "b": "1"})
    (at, first), (_, second) = board.news(0), board.news(0)
    assert first is second
    board.show({"a": "2"})
    assert board.news(at) != (at, first)
    (_, fresh), (_, late) = board.news(0), board.news(at)
    assert b"data: 1\r\n" in fresh
    assert fresh.endswith(late)
    assert late.count(b"data: ") == 1
