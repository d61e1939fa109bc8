"""What each database role may do, on the real server."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from sewaka.config import roles
from sewaka.kernel.ids import new_id
from tests.database import Connect

pytestmark = pytest.mark.django_db

INSERT = (
    "INSERT INTO outbox_event (id, name, version, module, via, occurred_at, data, personal)"
    " VALUES (%s, 'tests.happened', 1, 'tests', 'system', now(), '{}', '{}')"
)


def refusal(statement: str) -> str:
    """The SQLSTATE with which the application's role is refused."""
    with pytest.raises(Exception) as caught, connection.cursor() as cursor:  # noqa: PT011 - its state is compared by the caller
        cursor.execute(statement)
    return str(getattr(caught.value.__cause__, "sqlstate", caught.value))


def test_tests_connect_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('is_superuser')")
        assert cursor.fetchone() == ("sewaka_app", "off")


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["outbox_event", "cases_caseentry"])
def test_append_only_tables_only_grow(verb: str, table: str) -> None:
    assert table in roles.append_only_tables()
    assert refusal(verb.format(table)) == "42501"


@pytest.mark.parametrize("right", ["INSERT", "UPDATE", "DELETE", "TRUNCATE"])
def test_what_functions_write_nobody_else_writes(right: str) -> None:
    tables = roles.tables_that_say("by_functions")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
            assert cursor.fetchone() == (False,), table
    assert len(tables) > 1


@pytest.mark.django_db(transaction=True)
def test_the_relay_calls_nothing_that_has_the_rights_of_the_owner(connect_as: Connect) -> None:
    for role in ("sewaka_relay", "sewaka_read"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connect_as(role).execute("SELECT ledger_open_book('a', 'a', 'IDR')")


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE mine (a int)", "DROP TABLE outbox_event", "DELETE FROM django_migrations"],
)
def test_the_application_changes_no_schema(statement: str) -> None:
    assert refusal(statement) == "42501"


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_leaves_nothing_behind_first(connect_as: Connect) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [new_id()])
    assert connect_as("sewaka_read").execute("SELECT count(*) FROM outbox_event").fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_leaves_nothing_behind_second(connect_as: Connect) -> None:
    assert connect_as("sewaka_read").execute("SELECT count(*) FROM outbox_event").fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_the_relay_seals_and_changes_nothing_else(connect_as: Connect) -> None:
    relay = connect_as("sewaka_relay")
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [new_id()])
    sealed = relay.execute(
        "UPDATE outbox_event SET seq = 1, prev_hash = ''::bytea, hash = 'a'::bytea"
    )
    assert sealed.rowcount == 1
    for statement in ("UPDATE outbox_event SET name = 'x'", "DELETE FROM outbox_event"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            relay.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_reader_only_reads(connect_as: Connect) -> None:
    reader = connect_as("sewaka_read")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(INSERT, [new_id()])
