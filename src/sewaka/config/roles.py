"""The roles of the database, and what each may do.

| role | may |
| --- | --- |
| `sewaka_owner` | own and change the schema: migrations only |
| `sewaka_app` | read and write rows; on append-only tables only read and insert; no DDL |
| `sewaka_relay` | read; on the outbox set the columns that seal an event |
| `sewaka_read` | read: reports, the checker of backups |

A model says so itself by class attributes: `append_only = True`, and
`relay_columns = ("seq", "prev_hash", "hash")` for what the relay writes (`relay_inserts = True`
when it also adds rows).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
from psycopg import sql

from sewaka.config import databases
from sewaka.config.databases import APP, OWNER, READ, RELAY, ROLES

OLDEST = 150_000  # PostgreSQL 15


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
        connection.execute(f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}")
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
        for statement in _grants():
            connection.execute(statement)


def append_only_tables() -> list[str]:
    """The tables whose rows are never changed or deleted, as the models declare."""
    from django.apps import apps

    return sorted(
        model._meta.db_table  # noqa: SLF001 - Django's documented model API
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "append_only", False)
    )


def _may_create_roles(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT rolsuper OR (rolcreaterole AND rolcreatedb) FROM pg_roles"
        " WHERE rolname = current_user"
    ).fetchone()
    return bool(row and row[0])


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    verb = sql.SQL("ALTER ROLE" if known else "CREATE ROLE")
    connection.execute(
        sql.SQL("{} {} LOGIN PASSWORD {}").format(verb, sql.Identifier(role), sql.Literal(password))
    )


def _ensure_database(connection: psycopg.Connection, name: str) -> None:
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    if not known:
        # A role that may create roles, but is no superuser, can only give away what it belongs to.
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
        connection.execute(
            sql.SQL(
                "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
                " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
            ).format(database, owner)
            if connection.info.server_version < 170_000  # noqa: PLR2004 - builtin locale since 17
            else sql.SQL(
                "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
                " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
            ).format(database, owner)
        )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    for role in ROLES:
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                database, sql.Identifier(role)
            )
        )


def _grants() -> Iterator[sql.Composed]:
    app, relay, read = sql.Identifier(APP), sql.Identifier(RELAY), sql.Identifier(READ)
    for role in (app, relay, read):
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
        yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role)
        yield sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(role)
    yield sql.SQL("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(app)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}, {}").format(
        app, relay
    )
    yield sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}, {}").format(app, relay)
    for table in append_only_tables():
        yield sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), app)
    yield sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(app)
    yield from _relay_grants()


def _relay_grants() -> Iterator[sql.Composed]:
    from django.apps import apps

    relay = sql.Identifier(RELAY)
    for model in apps.get_models():
        table = sql.Identifier(model._meta.db_table)  # noqa: SLF001 - as above
        columns: tuple[str, ...] = getattr(model, "relay_columns", ())
        if columns:
            named = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
            yield sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(named, table, relay)
        if getattr(model, "relay_inserts", False):
            yield sql.SQL("GRANT INSERT ON {} TO {}").format(table, relay)
