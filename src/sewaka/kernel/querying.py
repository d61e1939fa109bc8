"""Access conditions as database filters.

`as_q(where)` selects exactly the rows for which `where.matches(row)` is true, unknown values (NULL)
and negations included; a property test compares the two.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from sewaka.kernel.access import (
    AllOf,
    AnyOf,
    Constant,
    Equals,
    Includes,
    OneOf,
    Under,
    Where,
    Without,
)

_NO_ROW = Q(pk__in=())


def as_q(where: Where, prefix: str = "") -> Q:
    """The filter for `where`; `prefix` ("case__") reaches it through a join.

    Paths run over plain columns and foreign keys, never over many-valued relations. Columns used
    with `Under` need collation "C" (or a code point collation), as all area codes here have.
    Raises TypeError for a kind of condition it does not know.
    """
    match where:
        case AllOf(parts):
            return reduce(and_, (as_q(part, prefix) for part in parts), ~_NO_ROW)
        case AnyOf(parts):
            return reduce(or_, (as_q(part, prefix) for part in parts), _NO_ROW)
        case Without(part):
            return ~as_q(part, prefix)
    return _leaf(where, prefix)


def _leaf(where: Where, prefix: str) -> Q:
    match where:
        case Constant(value):
            found = ~_NO_ROW if value else _NO_ROW
        case Equals(path, value):
            found = _NO_ROW if value is None else Q((_column(path, prefix), value))
        case OneOf(path, values):
            found = _one_of(_column(path, prefix), values)
        case Includes(path, value):
            found = Q((f"{_column(path, prefix)}__contains", [value]))
        case Under(path, code):
            found = _under(_column(path, prefix), code)
        case _:
            raise TypeError(type(where).__qualname__)
    return found


def _column(path: str, prefix: str) -> str:
    return prefix + path.replace(".", "__")


def _one_of(column: str, values: tuple[Any, ...]) -> Q:
    known = [value for value in values if value is not None]
    found = Q((f"{column}__in", known)) if known else _NO_ROW
    return found | Q((f"{column}__isnull", True)) if None in values else found


def _under(column: str, code: str) -> Q:
    """The code itself, or the range of everything that begins with `code.`.

    "/" is the character after ".", so the range is what an index on the column can walk.
    """
    return Q((column, code)) | Q((f"{column}__gte", f"{code}."), (f"{column}__lt", f"{code}/"))
