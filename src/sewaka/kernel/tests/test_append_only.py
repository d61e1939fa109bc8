"""The guard of growing tables, as SQL for a migration."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from sewaka.kernel.append_only import guard


@pytest.fixture
def diary(db: None) -> None:
    """A guarded table of this test, with one row."""
    (operation,) = guard("probe_diary", set_once=("seal",))
    sql = str(operation.sql)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE probe_diary (n int, note jsonb, seal text)")
        # The tests' role may make functions only where its temporary tables lie.
        sql = sql.replace("probe_diary_guard()", "pg_temp.probe_diary_guard()")
        cursor.execute(sql)
        cursor.execute("INSERT INTO probe_diary (n) VALUES (1)")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE probe_diary SET n = 2",
        "UPDATE probe_diary SET n = 2, seal = 'x'",
        "UPDATE probe_diary SET seal = NULL",
        "DELETE FROM probe_diary",
        "TRUNCATE probe_diary",
    ],
)
def test_refuses(diary: None, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="only grows") as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert getattr(refusal.value.__cause__, "sqlstate", "") == "42501"


def test_grows_and_is_sealed_once(diary: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe_diary (n) VALUES (2)")
        cursor.execute("UPDATE probe_diary SET seal = 'x' WHERE n = 1")
    with (
        pytest.raises(ProgrammingError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE probe_diary SET seal = 'y' WHERE n = 1")


def test_is_undone_in_reverse() -> None:
    (operation,) = guard("cases_entry")
    assert operation.reversible
    assert "DECLARE" not in str(operation.sql)
    assert str(operation.reverse_sql).strip().splitlines() == [
        "DROP TRIGGER cases_entry_statement_guard ON cases_entry;",
        "DROP TRIGGER cases_entry_row_guard ON cases_entry;",
        "DROP FUNCTION cases_entry_guard();",
    ]


@pytest.mark.parametrize(("table", "column"), [("x; DROP", "a"), ("x", "a, b")])
def test_only_plain_names(table: str, column: str) -> None:
    with pytest.raises(ValueError, match=r"^x"):
        guard(table, set_once=(column,))
