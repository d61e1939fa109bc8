"""The roles of the database, and what each may do.

| role | may |
| --- | --- |
| `sewaka_owner` | own and change the schema: migrations only |
| `sewaka_app` | read and write rows; on append-only tables only read and insert; no DDL |
| `sewaka_relay` | read; on the outbox set the columns that seal an event |
| `sewaka_read` | read: reports, the checker of backups |

A model says so itself by class attributes: `append_only = True`, and
`relay_columns = ("seq", "prev_hash", "hash")` for what the relay writes (`relay_inserts = True`
when it also adds rows). `by_functions = True`: nobody writes the table, only functions that run
with their owner's rights do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import LiteralString

import psycopg
from psycopg import sql

from sewaka.config import databases
from sewaka.config.databases import APP, OWNER, READ, RELAY, ROLES

OLDEST = 150_000  # PostgreSQL 15
_BUILTIN_LOCALES = 170_000
_BUILTIN = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
_LIBC = "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"


class CanNotPrepare(RuntimeError):
    """The server can not be made ready. The message is one line for the operator."""


def prepare(server: databases.Address, *, name: str, passwords: dict[str, str]) -> bool:
    """Make roles and the database `name` where they are missing; safe to repeat.

    False when the given role may not create roles: then the operator made them.
    Raises CanNotPrepare for a too old server.
    """
    with _connect(server) as connection:
        check_version(connection)
        if not _may_create_roles(connection):
            return False
        for role in ROLES:
            _ensure_role(connection, role, passwords[role])
        _ensure_database(connection, name)
    with _connect(replace(server, name=name)) as connection:
        _run(connection, "GRANT USAGE, CREATE ON SCHEMA public TO {}", sql.Identifier(OWNER))
    return True


def _connect(server: databases.Address) -> psycopg.Connection:
    """To the database of the address, or to the server's own one while it is still missing."""
    try:
        return psycopg.connect(**server.libpq(), connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise
    maintenance = replace(server, name="postgres")
    return psycopg.connect(**maintenance.libpq(), connect_timeout=5, autocommit=True)


def check_version(connection: psycopg.Connection) -> None:
    """Raises CanNotPrepare when the server is older than PostgreSQL 15."""
    found = connection.info.server_version
    if found < OLDEST:
        major = found // 10_000
        raise CanNotPrepare(f"PostgreSQL {major} is too old: Sewaka needs PostgreSQL 15 or newer")


def grant(owner: databases.Address) -> None:
    """Give each role what it may do on the tables as they are now. Needs Django's apps."""
    with psycopg.connect(**owner.libpq()) as connection:
        _grant_rows(connection)
        _grant_sealing(connection)


def append_only_tables() -> list[str]:
    """The tables whose rows are never changed or deleted, as the models declare."""
    return tables_that_say("append_only")


def tables_that_say(attribute: str) -> list[str]:
    """The tables whose models have this class attribute, and it is true."""
    from django.apps import apps

    return sorted(
        model._meta.db_table  # noqa: SLF001 - Django's documented model API
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, attribute, False)
    )


def _with_rights_of_owner(connection: psycopg.Connection) -> list[sql.Identifier]:
    """Our functions that whoever may call them runs as their owner (SECURITY DEFINER)."""
    rows = connection.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    return [sql.Identifier(name) for (name,) in rows]


def _may_create_roles(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT rolsuper OR (rolcreaterole AND rolcreatedb) FROM pg_roles"
        " WHERE rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    verb = sql.SQL("ALTER ROLE" if known else "CREATE ROLE")
    made = verb, sql.Identifier(role), sql.Literal(password)
    _run(connection, "{} {} LOGIN PASSWORD {}", *made)


def _ensure_database(connection: psycopg.Connection, name: str) -> None:
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    if not known:
        # Who may create roles, but is no superuser, can only give away what it belongs to.
        _run(connection, "GRANT {} TO CURRENT_USER", owner)
        builtin = connection.info.server_version >= _BUILTIN_LOCALES
        locale = _BUILTIN if builtin else _LIBC
        made = database, owner, sql.SQL(locale)
        _run(connection, "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' {}", *made)
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    for role in ROLES:
        right = database, sql.Identifier(role)
        _run(connection, "GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", *right)


def _grant_rows(connection: psycopg.Connection) -> None:
    app, relay, read = sql.Identifier(APP), sql.Identifier(RELAY), sql.Identifier(READ)
    for role in (app, relay, read):
        _run(connection, "GRANT USAGE ON SCHEMA public TO {}", role)
        _run(connection, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}", role)
        _run(connection, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}", role)
    _run(connection, "GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}", app)
    for role in (app, relay):
        _run(connection, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", role)
        _run(connection, "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}", role)
    for table in append_only_tables():
        _run(connection, "REVOKE UPDATE, DELETE ON {} FROM {}", sql.Identifier(table), app)
    for table in tables_that_say("by_functions"):
        _run(connection, "REVOKE INSERT, UPDATE, DELETE ON {} FROM {}", sql.Identifier(table), app)
    for function in _with_rights_of_owner(connection):
        _run(connection, "REVOKE EXECUTE ON FUNCTION {} FROM {}", function, relay)
    _run(connection, "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}", app)


def _grant_sealing(connection: psycopg.Connection) -> None:
    from django.apps import apps

    relay = sql.Identifier(RELAY)
    for model in apps.get_models():
        table = sql.Identifier(model._meta.db_table)  # noqa: SLF001 - as above
        columns: tuple[str, ...] = getattr(model, "relay_columns", ())
        if columns:
            named = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
            _run(connection, "GRANT UPDATE ({}) ON {} TO {}", named, table, relay)
        if getattr(model, "relay_inserts", False):
            _run(connection, "GRANT INSERT ON {} TO {}", table, relay)


def _run(connection: psycopg.Connection, words: LiteralString, *parts: sql.Composable) -> None:
    """Names and passwords can not be parameters of these statements; psycopg quotes them."""
    statement = sql.SQL(words).format(*parts)
    connection.execute(statement)
