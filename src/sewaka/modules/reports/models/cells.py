"""Public rows of a small box, newest first, cell by cell.

Each cell of the land gives its own newest by index, and the newest of those are the answer. So a
street with half a million reports costs no more than one with a hundred: the spatial index would
bring all of them only to have them sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet

from sewaka.kernel.geo import Box
from sewaka.modules.reports.rules.boxes import cells

# As the index `reports_public_cell` has it.
_CELL: Final = Func(
    F("lat"),
    F("lon"),
    template="(floor(%(expressions)s * 200)::int)",
    arg_joiner=" * 200)::int * 72001 + floor(",
    output_field=IntegerField(),
)
_THIS: Final = Func(template="place.cell", output_field=IntegerField())  # see `_ASKED`
_ASKED: Final = """
SELECT one.value FROM unnest(%s::int[]) AS place(cell)
CROSS JOIN LATERAL ({inner}) AS one(value, at, key)
ORDER BY {ways} LIMIT %s OFFSET %s
"""


def first_of(
    found: QuerySet[Any], *, box: Box, column: str, order: Sequence[str], size: int, skip: int = 0
) -> tuple[str, ...]:
    """One column of rows `skip` to `skip + size` of `found`, which lie in the small `box`.

    `order` is two columns, each with a minus for descending. One query.
    """
    names = [one.removeprefix("-") for one in order]
    of_cell = (
        found.alias(cell=_CELL)
        .filter(cell=_THIS)
        .order_by(*order)
        .values_list(column, *names)[: skip + size]
    )
    inner, values = of_cell.query.get_compiler(connection=connection).as_sql()
    ways = ", ".join(
        f"one.{at} DESC" if name.startswith("-") else f"one.{at}"
        for at, name in zip(("at", "key"), order, strict=True)
    )
    asked = _ASKED.format(inner=inner, ways=ways)
    with connection.cursor() as cursor:
        cursor.execute(asked, [list(cells(box)), *values, size, skip])
        return tuple(row[0] for row in cursor.fetchall())
