"""The hub: everybody gets every change that is wanted, however late it is looked for."""

from __future__ import annotations

import re

from sewaka.city.livemap.hub import KEPT, Change, Hub, Narrowed

_SEQ = re.compile(rb"id: (\d+)\r\nevent: change\r\ndata: {}\r\n\r\n")


def change(seq: int, layer: str = "reports", number: str = "L26-1") -> Change:
    return Change(seq=seq, layer=layer, number=number, body="{}")


def told(reader: Narrowed, at: int) -> tuple[int, list[int]]:
    at, events = reader.news(at)
    return at, [int(seq) for seq in _SEQ.findall(events)]


def test_every_reader_is_called_for_every_change() -> None:
    hub, called = Hub(), [0, 0]

    def first() -> None:
        called[0] += 1

    def second() -> None:
        called[1] += 1

    hub.readers |= {first, second}
    hub.publish(change(1))
    hub.readers.discard(first)
    hub.publish(change(2))
    assert called == [1, 2]


def test_a_returning_client_gets_what_it_missed() -> None:
    hub = Hub()
    for seq in (3, 5, 8):
        hub.publish(change(seq))
    reader = Narrowed(hub)
    assert told(reader, reader.position("3")) == (8, [5, 8])
    assert told(reader, 8) == (8, [])
    assert reader.position("") == hub.head == 8
    assert reader.position("of another kind") == 8


def test_a_client_away_for_too_long_must_load_the_page_anew() -> None:
    hub = Hub()
    for seq in range(1, KEPT + 10):
        hub.publish(change(seq))
    assert Narrowed(hub).news(2) == (KEPT + 9, b"event: reload\r\ndata: {}\r\n\r\n")
    assert told(Narrowed(hub), KEPT) == (KEPT + 9, list(range(KEPT + 1, KEPT + 10)))


def test_a_reader_gets_the_layers_and_numbers_that_it_names() -> None:
    hub = Hub()
    for seq, (layer, number) in enumerate(
        [("reports", "L1"), ("traffic", "T1"), ("reports", "L2")]
    ):
        hub.publish(change(seq + 1, layer, number))
    assert told(Narrowed(hub, layers=frozenset({"reports"})), 0) == (3, [1, 3])
    assert told(Narrowed(hub, numbers=frozenset({"T1", "L2"})), 0) == (3, [2, 3])
    assert told(Narrowed(hub, frozenset({"reports"}), frozenset({"T1"})), 0) == (3, [])
