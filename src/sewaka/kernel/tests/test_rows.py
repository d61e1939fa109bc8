"""Rows of one deed in one statement: seen by every reader, all or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.pq import TransactionStatus

from sewaka.kernel.errors import DomainError
from sewaka.kernel.idempotency.models import KeptAnswer
from sewaka.kernel.outbox.models import EventRow, Offset
from sewaka.kernel.rows import deed, insert, together

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


PRIMARY = "outbox_offset_pkey"


class Taken(DomainError):
    """Somebody else has that name."""


def event(name: str) -> EventRow:
    return EventRow(
        name=name, version=1, module="lamps", via="test", occurred_at=NOW, data={"words": name}
    )


def written() -> list[str]:
    return list(EventRow.objects.order_by("position").values_list("name", flat=True))


def test_rows_of_several_tables_take_one_statement_and_keep_their_order() -> None:
    with CaptureQueriesContext(connection) as asked, transaction.atomic(), together():
        insert(event("lamps.one"), event("lamps.two"))
        insert(Offset(consumer="lamps"))
        insert(event("lamps.three"))
    statements = [one["sql"] for one in asked if "INSERT" in one["sql"]]
    assert len(statements) == 1
    assert written() == ["lamps.one", "lamps.two", "lamps.three"]
    assert Offset.objects.get().seq == 0


def test_a_reader_inside_sees_what_waits() -> None:
    with transaction.atomic(), together():
        insert(event("lamps.one"))
        assert written() == ["lamps.one"]
        insert(event("lamps.two"))
        with transaction.atomic():
            insert(event("lamps.three"))
    assert written() == ["lamps.one", "lamps.two", "lamps.three"]


def test_a_row_knows_that_it_is_stored_and_what_the_database_filled() -> None:
    row = event("lamps.one")
    insert(row)
    assert not row._state.adding
    assert row.position == EventRow.objects.get().position
    row.via = "later"
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        row.save()  # an UPDATE, which the table refuses: not a second INSERT


def test_an_error_inside_writes_nothing() -> None:
    def fail() -> None:
        insert(event("lamps.one"))
        raise LookupError

    with pytest.raises(LookupError), transaction.atomic(), together():
        fail()
    assert written() == []
    insert(event("lamps.two"))
    assert written() == ["lamps.two"]


def test_a_broken_constraint_is_told_in_its_own_words() -> None:
    taken = Taken("lamps.taken")
    insert(Offset(consumer="lamps"))
    with pytest.raises(Taken), transaction.atomic(), together():
        insert(event("lamps.one"), Offset(consumer="lamps"), refusals={PRIMARY: taken})
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Offset(consumer="lamps"))
    assert written() == []


def test_a_table_that_draws_its_keys_is_refused() -> None:
    with pytest.raises(TypeError, match="KeptAnswer"):
        insert(KeptAnswer(scope="lamps"))


@pytest.mark.django_db(transaction=True)
def test_rows_wait_inside_a_transaction_only() -> None:
    with pytest.raises(RuntimeError), together():
        pass


@pytest.mark.django_db(transaction=True)
def test_a_deed_of_rows_alone_is_one_statement_and_stays() -> None:
    with deed():
        insert(Offset(consumer="lamps"), Offset(consumer="parks"))
        assert connection.connection.info.transaction_status is TransactionStatus.IDLE
    assert Offset.objects.count() == 2
    taken = {PRIMARY: Taken("lamps.taken")}
    with pytest.raises(Taken), deed():
        insert(Offset(consumer="roads"), Offset(consumer="lamps"), refusals=taken)
    assert Offset.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_asks_before_or_fails_later_is_all_or_nothing() -> None:
    def fail(*, after_reading: bool) -> None:
        insert(Offset(consumer="lamps"))
        if after_reading:
            assert Offset.objects.count() == 1
        raise LookupError

    for after_reading in (False, True):
        with pytest.raises(LookupError), deed():
            fail(after_reading=after_reading)
        assert Offset.objects.count() == 0
    with deed():
        assert not Offset.objects.exists()
        insert(Offset(consumer="lamps"))
    assert Offset.objects.count() == 1


def test_values_reach_the_table_as_they_were() -> None:
    when = datetime(1999, 12, 31, 23, 59, 59, 123_456, tzinfo=timezone(timedelta(hours=8)))
    row = EventRow(
        name="lamps.\"'\\ é 🙏\n",
        version=1,
        module="lamps",
        case_id=UUID(int=7),
        via="test",
        occurred_at=when,
        data={"none": None, "list": [1, 2.5, "x"], "deep": {"a": True}},
    )
    insert(row)
    stored = EventRow.objects.get()
    for column in EventRow._meta.local_concrete_fields:
        assert getattr(stored, column.attname) == getattr(row, column.attname)
