"""Messages to the outside are tried until they arrive, or end where somebody sees them."""

from __future__ import annotations

import importlib
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import deliveries, jobs
from sewaka.kernel.outbox.models import Delivery, DeliveryState

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)


class Post:
    """A channel of the tests: notes what it was given, fails as long as it is told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.fault: Exception | None = None

    def send(self, *, delivery: Delivery, now: datetime) -> None:
        if self.fault:
            raise self.fault
        self.sent.append(delivery.target)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    found = Post()
    monkeypatch.setattr(deliveries, "senders", lambda: {"post": found.send})
    return found


def put(key: str = "k1", *, channel: str = "post", target: str = "person:1") -> bool:
    return deliveries.enqueue(
        channel=channel, target=target, payload={"text": "hello"}, key=key, now=NOW
    )


@pytest.mark.django_db
def test_sent_once(post: Post) -> None:
    assert put()
    assert deliveries.work_off(now=NOW) == 1
    assert deliveries.work_off(now=NOW) == 0
    row = Delivery.objects.get()
    assert (row.state, row.sent_at, row.attempts) == (DeliveryState.SENT, NOW, 1)
    assert post.sent == ["person:1"]


@pytest.mark.django_db
def test_same_key_is_one_message(post: Post) -> None:
    assert put()
    assert not put()
    assert Delivery.objects.count() == 1


@pytest.mark.django_db
def test_failure_is_tried_again_later_and_later(post: Post) -> None:
    post.fault = ConnectionError("mail server is down")
    put()
    now, waits = NOW, []
    for _ in range(deliveries.ATTEMPTS - 1):
        assert deliveries.work_off(now=now) == 1
        row = Delivery.objects.get()
        assert (row.state, row.last_error) == (
            DeliveryState.WAITING,
            "ConnectionError: mail server is down",
        )
        assert deliveries.work_off(now=row.next_at - timedelta(microseconds=1)) == 0
        waits.append((row.next_at - now).total_seconds())
        now = row.next_at
    for wait, least in zip(waits, [30, 120, 480, 1920, 7680, 21600, 21600], strict=True):
        assert least <= wait <= least * 1.25
    deliveries.work_off(now=now)
    assert Delivery.objects.get().state == DeliveryState.DEAD
    assert deliveries.work_off(now=now + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_success_after_a_failure(post: Post) -> None:
    post.fault = TimeoutError()
    put()
    deliveries.work_off(now=NOW)
    post.fault = None
    deliveries.work_off(now=NOW + timedelta(minutes=1))
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.last_error) == (DeliveryState.SENT, 2, "")


@pytest.mark.django_db
def test_what_can_never_arrive_ends_at_once(post: Post) -> None:
    post.fault = deliveries.Undeliverable("the subscription ended")
    put()
    deliveries.work_off(now=NOW)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.last_error) == (
        DeliveryState.DEAD,
        1,
        "the subscription ended",
    )


@pytest.mark.django_db
def test_channel_that_nobody_serves_is_seen(post: Post) -> None:
    put(channel="pigeon")
    deliveries.work_off(now=NOW)
    assert Delivery.objects.get().last_error == "KeyError: 'pigeon'"


@pytest.mark.django_db
def test_dead_one_gets_all_its_attempts_again(post: Post) -> None:
    post.fault = deliveries.Undeliverable("x")
    put()
    deliveries.work_off(now=NOW)
    row = Delivery.objects.get()
    post.fault = None
    assert deliveries.retry(row.pk, now=NOW)
    assert not deliveries.retry(row.pk, now=NOW)
    assert not deliveries.retry(new_id(), now=NOW)
    deliveries.work_off(now=NOW)
    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.mark.django_db
def test_worker_that_died_leaves_it_due_again(post: Post) -> None:
    put()
    assert [row.attempts for row in deliveries._claim(now=NOW)] == [1]
    assert deliveries.work_off(now=NOW) == 0
    assert deliveries.work_off(now=NOW + deliveries._LEASE) == 1
    assert post.sent == ["person:1"]


@pytest.mark.django_db
def test_late_outcome_of_a_lost_lease_changes_nothing(post: Post) -> None:
    put()
    (stale,) = deliveries._claim(now=NOW)
    deliveries.work_off(now=NOW + deliveries._LEASE)
    deliveries._settle(stale, state=DeliveryState.DEAD)
    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work(post: Post) -> None:
    with transaction.atomic():
        for number in range(60):
            put(f"k{number}", target=f"person:{number}")

    def work() -> None:
        deliveries.work_off(now=NOW)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert sorted(post.sent) == sorted(f"person:{number}" for number in range(60))


@pytest.mark.django_db
def test_writing_asks_for_a_run_after_commit(
    post: Post, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        put("k1")
        put("k2")
        assert ProcrastinateJob.objects.count() == 0
    waiting = ProcrastinateJob.objects.values_list("task_name", "queue_name")
    assert list(waiting) == [("outbox.deliver", "delivery")]


@pytest.mark.django_db
def test_job_sends_and_may_run_twice(post: Post) -> None:
    put()
    jobs.deliver(timestamp=0)
    jobs.deliver(timestamp=0)
    assert post.sent == ["person:1"]


def test_every_channel_has_one_sender() -> None:
    assert all(callable(send) for send in deliveries.senders().values())


def test_two_senders_for_one_channel_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    senders = [SimpleNamespace(SENDERS={"post": Post().send}) for _ in range(2)]
    monkeypatch.setattr(deliveries, "find_spec", lambda _path: object())
    monkeypatch.setattr(importlib, "import_module", lambda _path: senders.pop())
    with pytest.raises(ValueError, match="two senders serve post"):
        deliveries.senders.__wrapped__()
