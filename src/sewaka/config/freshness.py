"""Whether a database already holds what this code wants, so that a second start is quick.

The mark is a comment on the database itself: a copy that is restored brings its own mark along,
and an older one says so.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg
from psycopg import sql

from sewaka.config import databases

PACKAGE = Path(__file__).resolve().parents[1]
_WATCHED = ("*.py", "*.csv", "*.json", "*.toml", "*.po")
_READ = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


def mark_of_code(*, with_demo: bool) -> str:
    """Names everything that decides what a migrated (and filled) database holds."""
    summed = hashlib.sha256()
    for path in sorted({path for pattern in _WATCHED for path in PACKAGE.rglob(pattern)}):
        inside = path.relative_to(PACKAGE)
        if "tests" not in inside.parts:
            summed.update(f"{inside}\0".encode())
            summed.update(hashlib.sha256(path.read_bytes()).digest())
    return f"sewaka {summed.hexdigest()[:32]}{' demo' if with_demo else ''}"


def mark_of_database() -> str:
    """The mark that the last complete start left; "" when there is none, or no way in."""
    owner = databases.address(databases.OWNER)
    try:
        with psycopg.connect(**owner.libpq(), connect_timeout=5) as connection:
            row = connection.execute(_READ, [owner.name]).fetchone()
    except psycopg.OperationalError:  # not made yet; whoever makes it says what is wrong
        return ""
    return str(row[0] or "") if row else ""


def leave_mark(mark: str) -> None:
    """Note that the database holds what the code of that mark wants."""
    owner = databases.address(databases.OWNER)
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}").format(
        sql.Identifier(owner.name), sql.Literal(mark)
    )
    with psycopg.connect(**owner.libpq(), autocommit=True) as connection:
        connection.execute(statement)
