"""Calls of the functions in `sql/`, and what their refusals mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, LiteralString

import psycopg
from django.db import DatabaseError, connection
from django.db.transaction import TransactionManagementError
from psycopg import sql

from sewaka.kernel.errors import DomainError

MOST: Final = 10**15  # of one line, in whole units

# The types of what each function takes, in order: None and empty lists have none of their own.
_TYPES: Final[Mapping[str, tuple[LiteralString, ...]]] = {
    "ledger_open_book": ("text", "text", "text"),
    "ledger_open_account": (
        "bigint", "text", "text", "text", "boolean", "smallint", "uuid", "timestamptz",
    ),
    "ledger_set_status": ("bigint", "text"),
    "ledger_post": (
        "uuid", "bigint", "text", "date", "timestamptz", "timestamptz", "bigint[]", "bigint[]",
        "uuid", "text", "uuid", "uuid", "text", "uuid",
    ),
    "ledger_post_batch": (
        "bigint", "uuid[]", "text[]", "date[]", "timestamptz[]", "timestamptz", "text[]", "uuid[]",
        "uuid[]", "text[]", "uuid", "int[]", "bigint[]", "bigint[]",
    ),
    "ledger_reverse": ("uuid", "uuid", "date", "timestamptz", "timestamptz", "uuid", "text"),
    "ledger_hold": (
        "uuid", "uuid", "bigint", "bigint", "bigint", "bigint", "timestamptz", "date",
        "timestamptz", "timestamptz", "uuid", "text", "uuid",
    ),
    "ledger_end_hold": (
        "uuid", "uuid", "text", "bigint[]", "bigint[]", "date", "timestamptz", "timestamptz",
        "uuid",
    ),
    "ledger_close_period": ("bigint", "date", "timestamptz", "uuid"),
    "ledger_trial_balance": ("bigint", "date", "date"),
    "ledger_verify": (),
}  # fmt: skip

_CODES: Final[Mapping[str, str]] = {
    "LG001": "ledger.unbalanced",
    "LG002": "ledger.insufficient_funds",
    "LG003": "ledger.period_closed",
    "LG004": "ledger.append_only",
    "LG005": "ledger.bad_account",
    "LG006": "ledger.hold_not_pending",
    "LG007": "ledger.already_reversed",
    "LG409": "ledger.id_conflict",
}
_BY_CONSTRAINT: Final[Mapping[str, str]] = {
    "ledger_balance_floor": "ledger.insufficient_funds",
    "ledger_entry_amount": "ledger.amount",
    "ledger_journal_entry_count_check": "ledger.unbalanced",
}

_OF_ROWS: Final = {"ledger_post_batch", "ledger_trial_balance", "ledger_verify"}

# One value is asked for as one: what stands in FROM the server first keeps as a table.
_STATEMENTS: Final = {
    name: sql.SQL("SELECT * FROM {}({})" if name in _OF_ROWS else "SELECT {}({})")
    .format(
        sql.Identifier(name),
        sql.SQL(", ").join(sql.SQL("%s::") + sql.SQL(kind) for kind in kinds),
    )
    .as_string()
    for name, kinds in _TYPES.items()
}


def call(function: str, *given: Any) -> Any:
    """The one value that the function gives, inside the caller's transaction."""
    return rows(function, *given)[0][0]


def call_alone(function: str, *given: Any) -> Any:
    """The same as a transaction of its own: one statement is one."""
    if connection.in_atomic_block:
        raise TransactionManagementError("this posting would end with another's transaction")
    return read(function, *given)[0][0]


def rows(function: str, *given: Any) -> list[tuple[Any, ...]]:
    """All rows that it gives. Raises DomainError for what it refuses."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("the ledger posts inside the caller's transaction")
    return read(function, *given)


def read(function: str, *given: Any) -> list[tuple[Any, ...]]:
    """The same, for a function that writes nothing: no transaction is needed."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_STATEMENTS[function], _dumped(function, given))
            return list(cursor.fetchall())
    except DatabaseError as error:
        refusal = _meaning(error)
        if refusal is None:
            raise
        raise refusal from error


def _dumped(function: str, given: Sequence[Any]) -> list[Any]:
    """Lists of whole numbers as the server reads them. psycopg looks through each for the smallest
    type that holds it, and so has a statement prepared for each mixture of sizes."""
    return [
        f"{{{','.join(map(str, value))}}}" if kind in {"bigint[]", "int[]"} else value
        for kind, value in zip(_TYPES[function], given, strict=True)
    ]


def _meaning(error: DatabaseError) -> DomainError | None:
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return None
    diag = cause.diag
    code = _CODES.get(cause.sqlstate or "") or _BY_CONSTRAINT.get(diag.constraint_name or "")
    if not code:
        return None
    free = diag.message_detail or ""
    facts = {"free": int(free)} if cause.sqlstate == "LG002" and free.isdecimal() else {}
    return DomainError(code, **facts)
