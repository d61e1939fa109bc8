"""New rows of one deed, written in one statement.

A report that comes in leaves eight rows in eight tables. Written one by one they cost the web
process more than all the rest of the deed. As parts of one statement they cost a third, because
the rows of a table go as one JSON text: two hundred parameters would each be read and converted
in Python, and columns that stay empty need not be sent at all.
Constraints hold as ever: PostgreSQL checks foreign keys at the end of a statement.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from typing import Any, Final

import orjson
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault
from django.utils.functional import Promise
from psycopg.pq import TransactionStatus

from sewaka.kernel.errors import DomainError

Refusals = Mapping[str, DomainError]  # what to raise when the constraint of that name is broken
_Filled = tuple[str, ...]  # columns of a row that the database fills
_Part = tuple[type[Model], _Filled]  # rows of one table that leave the same columns to it
# Kinds of columns whose values go into JSON as they are.
_PLAIN: Final = frozenset(
    {
        models.BooleanField,
        models.CharField,
        models.DateField,
        models.DateTimeField,
        models.ForeignKey,
        models.IntegerField,
        models.BigIntegerField,
        models.OneToOneField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.TextField,
        models.UUIDField,
    }
)


@dataclass(slots=True)
class _Waiting:
    rows: list[Model] = field(default_factory=list)
    refusals: dict[str, DomainError] = field(default_factory=dict)

    def draw_up(self) -> _Drawn | None:
        """All that waits, ready to be sent. Sealing a value may ask the database for its key."""
        rows, self.rows = self.rows, []
        return _draw_up(rows) if rows else None

    def write(self) -> None:
        drawn = self.draw_up()
        if drawn is not None:
            _send(drawn, refusals=self.refusals)

    def first(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Before anything else is asked, what waits is written (Django's `execute_wrapper`)."""
        self.write()
        return execute(*asked)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Rows by the part of the statement that writes them, and what each part is given."""

    parts: Mapping[_Part, list[Model]]
    texts: list[str]


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting_rows", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Let rows given to `insert` wait, and write them at the end in one statement.

    Any other statement first writes what waits, so nobody ever reads without it. An error inside
    leaves the rest unwritten. Rows of one table keep their order. Inner uses join the outer one.
    Raises RuntimeError outside a transaction, for the rows of a deed stand or fall with it.
    """
    if _waiting.get() is not None:
        yield
        return
    if not connection.in_atomic_block:
        raise RuntimeError("rows wait inside a transaction only")
    waiting = _Waiting()
    token = _waiting.set(waiting)
    try:
        with connection.execute_wrapper(waiting.first):
            yield
            waiting.write()
    finally:
        _waiting.reset(token)


@contextmanager
def deed() -> Iterator[None]:
    """A transaction whose rows go `together`; part of the one around it, where there is one.

    Where nothing else was asked of the database, the statement that writes the rows is all of the
    transaction. It is then left to PostgreSQL to begin and commit it, which it does for a single
    statement by itself: three round trips become one, and the rows are as safe as ever.
    """
    if connection.in_atomic_block:
        with transaction.atomic(savepoint=False), together():
            yield
        return
    with transaction.atomic(), together():
        yield
        waiting = _waiting.get()
        drawn = waiting.draw_up() if waiting else None
        if waiting and drawn:
            with _alone():
                _send(drawn, refusals=waiting.refusals)


@contextmanager
def _alone() -> Iterator[None]:
    """Let the next statement be a transaction by itself, unless the present one has begun."""
    kept = connection.connection
    has_begun = kept.info.transaction_status is not TransactionStatus.IDLE
    if has_begun:
        yield
        return
    kept.autocommit = True
    try:
        yield
    finally:
        if kept.info.transaction_status is TransactionStatus.IDLE:  # else the line is dead
            kept.autocommit = False


def insert(*rows: Model, refusals: Refusals | None = None) -> None:
    """Write new rows in the order given: at once, or with the others inside `together`.

    Rows bear their own keys. Columns that the database fills are read back when somebody asks.
    Raises the error that `refusals` names for a broken constraint, else IntegrityError: here, or
    at the end of `together`. Raises TypeError for a table whose keys the database draws.
    """
    waiting = _waiting.get()
    now = waiting or _Waiting()
    now.rows += rows
    now.refusals.update(refusals or {})
    if waiting is None:
        now.write()


def _draw_up(rows: list[Model]) -> _Drawn:
    parts: dict[_Part, list[Model]] = {}
    given: dict[_Part, list[dict[str, Any]]] = {}
    for row in rows:
        values, filled = _values(row)
        part = (type(row), filled)
        parts.setdefault(part, []).append(row)
        given.setdefault(part, []).append(values)
    return _Drawn(parts, [orjson.dumps(one, default=_as_json).decode() for one in given.values()])


def _send(drawn: _Drawn, *, refusals: Refusals) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(_statement(tuple(drawn.parts)), drawn.texts)
    except IntegrityError as broken:
        refusal = refusals.get(_constraint(broken))
        if refusal is None:
            raise
        raise refusal from broken
    for (_table, filled), stored in drawn.parts.items():
        for row in stored:
            _is_stored(row, filled=filled)


def _values(row: Model) -> tuple[dict[str, Any], _Filled]:
    """What the row gives, by column, but for what is NULL; the columns that it leaves."""
    given: dict[str, Any] = {}
    filled = []
    held = row.__dict__
    for column in _columns(type(row)):
        value = held[column.attname] if column.is_plain else column.field.pre_save(row, add=True)
        if value is None:
            continue
        if isinstance(value, DatabaseDefault):
            filled.append(column.attname)
            continue
        given[column.name] = value if column.is_plain else _prepared(column.field, value)
    return given, tuple(filled)


def _prepared(field: Field[Any, Any], value: Any) -> Any:
    """The value of a column of another kind as JSON has it."""
    value = field.get_prep_value(value)
    if isinstance(field, models.JSONField):
        return orjson.Fragment(json.dumps(value, cls=field.encoder))
    if isinstance(value, float) and not isfinite(value):
        return str(value)  # a CHECK refuses it; as a number of JSON it would pass for nothing
    return value


def _as_json(value: object) -> str:
    """What JSON has no form for, as PostgreSQL reads it. Raises TypeError for what we never had."""
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__}: no row has held one yet")


def _is_stored(row: Model, *, filled: _Filled) -> None:
    state = row._state  # noqa: SLF001 - as every writer of rows in Django does
    state.adding, state.db = False, connection.alias
    for name in filled:
        del row.__dict__[name]  # Django reads a column that is not there when it is asked for


@lru_cache(maxsize=256)
def _statement(parts: tuple[_Part, ...]) -> str:
    *others, last = (_insert(table, filled) for table, filled in parts)
    named = ", ".join(f"part_{n} AS ({one})" for n, one in enumerate(others))
    return f"WITH {named} {last}" if named else last


def _insert(table: type[Model], filled: _Filled) -> str:
    quote = connection.ops.quote_name
    into = quote(table._meta.db_table)  # noqa: SLF001 - Django's documented model API
    names = ", ".join(quote(one.name) for one in _columns(table) if one.attname not in filled)
    rows = f"json_populate_recordset(NULL::{into}, %s::json)"
    return f"INSERT INTO {into} ({names}) SELECT {names} FROM {rows}"  # noqa: S608 - our names


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    attname: str
    field: Field[Any, Any]
    is_plain: bool


@lru_cache(maxsize=256)
def _columns(table: type[Model]) -> tuple[_Column, ...]:
    options = table._meta  # noqa: SLF001 - Django's documented model API
    if options.parents or options.auto_field is not None:
        raise TypeError(f"{table.__name__}: a row is written so only with a key of its own")
    return tuple(
        _Column(str(one.column), one.attname, one, is_plain=_is_plain(one))
        for one in options.local_concrete_fields
    )


def _is_plain(field: Field[Any, Any]) -> bool:
    is_set_by_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return type(field) in _PLAIN and not is_set_by_itself


def _constraint(broken: IntegrityError) -> str:
    return str(getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "") or "")
