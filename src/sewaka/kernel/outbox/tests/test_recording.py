"""Events are written with the deed, or not at all, and never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal
from uuid import UUID

import jsonschema
import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from sewaka.kernel import outbox, registry
from sewaka.kernel.access import SYSTEM, Actor, Held
from sewaka.kernel.keys import erasure
from sewaka.kernel.outbox import catalogue, events, reading
from sewaka.kernel.outbox.models import DeadLetter, Delivery, EventRow, Offset
from sewaka.kernel.outbox.recording import OutsideTransaction, ReadAccess

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
CASE = UUID("01990000-0000-7000-8000-00000000cccc")
MADE = UUID("01990000-0000-7000-8000-00000000aaaa")
SARI = Actor(person_id=UUID(int=7), grants=(Held("reports.dispatcher", agency_code="pupr"),))


class Colour(StrEnum):
    """A choice inside an event."""

    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class LampBroken(outbox.Event):
    """An event with every kind of field."""

    name = "lamps.lamp_broken"
    version = 2
    case_id: UUID
    poles: tuple[int, ...]
    colour: Colour
    seen_on: date
    words: str = ""
    height_m: float | None = None
    phone: str | None = outbox.personal(default=None)

    @classmethod
    def upcast(cls, version: int, fields: dict[str, Any]) -> dict[str, Any]:
        """Version 1 knew one pole only."""
        if version == 1:
            return {**fields, "poles": [fields["pole"]]}
        raise LookupError(f"version {version}")


LAMP = LampBroken(case_id=CASE, poles=(3, 4), colour=Colour.RED, seen_on=date(2026, 3, 9))


@pytest.fixture(autouse=True)
def keys_folder(tmp_path: Path, settings: Any) -> None:
    settings.SEWAKA_KEYS_DIR = tmp_path / "keys"


@pytest.mark.django_db
def test_row_says_who_what_when() -> None:
    row_id = outbox.record(LAMP, actor=SARI, now=NOW)
    row = EventRow.objects.get(pk=row_id)
    assert (row.name, row.version, row.module) == ("lamps.lamp_broken", 2, "lamps")
    assert (row.case_id, row.subject_id, row.actor_id) == (CASE, None, UUID(int=7))
    assert (row.via, row.occurred_at, row.seq, row.hash) == ("session", NOW, None, None)
    assert row.data == {
        "case_id": str(CASE),
        "poles": [3, 4],
        "colour": "red",
        "seen_on": "2026-03-09",
        "words": "",
        "height_m": None,
    }
    assert row.personal == {}


@pytest.mark.django_db(transaction=True)
def test_refused_outside_a_transaction() -> None:
    with pytest.raises(OutsideTransaction, match=r"lamps\.lamp_broken"):
        outbox.record(LAMP, actor=SYSTEM, now=NOW)
    assert EventRow.objects.count() == 0


@pytest.mark.django_db
def test_goes_with_the_deed() -> None:
    with transaction.atomic():
        outbox.record(LAMP, actor=SYSTEM, now=NOW)
        transaction.set_rollback(True)
    assert EventRow.objects.count() == 0


@pytest.mark.django_db
def test_what_json_can_not_say_is_refused() -> None:
    bad = LampBroken(
        case_id=CASE, poles=(), colour=Colour.RED, seen_on=date(2026, 3, 9), height_m=float("nan")
    )
    with pytest.raises(ValueError, match="JSON"):
        outbox.record(bad, actor=SYSTEM, now=NOW)
    assert EventRow.objects.count() == 0


@pytest.mark.django_db
def test_comes_back_as_it_was() -> None:
    event = LampBroken(
        case_id=CASE,
        poles=(1,),
        colour=Colour.RED,
        seen_on=date(2026, 3, 9),
        height_m=4.5,
        phone="+62 800 0000 0001",
    )
    row_id = outbox.record(event, actor=SYSTEM, now=NOW, subject=MADE)
    row = EventRow.objects.get(pk=row_id)
    assert "0001" not in str(row.data) + str(row.personal)
    found = reading.received(row, event_class=LampBroken)
    assert found.event == event
    assert (found.id, found.case_id, found.subject_id) == (row_id, CASE, MADE)


@pytest.mark.django_db
def test_erased_person_leaves_an_event_without_values() -> None:
    event = LampBroken(
        case_id=CASE, poles=(1,), colour=Colour.RED, seen_on=date(2026, 3, 9), phone="+62 800 1"
    )
    row_id = outbox.record(event, actor=SYSTEM, now=NOW, subject=MADE)
    erasure.erase(MADE, now=NOW)
    found = reading.received(EventRow.objects.get(pk=row_id), event_class=LampBroken)
    assert isinstance(found.event, LampBroken)
    assert found.event.phone is None
    assert found.event.poles == (1,)


@pytest.mark.django_db
def test_personal_value_needs_a_subject() -> None:
    event = LampBroken(
        case_id=CASE, poles=(1,), colour=Colour.RED, seen_on=date(2026, 3, 9), phone="+62 800 1"
    )
    with pytest.raises(ValueError, match="no subject was given"):
        outbox.record(event, actor=SYSTEM, now=NOW)
    assert EventRow.objects.count() == 0


def test_old_version_is_still_read() -> None:
    fields = {"case_id": str(CASE), "pole": 9, "colour": "red", "seen_on": "2026-03-09"}
    found = events.decode(LampBroken, version=1, fields=fields)
    assert found.poles == (9,)
    with pytest.raises(LookupError, match="version 7"):
        events.decode(LampBroken, version=7, fields=fields)


def test_schema_describes_the_example() -> None:
    schema = events.schema(LampBroken)
    jsonschema.validate(events.encode(LampBroken.example()), schema)
    assert schema["required"] == ["case_id", "poles", "colour", "seen_on"]


@pytest.mark.parametrize("name", sorted(catalogue.events()))
def test_every_published_event_has_a_valid_example(name: str) -> None:
    event_class = catalogue.events()[name]
    example = event_class.example()
    jsonschema.validate(events.encode(example), events.schema(event_class))
    assert (
        events.decode(event_class, version=event_class.version, fields=events.encode(example))
        == example
    )


def test_only_frozen_dataclasses_are_events() -> None:
    class Loose(outbox.Event):
        name = "lamps.loose"

    with pytest.raises(TypeError, match="not a frozen dataclass"):
        events.schema(Loose)


@pytest.mark.django_db
def test_reading_leaves_one_event_for_many_people() -> None:
    row_id = outbox.read_event(
        what="reports.ReporterContact",
        purpose="answer",
        subjects=[MADE, UUID(int=8), MADE],
        actor=SARI,
        now=NOW,
        channel="export",
        query="state:open",
    )
    row = EventRow.objects.get(pk=row_id)
    assert row.name == "audit.read"
    assert row.data == {
        "what": "reports.ReporterContact",
        "purpose": "answer",
        "subjects": [str(MADE), str(UUID(int=8))],
        "channel": "export",
        "query": "state:open",
        "roles": ["reports.dispatcher"],
        "office": "pupr",
        "result": 2,
    }
    assert row.subject_id is None
    hits = EventRow.objects.filter(name="audit.read", data__subjects__contains=[str(MADE)])
    assert [hit.pk for hit in hits] == [row_id]


@pytest.mark.django_db
def test_reading_of_one_person_names_the_subject() -> None:
    row_id = outbox.read_event(what="x", purpose="y", subjects=[MADE], actor=SARI, now=NOW)
    assert EventRow.objects.get(pk=row_id).subject_id == MADE


@pytest.mark.django_db
def test_reading_fails_when_it_can_not_be_logged() -> None:
    too_long = Actor(via="x" * 17)
    with pytest.raises(DatabaseError):
        outbox.read_event(what="x", purpose="y", subjects=[MADE], actor=too_long, now=NOW)
    assert EventRow.objects.count() == 0


def test_read_access_is_published() -> None:
    assert catalogue.events()["audit.read"] is ReadAccess


FORBIDDEN = (
    "UPDATE outbox_event SET via = 'x'",
    "UPDATE outbox_event SET seq = 1",
    "UPDATE outbox_event SET seq = 1, prev_hash = 'a', hash = 'b', via = 'x'",
    "DELETE FROM outbox_event",
    "TRUNCATE outbox_event CASCADE",
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ["sewaka_app", "sewaka_owner", "sewaka_relay"])
def test_nobody_changes_an_event(connect_as: Callable[[str], Any], role: str) -> None:
    with transaction.atomic():
        outbox.record(LAMP, actor=SYSTEM, now=NOW)
    connected = connect_as(role)
    for statement in FORBIDDEN:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connected.execute(statement)
    assert EventRow.objects.get().via == "system"


@pytest.mark.django_db(transaction=True)
def test_sealed_event_is_not_sealed_again(connect_as: Callable[[str], Any]) -> None:
    with transaction.atomic():
        outbox.record(LAMP, actor=SYSTEM, now=NOW)
    relay = connect_as("sewaka_relay")
    relay.execute("UPDATE outbox_event SET seq = 1, prev_hash = 'a', hash = 'b'")
    with pytest.raises(Exception, match="only grows"):
        relay.execute("UPDATE outbox_event SET seq = 2, prev_hash = 'a', hash = 'b'")


@pytest.mark.django_db
def test_rows_come_in_the_order_of_writing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        first = outbox.record(LAMP, actor=SYSTEM, now=NOW)
        second = outbox.record(LAMP, actor=SYSTEM, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM outbox_event ORDER BY position")
        assert [row[0] for row in cursor.fetchall()] == [first, second]
    assert first < second


@pytest.mark.django_db
def test_many_at_once_in_the_order_told() -> None:
    told = [
        outbox.Told(LampBroken(case_id=CASE, poles=(n,), colour=Colour.RED, seen_on=NOW.date()),
                    actor=SARI, at=NOW)
        for n in range(5)
    ]  # fmt: skip
    assert outbox.record_all(told) == 5
    rows = EventRow.objects.order_by("position")
    assert [row.data["poles"] for row in rows] == [[0], [1], [2], [3], [4]]
    assert {row.actor_id for row in rows} == {UUID(int=7)}


@pytest.mark.django_db(transaction=True)
def test_many_are_refused_outside_a_transaction_too() -> None:
    with pytest.raises(OutsideTransaction):
        outbox.record_all([outbox.Told(LAMP, actor=SYSTEM, at=NOW)])
    assert EventRow.objects.count() == 0


def test_rows_say_what_they_are() -> None:
    row = EventRow(id=CASE, name="lamps.lamp_broken", seq=3)
    assert str(row) == "lamps.lamp_broken #3"
    assert str(Offset(consumer="notify.tell", seq=7)) == "notify.tell at 7"
    assert str(DeadLetter(consumer="notify.tell", event=row)) == f"notify.tell on {CASE}"
    assert str(Delivery(channel="mail", target="person:1")) == "mail to person:1: waiting"


@dataclass(frozen=True, slots=True)
class Inner:
    """A value inside an event."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bent(outbox.Event):
    """Fields for which an example has to be thought of."""

    name = "lamps.bent"
    version = 3
    way: Literal["left", "right"]
    inner: Inner
    words: list[str]


def test_example_of_nested_fields() -> None:
    example = Bent.example()
    assert (example.way, example.words, example.inner.number) == ("left", [], 1)


def test_old_version_without_a_way_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"lamps\.bent: version 1 has no way to 3"):
        events.decode(Bent, version=1, fields={})


@pytest.mark.parametrize("kind", ["events", "consumers"])
def test_names_stand_once(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    consumer = outbox.Consumer("lamps.listens", (LampBroken,), run=print)
    twin = SimpleNamespace(events=(LampBroken, Twin), consumers=(consumer, consumer))
    monkeypatch.setattr(registry, "modules", lambda: (twin,))
    with pytest.raises(ValueError, match="two"):
        getattr(catalogue, kind).__wrapped__()


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin(outbox.Event):
    """Another event under a name that is taken."""

    name = "lamps.lamp_broken"
