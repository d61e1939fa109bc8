"""Rows of one deed in one statement: seen by every reader, all or none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sewaka.kernel.errors import DomainError
from sewaka.kernel.idempotency.models import KeptAnswer
from sewaka.kernel.outbox.models import EventRow, Offset
from sewaka.kernel.rows import insert, together

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
