"""Public rows of a small box, newest first, cell by cell.

Each cell of the land gives its own newest by index, and the newest of those are the answer. So a
street with half a million reports costs no more than one with a hundred: the spatial index would
bring all of them only to have them sorted.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet

from sewaka.kernel.geo import Box
from sewaka.modules.reports.models import PublicReport
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
# First the keys, which the index alone can give; only the chosen rows are read.
_ASKED: Final = """
SELECT shown.{column} FROM (
  SELECT one.at, one.key FROM unnest(%s::int[]) AS place(cell)
  CROSS JOIN LATERAL ({newest}) AS one(at, key)
  ORDER BY one.at DESC, one.key DESC LIMIT %s OFFSET %s
) AS chosen JOIN reports_publicreport AS shown ON shown.case_id = chosen.key
ORDER BY chosen.at DESC, chosen.key DESC
"""


def newest(
    found: QuerySet[PublicReport], *, box: Box, column: str, size: int, skip: int = 0
) -> tuple[str, ...]:
    """One column of rows `skip` to `skip + size` of `found`, newest first, by one query.

    `found` takes only rows within the small `box`, by `published.between`.
    """
    of_cell = (
        found.alias(cell=_CELL)
        .filter(cell=_THIS)
        .order_by("-requested_at", "-case_id")
        .values_list("requested_at", "case_id")[: skip + size]
    )
    return _read(of_cell, [*cells(box)], column=column, size=size, skip=skip)


def _read(
    of_cell: QuerySet[Any], places: list[int], *, column: str, size: int, skip: int
) -> tuple[str, ...]:
    inner, values = of_cell.query.get_compiler(connection=connection).as_sql()
    asked = _ASKED.format(newest=inner, column=connection.ops.quote_name(column))
    with connection.cursor() as cursor:
        cursor.execute(asked, [places, *values, size, skip])
        return tuple(row[0] for row in cursor.fetchall())
