"""Public rows of a small box, newest first, cell by cell.

Each cell of the land gives its own newest by index, and the newest of those are the answer. So a
street with half a million reports costs no more than one with a hundred: the spatial index would
bring all of them only to have them sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from sewaka.kernel.geo import Box
from sewaka.modules.reports.rules.boxes import cells

# As the index `reports_public_cell` has it.
_CELL: Final = "(floor(lat * 200)::int * 72001 + floor(lon * 200)::int)"


def first_of(
    found: QuerySet[Any], *, box: Box, column: str, order: Sequence[str], size: int, skip: int = 0
) -> tuple[str, ...]:
    """One column of rows `skip` to `skip + size` of `found`, which lie in the small `box`.

    `order` is two columns, each with a minus for descending. One query.
    """
    names = [one.removeprefix("-") for one in order]
    of_cell = (
        found.alias(cell=RawSQL(_CELL, [], IntegerField()))  # noqa: S611 - our own words
        .filter(cell=RawSQL("place.cell", []))
        .order_by(*order)
        .values_list(column, *names)[: skip + size]
    )
    inner, values = of_cell.query.get_compiler(connection=connection).as_sql()
    ways = ", ".join(
        f"one.{at} DESC" if name.startswith("-") else f"one.{at}"
        for at, name in zip(("at", "key"), order, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one.value FROM unnest(%s::int[]) AS place(cell)"  # noqa: S608 - names of columns
            f" CROSS JOIN LATERAL ({inner}) AS one(value, at, key)"
            f" ORDER BY {ways} LIMIT %s OFFSET %s",
            [list(cells(box)), *values, size, skip],
        )
        return tuple(row[0] for row in cursor.fetchall())
