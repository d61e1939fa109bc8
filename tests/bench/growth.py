"""A million reports: the demo city's rows copied by COPY, not sent through the actions.

Every copy gets ids and numbers of its own and lies up to a year further back.
"""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

from tests.drills.city import City

_NEW_ID = "md5({0}::text || k)::uuid"
_SHIFT = "make_interval(hours => k)"
_NUMBER = "'B' || k || '-' || substr({0}, 2, 2) || substr({0}, 5, 7)"

# What differs in a copy; all other columns are taken as they are.
TABLES: Mapping[str, Mapping[str, str]] = {
    "cases_case": {
        "id": _NEW_ID.format("id"),
        "number": _NUMBER.format("number"),
        "opened_at": f"opened_at - {_SHIFT}",
        "state_since": f"state_since - {_SHIFT}",
        "due_at": f"due_at - {_SHIFT}",
        "closed_at": f"closed_at - {_SHIFT}",
    },
    "reports_report": {
        "case_id": _NEW_ID.format("case_id"),
        "external_id": "NULL::varchar",
        "author_until": "NULL::timestamptz",
    },
    "reports_publicreport": {
        "case_id": _NEW_ID.format("case_id"),
        "number": _NUMBER.format("number"),
        "requested_at": f"requested_at - {_SHIFT}",
        "updated_at": f"updated_at - {_SHIFT}",
        "status_updated_at": f"status_updated_at - {_SHIFT}",
        "expected_at": f"expected_at - {_SHIFT}",
        # Nearby, not on the same spot.
        "lat": "lat + (k % 17 - 8) * 0.0004",
        "lon": "lon + (k % 19 - 9) * 0.0004",
    },
    "cases_slaclock": {
        "id": _NEW_ID.format("id"),
        "case_id": _NEW_ID.format("case_id"),
        "started_at": f"started_at - {_SHIFT}",
        "due_at": f"due_at - {_SHIFT}",
        "stopped_at": f"stopped_at - {_SHIFT}",
        "paused_at": f"paused_at - {_SHIFT}",
        "breached_at": "coalesce(breached_at, due_at)",
    },
}


def grow(city: City, *, to: int, first: int = 1) -> int:
    """Copy the city's reports until there are about `to`; gives how many there are.

    Copies are numbered from `first`: who grows a second time begins where no copy has been yet.
    """
    with city.connect("sewaka_owner") as source, city.connect("sewaka_owner") as target:
        # One snapshot of all tables: the city's own clock moves cases meanwhile.
        source.autocommit = False
        source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        present = _count(source)
        copies = max(0, to // max(1, present) - 1)
        for table, changed in TABLES.items():
            numbers = range(first, first + copies)
            _copy(source, target, table=table, changed=changed, numbers=numbers)
        for table in TABLES:
            # A city's million came over years and was cleaned meanwhile; here it comes at once.
            target.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
        return _count(target)


def _copy(
    source: psycopg.Connection,
    target: psycopg.Connection,
    *,
    table: str,
    changed: Mapping[str, str],
    numbers: range,
) -> None:
    names = [
        row[0]
        for row in source.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [table],
        )
    ]
    values = [sql.SQL(changed[n]) if n in changed else sql.Identifier(n) for n in names]
    read = sql.SQL(
        "COPY (SELECT {} FROM {}, generate_series({}, {}) AS k) TO STDOUT (FORMAT BINARY)"
    ).format(
        sql.SQL(", ").join(values),
        sql.Identifier(table),
        sql.Literal(numbers.start),
        sql.Literal(numbers.stop - 1),
    )
    write = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with source.cursor().copy(read) as out, target.cursor().copy(write) as into:
        for chunk in out:
            into.write(chunk)


def _count(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM reports_report").fetchone()
    return int(row[0]) if row else 0
