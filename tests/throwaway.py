"""The server of the tests: one embedded cluster, a template with the schema, copies of it.

The cluster's files stay between runs below the tests' home, so that the template is made only
when migrations or reference rows changed; the server itself lives as long as the run. Several
runs in one checkout take different clusters. `SEWAKA_TEST_DATABASE_URL` names another server.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, LiteralString

import psycopg
from psycopg import sql

from sewaka.config import databases, embedded, roles
from sewaka.config.databases import Address
from sewaka.kernel import env

SOURCES = Path(__file__).resolve().parents[1] / "src" / "sewaka"
_SCHEMA = ("**/migrations/*.py", "**/sql/*.sql")
_SLOTS = 8
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class TestServer:
    """A server; `start` in the controlling process, `close` at its end."""

    __test__ = False

    def __init__(self) -> None:
        self._cluster: embedded.Cluster | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._slot: IO[str] | None = None

    def start(self) -> Address:
        """Start the server; the superuser's address. `prepare_template` comes next."""
        given = env.text("SEWAKA_TEST_DATABASE_URL")
        return databases.read_url(given) if given else self._start_embedded()

    def close(self) -> None:
        """Stop what `start` started."""
        if self._cluster is not None:
            self._cluster.stop(within_s=10)
        if self._process is not None:
            self._process.wait()
        if self._slot is not None:
            self._slot.close()
        self._cluster = self._process = self._slot = None

    def _start_embedded(self) -> Address:
        home = env.home()
        number, self._slot = _free_slot(home)
        cluster = embedded.throw_away(home, name=f"cluster{number}")
        _drop_if_torn(cluster)
        cluster.stop()  # left by a killed run
        self._process = cluster.start()
        self._cluster = cluster
        _boot_note(cluster).write_text(_boot(), encoding="utf-8")
        server = Address(
            host=str(cluster.socket_folder),
            user=embedded.SUPERUSER,
            password=cluster.password(embedded.SUPERUSER),
            name="postgres",
        )
        for old in _databases(server) - {_schema_name(), template_name()}:
            if old.startswith("sewaka_"):
                drop_database(server, old)
        return server


def template_name() -> str:
    """Named after everything that decides what a fresh database holds."""
    return f"sewaka_template_{_digest(*_SCHEMA, '**/*.py', '**/seed/**/*')}"


def _schema_name() -> str:
    return f"sewaka_schema_{_digest(*_SCHEMA)}"


def _databases(server: Address) -> set[str]:
    with _superuser(server) as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


def prepare_template(server: Address) -> None:
    """Make the template database unless it is there: schema, grants, reference rows.

    In two steps, because the schema changes more rarely than the reference rows. Whoever comes
    while another makes it waits, and finds it made.
    """
    with _superuser(server) as lock:
        lock.execute("SELECT pg_advisory_lock(hashtext('sewaka template'))")
        if template_name() not in _databases(server):
            _make_template(server)


def _make_template(server: Address) -> None:
    base = env.text("SEWAKA_TEST_BASE")  # a template with a part of our migrations
    schema, template = _schema_name(), template_name()
    if not base and schema not in _databases(server):
        _build(server, schema, "schema")
    unready = f"{template}_unready"
    copy_database(server, source=base or schema, target=unready)
    _build(server, unready, "schema", "reference")
    with _superuser(server) as connection:
        rename = "ALTER DATABASE {} RENAME TO {}"
        connection.execute(
            sql.SQL(rename).format(sql.Identifier(unready), sql.Identifier(template))
        )


def copy_database(server: Address, *, source: str, target: str) -> None:
    """Make `target` anew as a copy of `source`, with the roles' right to connect.

    File by file: through the log, PostgreSQL's own choice, it takes twice as long.
    """
    drop_database(server, target)
    with _superuser(server) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(target),
                sql.Identifier(databases.OWNER),
                sql.Identifier(source),
            )
        )


@dataclass(frozen=True, slots=True)
class Fresh:
    """A copy as nobody has written into it yet: its tables, and the few rows that stand in them."""

    tables: str
    rows: Mapping[str, bytes]


# Everything that has a name in the copy, with the rights to it.
_TABLES = """
    SELECT md5(string_agg(format('%s %s %s', oid, relname, relacl), ' ' ORDER BY oid))
    FROM pg_class WHERE relnamespace::regnamespace::text NOT LIKE 'pg%'
"""
_FILLED = """
    SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) > 0
    AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
"""
_WRITTEN = """
    SELECT relid::regclass::text FROM pg_stat_user_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""
_LEAVE = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def look_at(server: Address, name: str) -> Fresh:
    """What a fresh copy holds, for `put_back`."""
    with _superuser(server, name=name) as connection:
        filled = [row[0] for row in connection.execute(_FILLED)]
        rows = {table: _rows_of(connection, table) for table in filled}
        held = {
            table: text for table, text in rows.items() if text
        }  # of some all rows were deleted
        return Fresh(tables=_one(connection, _TABLES), rows=held)


def _rows_of(connection: psycopg.Connection, table: str) -> bytes:
    """Sorted: where a row lies in its file depends on what was vacuumed."""
    with connection.cursor() as cursor, cursor.copy(_naming("COPY {} TO STDOUT", table)) as out:
        return b"".join(sorted(bytes(row) for row in out))


def put_back(server: Address, name: str, fresh: Fresh) -> bool:
    """Give the tables that were written to the rows of the fresh copy; False if it needs a new one.

    A new copy takes a thousand files and two checkpoints, a second on a busy machine. Who is still
    connected is put out first: what a connection wrote is counted when it ends, if not before.
    """
    with _superuser(server, name=name) as connection:
        connection.execute(_LEAVE)
        if _one(connection, _TABLES) != fresh.tables:
            return False
        written = [row[0] for row in connection.execute(_WRITTEN)]
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no triggers
            for table in written:
                connection.execute(_naming("DELETE FROM {}", table))
                _fill(connection, table, fresh.rows.get(table, b""))
        connection.execute("SELECT pg_stat_reset()")
    return True


def _fill(connection: psycopg.Connection, table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(_naming("COPY {} FROM STDIN", table)) as into:
        into.write(rows)


def _naming(text: LiteralString, table: str) -> sql.Composed:
    """The statement with the table's name as PostgreSQL itself gave it."""
    return sql.SQL(text).format(sql.Identifier(*table.split(".")))


def _one(connection: psycopg.Connection, question: LiteralString) -> str:
    row = connection.execute(question).fetchone()
    return str(row[0]) if row else ""


def drop_database(server: Address, name: str) -> None:
    """Drop the database, with whatever is connected to it."""
    with _superuser(server) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def address_as(server: Address, *, role: str, name: str) -> Address:
    """The address of a test database for one of our roles."""
    return replace(server, user=role, password=_password(role), name=name)


def _password(role: str) -> str:
    # The server of the tests may outlive the home that made its roles.
    return f"only-in-tests-{role}"


def _build(server: Address, name: str, *parts: str) -> None:
    """Run our own migration, in a process of its own, on the database of that name."""
    passwords = {role: _password(role) for role in databases.ROLES}
    if "schema" in parts:
        roles.prepare(
            server, name=name, passwords={role: _password(role) for role in databases.ROLES}
        )
    url = as_url(replace(server, name=name))
    surroundings = {
        **os.environ,
        "DATABASE_URL": url,
        "SEWAKA_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "sewaka.config.settings",
        "PYTHONPATH": os.pathsep.join([str(SOURCES.parent), os.environ.get("PYTHONPATH", "")]),
        **{f"{role.upper()}_PASSWORD": password for role, password in passwords.items()},
    }
    env.kept(env.home() / "secrets" / "own_roles", make=lambda: "tests")
    command = [sys.executable, "-m", "sewaka.config.migration", *parts]
    result = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if result.returncode != 0:
        drop_database(server, name)
        raise RuntimeError(f"the test database can not be made:\n{result.stderr[-4000:]}")


def as_url(address: Address) -> str:
    """The address as one string, for an environment variable."""
    from urllib.parse import quote, urlencode

    host = quote(address.host, safe="")
    port = f":{address.port}" if address.port else ""
    query = f"?{urlencode(address.options)}" if address.options else ""
    password = quote(address.password, safe="")
    return f"postgresql://{address.user}:{password}@{host}{port}/{address.name}{query}"


@contextlib.contextmanager
def _superuser(server: Address, *, name: str = "postgres") -> Iterator[psycopg.Connection]:
    there = replace(server, name=name)
    with psycopg.connect(**there.libpq(), autocommit=True) as connection:
        yield connection


def _digest(*patterns: str) -> str:
    """Of the names and contents of the files, without tests."""
    summed = hashlib.sha256()
    found = {path for pattern in patterns for path in SOURCES.glob(pattern) if path.is_file()}
    for path in sorted(found):
        inside = path.relative_to(SOURCES)
        if "tests" in inside.parts or "__pycache__" in inside.parts:
            continue
        summed.update(f"{inside}\0".encode())
        summed.update(hashlib.sha256(path.read_bytes()).digest())
    return summed.hexdigest()[:16]


def _free_slot(home: Path) -> tuple[int, IO[str]]:
    home.mkdir(parents=True, exist_ok=True)
    for number in range(_SLOTS):
        file = (home / f"cluster{number}.lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
        else:
            return number, file
    raise RuntimeError(f"{_SLOTS} test runs are under way in {home}")


def _drop_if_torn(cluster: embedded.Cluster) -> None:
    """Without fsync the files are worth nothing when the machine went down under the server."""
    unclean = (cluster.pgdata / "postmaster.pid").exists()
    note = _boot_note(cluster)
    if unclean and (not note.exists() or note.read_text(encoding="utf-8") != _boot()):
        shutil.rmtree(cluster.pgdata)


def _boot_note(cluster: embedded.Cluster) -> Path:
    return cluster.folder / "boot"


def _boot() -> str:
    return _BOOT.read_text(encoding="utf-8").strip() if _BOOT.exists() else ""
