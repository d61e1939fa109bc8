"""Limits hold for everybody alike, whichever process counts."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from sewaka.kernel import limits
from sewaka.kernel.errors import TooMany
from sewaka.kernel.limits import jobs
from sewaka.kernel.limits.models import Spent

NOW = datetime(2026, 3, 9, 2, 0, 30, tzinfo=UTC)
THREE_A_MINUTE = limits.Limit("tests.try.network", 3, timedelta(minutes=1))


def tries(count: int, *, who: str = "10.0.0.1", now: datetime = NOW) -> int:
    """How many of so many tries were allowed."""
    allowed = 0
    for _ in range(count):
        try:
            limits.spend(THREE_A_MINUTE, who=who, now=now)
            allowed += 1
        except TooMany:
            continue
    return allowed


@pytest.mark.django_db
def test_so_many_and_no_more() -> None:
    assert tries(5) == 3
    with pytest.raises(TooMany) as refusal:
        limits.spend(THREE_A_MINUTE, who="10.0.0.1", now=NOW)
    assert refusal.value.code == "limits.too_many"
    assert refusal.value.facts == {
        "retry_at": datetime(2026, 3, 9, 2, 1, tzinfo=UTC),
        "limit": "tests.try.network",
    }


@pytest.mark.django_db
def test_others_and_later_windows_begin_at_zero() -> None:
    tries(3)
    assert tries(1, who="10.0.0.2") == 1
    assert tries(1, now=NOW + timedelta(seconds=29)) == 0
    assert tries(1, now=NOW + timedelta(seconds=30)) == 1


@pytest.mark.django_db
def test_dear_things_cost_more() -> None:
    limits.spend(THREE_A_MINUTE, who="x", now=NOW, cost=3)
    with pytest.raises(TooMany):
        limits.spend(THREE_A_MINUTE, who="x", now=NOW)


@pytest.mark.django_db
def test_forgiven_after_success() -> None:
    tries(3)
    limits.forgive(THREE_A_MINUTE, who="10.0.0.1")
    assert tries(4) == 3


@pytest.mark.django_db
def test_nobody_is_named() -> None:
    tries(1)
    row = Spent.objects.get()
    assert b"10.0.0.1" not in bytes(row.who)
    assert str(row) == "tests.try.network: 1"


@pytest.mark.django_db
def test_ended_windows_are_forgotten() -> None:
    tries(1)
    assert limits.purge(now=NOW) == 0
    jobs.purge_counters()
    jobs.purge_counters()
    assert Spent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_three() -> None:
    allowed: list[int] = []
    barrier = threading.Barrier(10)

    def contend() -> None:
        barrier.wait()
        allowed.append(tries(5))
        connection.close()

    threads = [threading.Thread(target=contend) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == 3
    assert Spent.objects.get().count == 50
