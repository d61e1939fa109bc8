"""Numbers without gaps, a chain that shows every change, one relay at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest
import time_machine
from click.testing import CliRunner
from django.db import connection, transaction

from sewaka.kernel import clock, outbox
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.outbox import chain, commands, relay
from sewaka.kernel.outbox.models import EventRow
from tests.database import Connect
from tests.relay import acting_as

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
WITA = ZoneInfo("Asia/Makassar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(outbox.Event):
    """A bell rang."""

    name = "bells.rang"
    number: int
    weight: float = 0.1


def ring(*numbers: int, is_undone: bool = False) -> None:
    """Record one event for each number in one transaction, as the application does."""
    with acting_as("sewaka_app"), transaction.atomic():
        for number in numbers:
            outbox.record(Rang(number=number), actor=SYSTEM, now=NOW)
        transaction.set_rollback(is_undone)


@pytest.fixture(autouse=True)
def as_relay(db: None, transactional_db: None) -> Iterator[None]:
    """These tests are the relay; it may read, and set the columns that seal."""
    with acting_as("sewaka_relay"):
        yield


def sealed() -> list[tuple[Any, ...]]:
    rows = EventRow.objects.order_by("seq").values_list("seq", "data__number")
    return list(rows)


def test_gapless_numbers_in_the_order_of_writing() -> None:
    ring(1, 2, 3)
    assert relay.seal_batch(limit=2) == 2
    assert relay.seal_batch(limit=2) == 1
    assert relay.seal_batch(limit=2) == 0
    assert sealed() == [(1, 1), (2, 2), (3, 3)]
    assert relay.head() == 3


def test_rolled_back_events_leave_no_gap() -> None:
    ring(1)
    ring(2, is_undone=True)
    ring(3)
    relay.seal_batch()
    assert sealed() == [(1, 1), (2, 3)]


def test_event_that_commits_late_comes_later(connect_as: Connect) -> None:
    slow = connect_as("sewaka_app")
    slow.autocommit = False
    slow.execute(
        "INSERT INTO outbox_event"
        " (id, name, version, module, via, occurred_at, data, personal)"
        " VALUES (%s, 'bells.rang', 1, 'bells', 'system', now(), '{\"number\": 1}', '{}')",
        [UUID(int=1)],
    )
    ring(2)
    assert relay.seal_batch() == 1
    slow.commit()
    assert relay.seal_batch() == 1
    assert sealed() == [(1, 2), (2, 1)]
    assert chain.verify().is_sound


def test_one_relay_at_a_time(connect_as: Connect) -> None:
    ring(1)
    other = connect_as("sewaka_relay")
    other.autocommit = False
    other.execute("SELECT pg_advisory_xact_lock(%s)", [relay._LOCK])
    assert relay.seal_batch() == 0
    other.rollback()
    assert relay.seal_batch() == 1


def test_two_relays_racing_leave_one_chain() -> None:
    ring(*range(200))
    barrier = threading.Barrier(2)

    def race() -> None:
        barrier.wait()
        while relay.head() < 200:
            relay.seal_batch(limit=10)
        connection.close()

    threads = [threading.Thread(target=race) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seq for seq, _ in sealed()] == list(range(1, 201))
    assert chain.verify() == chain.Verdict(200, chain.verify().head)


def test_tells_who_listens(connect_as: Connect) -> None:
    listener = connect_as("sewaka_app")
    listener.execute("LISTEN sewaka_events")
    ring(1, 2)
    relay.seal_batch()
    told = next(listener.notifies(timeout=5, stop_after=1))
    assert (told.channel, told.payload) == ("sewaka_events", "2")


@pytest.mark.real_time
def test_lag_is_the_age_of_the_oldest_unsealed() -> None:
    assert relay.lag(now=NOW) == timedelta()
    ring(1)
    now = clock.now()
    assert timedelta(seconds=59) < relay.lag(now=now + timedelta(minutes=1)) < timedelta(seconds=62)
    relay.seal_batch()
    assert relay.lag(now=now + timedelta(minutes=1)) == timedelta()


@contextmanager
def serving() -> Iterator[None]:
    """A relay at work in a thread of its own, stopped at the end of the block."""
    stop = threading.Event()

    def serve() -> None:
        relay.run(stop)
        connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
        assert not thread.is_alive()


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("did not come within five seconds")


def test_full_batches_follow_each_other_without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "_BATCH", 1)
    monkeypatch.setattr(relay.seal_batch, "__defaults__", (1,))
    ring(*range(20))
    with serving():
        wait_for(lambda: relay.head() == 20)
    assert [seq for seq, _ in sealed()] == list(range(1, 21))


def test_runs_until_told_to_stop() -> None:
    ring(1)
    with serving():
        wait_for(lambda: relay.head() == 1)
    ring(2)
    assert sealed() == [(1, 1), (None, 2)]


def test_survives_a_broken_connection(connect_as: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "_AFTER_ERROR_S", 0.01)
    killer = connect_as("sewaka_relay")
    connection.ensure_connection()
    mine = [killer.info.backend_pid, connection.connection.info.backend_pid]

    def kill() -> bool:
        killed = killer.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'sewaka_relay'"
            " AND pid <> ALL (%s)",
            [mine],
        )
        return killed.rowcount == 1

    with serving():
        wait_for(kill)
        ring(1)
        wait_for(lambda: relay.head() == 1)
    assert sealed() == [(1, 1)]


@pytest.fixture
def as_superuser(database_server: Any, db: None) -> Callable[[str], None]:
    """What only somebody with the machine can do: walk past the triggers."""
    there = replace(database_server, name=str(connection.settings_dict["NAME"]))

    def change(statement: str) -> None:
        with psycopg.connect(**there.libpq(), autocommit=True) as superuser:
            superuser.execute("SET session_replication_role = replica")
            superuser.execute(statement)

    return change


CHANGED = "was changed after it was sealed"
CHANGES = (
    ("UPDATE outbox_event SET data = jsonb_set(data, '{number}', '9') WHERE seq = 3", 3, CHANGED),
    ("UPDATE outbox_event SET via = 'api' WHERE seq = 2", 2, CHANGED),
    ('UPDATE outbox_event SET personal = \'{"x": "k1"}\' WHERE seq = 1', 1, CHANGED),
    ("UPDATE outbox_event SET occurred_at = occurred_at + '1 s' WHERE seq = 5", 5, CHANGED),
    ("UPDATE outbox_event SET hash = '\\x00' WHERE seq = 4", 4, CHANGED),
    (
        "UPDATE outbox_event SET prev_hash = '\\x00' WHERE seq = 4",
        4,
        "does not follow the event before it",
    ),
    ("DELETE FROM outbox_event WHERE seq = 3", 3, "an event is missing"),
    ("UPDATE outbox_event SET seq = seq + 1000 WHERE seq > 2", 3, "an event is missing"),
)


def test_every_change_is_found_at_its_row(as_superuser: Callable[[str], None]) -> None:
    for statement, bad_seq, reason in CHANGES:
        as_superuser("TRUNCATE outbox_event CASCADE")
        ring(1, 2, 3, 4, 5)
        relay.seal_batch()
        assert chain.verify().is_sound
        as_superuser(statement)
        verdict = chain.verify()
        found = (verdict.is_sound, verdict.bad_seq, verdict.reason, verdict.checked)
        assert found == (False, bad_seq, reason, bad_seq - 1), statement


def test_verifying_a_later_part_leans_on_the_row_before() -> None:
    ring(1, 2, 3, 4, 5)
    relay.seal_batch()
    whole, part = chain.verify(), chain.verify(4)
    assert (whole.checked, part.checked) == (5, 2)
    assert part.head == whole.head
    beyond = chain.verify(9)
    assert (beyond.checked, beyond.is_sound) == (0, True)


def test_pages_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    ring(*range(7))
    relay.seal_batch()
    whole = chain.verify()
    monkeypatch.setattr(chain, "_PAGE", 3)
    assert chain.verify() == whole


def test_head_of_a_day_stays_when_the_next_begins() -> None:
    with time_machine.travel(datetime(2026, 3, 9, 23, 59, tzinfo=WITA), tick=False):
        ring(1, 2)
    with time_machine.travel(datetime(2026, 3, 10, 0, 0, tzinfo=WITA), tick=False):
        ring(3)
    relay.seal_batch()
    assert chain.head_of_day(date(2026, 3, 9), zone=WITA).seq == 2
    assert chain.head_of_day(date(2026, 3, 10), zone=WITA) == chain.verify().head
    assert chain.head_of_day(date(2026, 3, 8), zone=WITA) == chain.Head(0, chain.GENESIS)


def test_command_says_sound_and_its_head() -> None:
    ring(1, 2)
    relay.seal_batch()
    result = CliRunner().invoke(commands.audit, ["verify"])
    assert result.exit_code == 0
    assert result.output == f"sound: 2 events, head 2 {chain.verify().head.hash.hex()}\n"


def test_command_names_the_bad_event(as_superuser: Callable[[str], None]) -> None:
    ring(1, 2)
    relay.seal_batch()
    as_superuser("UPDATE outbox_event SET via = 'api' WHERE seq = 2")
    result = CliRunner().invoke(commands.audit, ["verify"])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "BROKEN at event 2: was changed after it was sealed",
        "1 events before it are sound",
    ]
