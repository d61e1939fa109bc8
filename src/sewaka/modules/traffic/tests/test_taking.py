"""From messages to rows: stored before they are acknowledged, once, whatever comes."""

from __future__ import annotations

import queue
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from django.db import OperationalError

from sewaka.kernel import clock
from sewaka.modules.traffic import demo, mqtt, wire, wire_batch, wire_fields
from sewaka.modules.traffic.control.observe import Mode
from sewaka.modules.traffic.ingest import storing, taking
from sewaka.modules.traffic.ingest.taking import Taker
from sewaka.modules.traffic.models import (
    Detector,
    LateMinute,
    Observation,
    SignalEvent,
    live,
)
from sewaka.modules.traffic.mqtt import Received
from sewaka.modules.traffic.wire import Kind, Shown, Topic
from tests.cast import NOW

pytestmark = pytest.mark.django_db

CODE = "J06-J09_0"
NOW_S = NOW.timestamp()
READING = wire.Reading(
    "J09", CODE, NOW_S, 7, 812, 1.0, wire.Counts(3, 1, 0), 0.42, 4, 6.1, ((12.5, 0.0),)
)


@pytest.fixture
def taker(monkeypatch: pytest.MonkeyPatch) -> Taker:
    """Without a broker: the tests put messages into its queue."""
    monkeypatch.setenv("TRAFFIC_KEY", "a secret of the city")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(taking, "_AGAIN_S", 0.0)
    demo.roadside(now=NOW)
    return Taker(at=mqtt.Address("127.0.0.1", 1))


@pytest.fixture
def acknowledged(taker: Taker, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the messages that the broker may forget."""
    numbers: list[int] = []
    monkeypatch.setattr(
        taker._line, "acknowledge", lambda received: numbers.append(received.number)
    )
    return numbers


def message(number: int, payload: bytes, *, topic: Topic | None = None) -> Received:
    topic = topic or Topic("J09", Kind.OBS, CODE)
    return Received(str(topic), payload, is_retained=False, number=number, connection=1)


def take(taker: Taker, *messages: Received) -> None:
    for one in messages:
        taker._waiting.put(one)
    taker._keep(taker._batch())


def test_a_message_that_comes_twice_is_one_row(taker: Taker, acknowledged: list[int]) -> None:
    take(taker, *[message(number, wire.write_reading(READING)) for number in (1, 2)])
    take(taker, message(3, wire.write_reading(READING)))
    taker._note()
    assert acknowledged == [1, 2, 3]
    row = Observation.objects.get()
    detector = Detector.objects.get(code=CODE)
    assert (row.detector_id, row.observed_at, row.boot_id, row.seq) == (detector.id, NOW, 7, 812)
    assert (row.n_motorcycle, row.n_car, row.queue, row.zone_count) == (3, 1, 4, 1)
    assert (detector.last_seq, detector.last_at) == (812, NOW)
    assert not LateMinute.objects.exists()


def test_what_is_malformed_is_counted_and_the_rest_is_stored(
    taker: Taker, acknowledged: list[int]
) -> None:
    good = [message(number, wire.write_reading(replace(READING, seq=number))) for number in (1, 12)]
    bad = [message(number, b'{"occ":2}') for number in range(2, 12)]
    stranger = message(13, b"x", topic=Topic("J09", Kind.OBS, "nobody"))
    take(taker, good[0], *bad, good[1], stranger)
    taker._note()
    assert acknowledged == list(range(1, 14))
    assert list(Observation.objects.order_by("seq").values_list("seq", flat=True)) == [1, 12]
    detector = Detector.objects.get(code=CODE)
    assert (detector.refused, detector.refused_code, detector.health) == (10, "t", "suspect")
    assert detector.refused_sample == '{"occ":2}'


def batch(number: int, *items: object) -> Received:
    body = orjson.dumps({"observations": items})
    return message(number, body, topic=Topic("J09", Kind.OBS))


def item(seq: int, *, detector: str = CODE, **more: object) -> dict[str, object]:
    return {"detector": detector, **wire.reading_body(replace(READING, seq=seq)), **more}


def stored_seqs() -> list[int]:
    return list(Observation.objects.order_by("seq").values_list("seq", flat=True))


def test_a_batch_that_comes_again_in_another_order_is_stored_once(
    taker: Taker, acknowledged: list[int]
) -> None:
    take(taker, batch(1, item(1), item(2)), batch(2, item(3), item(4)))
    take(taker, batch(3, item(4), item(3)), batch(4, item(1), item(2), item(5)))
    take(taker, message(5, wire.write_reading(replace(READING, seq=2))))  # alone: the same
    assert acknowledged == [1, 2, 3, 4, 5]
    assert stored_seqs() == [1, 2, 3, 4, 5]


def test_a_bad_reading_of_a_batch_is_counted_at_its_detector_and_the_others_are_stored(
    taker: Taker, acknowledged: list[int]
) -> None:
    other, ahead = "J06-J09_1", wire_fields.instant(NOW_S + 3_601)
    take(
        taker,
        batch(
            1,
            item(1),
            item(2, detector=other, occ=2),
            item(3, detector=other, t=ahead),
            item(4, detector=other),
            item(5, detector="nobody"),
            "x",
        ),
    )
    assert taker._intake.unknown == 1
    assert taker._intake.illegible == {"J09": 1}
    taker._note()
    assert acknowledged == [1]
    assert stored_seqs() == [1, 4]
    found = Detector.objects.get(code=other)
    assert (found.refused, found.refused_code) == (2, "future")
    assert Detector.objects.get(code=CODE).refused == 0
    assert not taker._intake.illegible  # told, and counted from the start


def test_clocks_in_a_batch_are_judged_one_by_one(taker: Taker, acknowledged: list[int]) -> None:
    fast = wire_fields.instant(NOW_S + 2.5)
    take(taker, batch(1, item(1), item(2, detector="J06-J09_1", t=fast)))
    assert list(Observation.objects.order_by("seq").values_list("status", flat=True)) == [
        "ok",
        "clock",
    ]


def test_a_message_that_is_no_batch_is_acknowledged_and_takes_nothing_with_it(
    taker: Taker, acknowledged: list[int]
) -> None:
    topic = Topic("J09", Kind.OBS)
    take(
        taker,
        message(1, b"{", topic=topic),
        message(2, b" " * (wire_batch.LARGEST_BYTES + 1), topic=topic),
        message(3, wire.WILL, topic=topic),
        batch(4, item(1)),
    )
    assert acknowledged == [1, 2, 3, 4]
    assert taker._intake.illegible == {"J09": 2}
    assert stored_seqs() == [1]


def test_the_newest_of_many_detectors_are_noted_in_parts(
    taker: Taker, acknowledged: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "_NEWEST_AT_ONCE", 1)
    take(taker, batch(1, item(1), item(2, detector="J06-J09_1")))
    noted = []
    for _ in range(3):
        taker._note()
        noted.append(Detector.objects.exclude(last_seq=None).count())
    assert noted == [1, 2, 2]


def test_what_waits_is_limited_by_its_bytes() -> None:
    waiting = taking._Backlog(1_000)
    waiting.put_nowait(message(1, b"x" * 600))
    waiting.put_nowait(message(2, b""))
    with pytest.raises(queue.Full):
        waiting.put_nowait(message(3, b""))
    assert waiting.get_nowait().number == 1
    waiting.put_nowait(message(4, b""))
    assert [waiting.get_nowait().number for _ in range(2)] == [2, 4]
    assert waiting.empty()


def test_one_transaction_takes_some_megabytes_at_most(taker: Taker) -> None:
    for number in range(5):
        taker._waiting.put(message(number, b"x" * (taking.MOST_BYTES // 2)))
    assert [len(taker._batch()) for _ in range(3)] == [2, 2, 1]


def test_nothing_is_acknowledged_while_the_database_is_away(
    taker: Taker, acknowledged: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[int]] = []
    store = storing.store

    def away(*given: object, **named: object) -> int:
        seen.append(list(acknowledged))
        if len(seen) <= 3:
            raise OperationalError("the server closed the connection unexpectedly")
        return store(*given, **named)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(storing, "store", away)
    monkeypatch.setattr(f"{taking.__name__}.connection.close", lambda: None)
    take(taker, message(1, wire.write_reading(READING)))
    assert seen == [[]] * 4
    assert acknowledged == [1]
    assert Observation.objects.count() == 1


def test_who_stops_meanwhile_acknowledges_nothing(
    taker: Taker, acknowledged: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object, **_named: object) -> int:
        taker.stop.set()
        raise OperationalError("away")

    monkeypatch.setattr(storing, "store", away)
    monkeypatch.setattr(f"{taking.__name__}.connection.close", lambda: None)
    take(taker, message(1, wire.write_reading(READING)))
    assert acknowledged == []


def test_late_readings_make_their_minute_dirty(taker: Taker, acknowledged: list[int]) -> None:
    full = datetime(2026, 11, 23, 6, 1, tzinfo=UTC)
    late = [replace(READING, t_s=full.timestamp() + second, seq=second) for second in (0, 1, 2)]
    take(taker, *[message(one.seq, wire.write_reading(one)) for one in late])
    minutes = list(LateMinute.objects.order_by("started_at").values_list("started_at", flat=True))
    assert minutes == [full.replace(minute=0), full]  # 06:01:00.0 ends the minute before


def test_a_row_that_the_table_refuses_does_not_take_others_with_it(taker: Taker) -> None:
    taker._learn()
    rows = [
        taker._intake.row(reading=replace(READING, seq=seq), arrived_s=NOW_S) for seq in (1, 2, 3)
    ]
    kept = [row for row in rows if row is not None]
    kept[1] = (*kept[1][:5], -1.0, *kept[1][6:])  # a period of less than nothing
    assert storing.store(kept, now=NOW) == 2


def test_a_signal_that_changes_is_an_event(taker: Taker, acknowledged: list[int]) -> None:
    topic = Topic("J09", Kind.SIGNAL)
    first = Shown("J09", NOW_S, 1, "Gr", 0.0, Mode.ADAPTIVE)
    for number, shown in enumerate(
        [
            first,
            replace(first, t_s=NOW_S + 1, age_s=1.0),
            replace(first, t_s=NOW_S + 2, stage=2, indications="rG"),
            replace(first, t_s=NOW_S + 3, stage=2, mode=Mode.LOCAL),
        ]
    ):
        take(taker, message(number, wire.write_shown(shown), topic=topic))
    taker._note()
    found = SignalEvent.objects.order_by("at").values_list("stage", "mode", "cause")
    assert list(found) == [
        (1, "adaptive", "controller"),
        (2, "adaptive", "controller"),
        (2, "local", "fallback"),
    ]


def test_notices_stay_below_the_limit_of_the_database() -> None:
    junctions = [f"J{number:047d}" for number in range(400)]
    found = live.payloads(junctions)
    assert len(found) == 3
    assert max(map(len, found)) <= 7_900
