"""Each event once, in order; a bad one does not stop the others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import catalogue, consumers
from sewaka.kernel.outbox.models import DeadLetter, Delivery, Offset
from tests.database import Connect
from tests.relay import seal

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(outbox.Event):
    """A bell rang."""

    name = "bells.rang"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fell(outbox.Event):
    """A bell fell."""

    name = "bells.fell"


class Diary:
    """A consumer's work: writes one row for each number, refuses the numbers in `bad`."""

    def __init__(self, *bad: int) -> None:
        self.bad = set(bad)
        self.seen: list[int] = []

    def note(self, *, received: outbox.Received, now: datetime) -> None:
        assert isinstance(received.event, Rang)
        number = received.event.number
        self.seen.append(number)
        write_down(number, now=now)
        if number in self.bad:
            raise RuntimeError(f"will not take {number}")

    def consumer(self, **settings: Any) -> outbox.Consumer:
        return outbox.Consumer(name="tests.diary", events=(Rang,), run=self.note, **settings)


def write_down(number: int, *, now: datetime) -> None:
    Delivery.objects.create(
        channel="tests", target="-", key=f"{new_id()}", payload={"n": number}, next_at=now,
        created_at=now,
    )  # fmt: skip


def written() -> list[int]:
    rows = Delivery.objects.order_by("payload__n").values_list("payload__n", flat=True)
    return [int(number) for number in rows]


def ring(*numbers: int) -> None:
    with transaction.atomic():
        for number in numbers:
            outbox.record(Rang(number=number), actor=SYSTEM, now=NOW)
        outbox.record(Fell(), actor=SYSTEM, now=NOW)
    seal()


def test_in_order_and_once() -> None:
    ring(1, 2, 3)
    diary = Diary()
    assert consumers.consume(diary.consumer(), now=NOW) == 4
    assert consumers.consume(diary.consumer(), now=NOW) == 0
    assert (diary.seen, written()) == ([1, 2, 3], [1, 2, 3])
    ring(4)
    assert consumers.consume(diary.consumer(), now=NOW) == 2
    assert diary.seen == [1, 2, 3, 4]


def test_idle_round_costs_two_queries(django_assert_num_queries: Any) -> None:
    ring(1)
    diaries = [
        outbox.Consumer(f"tests.diary{number}", (Rang,), Diary().note) for number in range(5)
    ]
    assert consumers.consume_all(now=NOW, consumers=diaries) == 10
    with django_assert_num_queries(2):
        assert consumers.consume_all(now=NOW, consumers=diaries) == 0


def test_batches_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "_BATCH", 2)
    ring(1, 2, 3, 4, 5)
    diary = Diary()
    rounds = [consumers.consume(diary.consumer(), now=NOW) for _ in range(4)]
    assert rounds == [2, 2, 2, 0]
    assert diary.seen == [1, 2, 3, 4, 5]


def test_unsealed_events_are_not_seen() -> None:
    with transaction.atomic():
        outbox.record(Rang(number=1), actor=SYSTEM, now=NOW)
    diary = Diary()
    assert consumers.consume(diary.consumer(), now=NOW) == 0
    assert diary.seen == []


def test_newcomer_without_history_begins_with_the_next() -> None:
    ring(1)
    diary = Diary()
    consumer = diary.consumer(is_told_history=False)
    assert consumers.consume(consumer, now=NOW) == 0
    ring(2)
    consumers.consume(consumer, now=NOW)
    assert diary.seen == [2]


def test_failed_event_is_tried_later_and_leaves_nothing() -> None:
    ring(1, 2, 3)
    diary = Diary(2)
    assert consumers.consume(diary.consumer(), now=NOW) == 1
    offset = Offset.objects.get()
    assert (offset.seq, offset.attempts) == (1, 1)
    assert offset.next_at == NOW + timedelta(seconds=2)
    assert "will not take 2" in offset.last_error
    assert written() == [1]
    assert consumers.consume(diary.consumer(), now=NOW + timedelta(seconds=1)) == 0
    assert diary.seen == [1, 2]
    diary.bad.clear()
    assert consumers.consume(diary.consumer(), now=NOW + timedelta(seconds=2)) == 3
    assert written() == [1, 2, 3]
    assert Offset.objects.get().attempts == 0
    assert DeadLetter.objects.count() == 0


def test_poison_becomes_a_dead_letter_and_the_rest_goes_on() -> None:
    ring(1, 2, 3)
    diary = Diary(2)
    now = NOW
    delays = []
    for _ in range(consumers.ATTEMPTS):
        consumers.consume(diary.consumer(), now=now)
        later = Offset.objects.get().next_at
        if later:
            delays.append((later - now).total_seconds())
            now = later
    assert delays == [2, 8, 32, 128]
    assert written() == [1, 3]
    dead = DeadLetter.objects.get()
    assert (dead.consumer, dead.attempts, dead.resolved_at) == ("tests.diary", 5, None)
    assert dead.event.data == {"number": 2}
    assert "will not take 2" in dead.error
    assert consumers.consume(diary.consumer(), now=now) == 0


def test_dead_letter_can_be_given_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "ATTEMPTS", 1)
    ring(1)
    diary = Diary(1)
    consumers.consume(diary.consumer(), now=NOW)
    monkeypatch.setattr(catalogue, "consumers", lambda: (diary.consumer(),))
    with pytest.raises(RuntimeError, match="will not take 1"):
        consumers.replay(DeadLetter.objects.get(), now=NOW)
    assert DeadLetter.objects.get().resolved_at is None
    diary.bad.clear()
    consumers.replay(DeadLetter.objects.get(), now=NOW)
    assert DeadLetter.objects.get().resolved_at == NOW
    assert written() == [1]


def test_broken_statement_does_not_break_the_batch() -> None:
    ring(1, 2)

    def note(*, received: outbox.Received, now: datetime) -> None:
        assert isinstance(received.event, Rang)
        if received.event.number == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        write_down(received.event.number, now=now)

    consumer = outbox.Consumer(name="tests.divides", events=(Rang,), run=note)
    assert consumers.consume(consumer, now=NOW) == 0
    assert "division by zero" in Offset.objects.get().last_error
    assert written() == []


def test_deferred_constraint_speaks_before_commit() -> None:
    ring(1)

    def note(*, received: outbox.Received, now: datetime) -> None:
        DeadLetter.objects.create(
            consumer="x", event_id=new_id(), error="", attempts=1, created_at=now
        )

    consumer = outbox.Consumer(name="tests.dangles", events=(Rang,), run=note)
    assert consumers.consume(consumer, now=NOW) == 0
    assert "foreign key" in Offset.objects.get().last_error
    assert DeadLetter.objects.count() == 0


def test_two_workers_do_not_give_an_event_twice() -> None:
    ring(*range(40))
    diary = Diary()
    barrier = threading.Barrier(3)

    def work() -> None:
        barrier.wait()
        while Offset.objects.filter(seq=41).count() == 0:
            consumers.consume(diary.consumer(), now=NOW)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert diary.seen == list(range(40))
    assert written() == list(range(40))


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        threading.Event().wait(0.01)
    pytest.fail("did not come within five seconds")


def test_runs_until_told_to_stop_and_survives_a_broken_connection(
    monkeypatch: pytest.MonkeyPatch, connect_as: Connect
) -> None:
    diary = Diary()
    monkeypatch.setattr(catalogue, "consumers", lambda: (diary.consumer(),))
    monkeypatch.setattr(consumers, "_AFTER_ERROR_S", 0.01)
    ring(1)
    stop = threading.Event()

    def serve() -> None:
        consumers.run(stop)
        connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        wait_for(lambda: written() == [1])
        killer = connect_as("sewaka_app")
        mine = [killer.info.backend_pid, connection.connection.info.backend_pid]
        killer.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'sewaka_app' AND pid <> ALL (%s)",
            [mine],
        )
        ring(2)
        wait_for(lambda: written() == [1, 2])
    finally:
        stop.set()
        thread.join(timeout=5)
    assert diary.seen == [1, 2]


def test_names_are_used_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogue.consumers() == catalogue.consumers()
    names = [consumer.name for consumer in catalogue.consumers()]
    assert sorted(set(names)) == sorted(names)
