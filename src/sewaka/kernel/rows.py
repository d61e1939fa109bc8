"""New rows of one deed, written in one statement.

A report that comes in leaves eight rows in eight tables. Written one by one they cost the web
process more than all the rest of the deed; as parts of one statement, less than half of that.
Constraints hold as ever: PostgreSQL checks foreign keys at the end of a statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

from sewaka.kernel.errors import DomainError

Refusals = Mapping[str, DomainError]  # what to raise when the constraint of that name is broken
_Filled = frozenset[str]  # columns of a row that the database fills
_Shape = tuple[type[Model], tuple[_Filled, ...]]  # a table and its rows


@dataclass(slots=True)
class _Waiting:
    rows: list[Model] = field(default_factory=list)
    refusals: dict[str, DomainError] = field(default_factory=dict)

    def write(self) -> None:
        rows, self.rows = self.rows, []
        if rows:
            _write(rows, refusals=self.refusals)

    def first(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Before anything else is asked, what waits is written (Django's `execute_wrapper`)."""
        self.write()
        return execute(*asked)


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


def _write(rows: list[Model], *, refusals: Refusals) -> None:
    tables: dict[type[Model], list[Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    values: list[Any] = []
    here = connections[DEFAULT_DB_ALIAS]  # looked up once, not for each column
    shapes = tuple(
        (table, tuple(_take(row, into=values, connection=here) for row in of_table))
        for table, of_table in tables.items()
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute(_statement(shapes), values)
    except IntegrityError as broken:
        refusal = refusals.get(_constraint(broken))
        if refusal is None:
            raise
        raise refusal from broken
    for table, of_rows in shapes:
        for row, filled in zip(tables[table], of_rows, strict=True):
            _is_stored(row, filled=filled)


def _take(row: Model, *, into: list[Any], connection: BaseDatabaseWrapper) -> _Filled:
    """Append the values that the row gives; the names of the columns that it leaves."""
    filled = set()
    for column in _columns(type(row)):
        value = column.pre_save(row, add=True)
        if isinstance(value, DatabaseDefault):
            filled.add(column.attname)
        else:
            into.append(column.get_db_prep_save(value, connection))
    return frozenset(filled)


def _is_stored(row: Model, *, filled: _Filled) -> None:
    state = row._state  # noqa: SLF001 - as every writer of rows in Django does
    state.adding, state.db = False, connection.alias
    for name in filled:
        del row.__dict__[name]  # Django reads a column that is not there when it is asked for


@lru_cache(maxsize=256)
def _statement(shapes: tuple[_Shape, ...]) -> str:
    *others, last = (_insert(table, of_rows) for table, of_rows in shapes)
    parts = ", ".join(f"part_{n} AS ({one})" for n, one in enumerate(others))
    return f"WITH {parts} {last}" if parts else last


def _insert(table: type[Model], of_rows: tuple[_Filled, ...]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(column.column)) for column in _columns(table))
    rows = ", ".join(_places(table, filled) for filled in of_rows)
    return f"INSERT INTO {quote(_name(table))} ({names}) VALUES {rows}"  # noqa: S608 - our names


def _places(table: type[Model], filled: _Filled) -> str:
    places = ("DEFAULT" if one.attname in filled else _place(one) for one in _columns(table))
    return f"({', '.join(places)})"


@lru_cache(maxsize=256)
def _columns(table: type[Model]) -> tuple[Field[Any, Any], ...]:
    options = table._meta  # noqa: SLF001 - Django's documented model API
    if options.parents or options.auto_field is not None:
        raise TypeError(f"{table.__name__}: a row is written so only with a key of its own")
    return tuple(options.local_concrete_fields)


def _name(table: type[Model]) -> str:
    return table._meta.db_table  # noqa: SLF001 - as above


def _place(column: Field[Any, Any]) -> str:
    """Where a value stands; fields of some types name their type there."""
    named = getattr(column, "get_placeholder", None)
    return str(named(None, None, connection)) if named else "%s"


def _constraint(broken: IntegrityError) -> str:
    return str(getattr(getattr(broken.__cause__, "diag", None), "constraint_name", "") or "")
