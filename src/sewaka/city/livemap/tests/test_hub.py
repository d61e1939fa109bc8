"""The hub: everybody gets every change, and a slow client costs only itself."""

from __future__ import annotations

from sewaka.city.livemap.hub import KEPT, WAITING, Change, Hub


def change(seq: int) -> Change:
    return Change(seq=seq, layer="reports", number=f"L26-{seq}", body="{}")


def test_every_listener_gets_every_change_in_order() -> None:
    hub = Hub()
    with hub.listening() as first, hub.listening() as second:
        hub.publish(change(1))
        hub.publish(change(2))
        heard = [[each.queue.get_nowait().seq for _ in range(2)] for each in (first, second)]
    assert heard == [[1, 2], [1, 2]]
    assert hub.listeners == 0


def test_a_slow_listener_is_cut_off_and_the_others_are_not() -> None:
    hub = Hub()
    with hub.listening() as slow, hub.listening() as quick:
        for seq in range(1, WAITING + 2):
            hub.publish(change(seq))
            quick.queue.get_nowait()
        assert (slow.is_lost, quick.is_lost) == (True, False)
        assert hub.listeners == 1


def test_a_returning_client_gets_what_it_missed() -> None:
    hub = Hub()
    for seq in (3, 5, 8):
        hub.publish(change(seq))
    assert hub.since(3) == (change(5), change(8))
    assert hub.since(8) == ()
    assert hub.head == 8


def test_a_client_away_for_too_long_must_load_the_page_anew() -> None:
    hub = Hub()
    for seq in range(1, KEPT + 10):
        hub.publish(change(seq))
    assert hub.since(2) is None
    assert hub.since(KEPT) == tuple(change(seq) for seq in range(KEPT + 1, KEPT + 10))
