"""The public table of one session alone, so that the very query of the city can be measured.

PostgreSQL looks for a table among the session's temporary ones first: inside `table_of`, the
name of the public table means a copy of its shape that holds the given rows and is gone at the
end. Nothing of the city is read or written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from django.db import connection, transaction

from sewaka.kernel.geo import Position
from sewaka.modules.reports.models import PublicReport
from sewaka.modules.reports.rules import states

_SHAPE: Final = """
CREATE TEMPORARY TABLE reports_publicreport
  (LIKE public.reports_publicreport INCLUDING ALL) ON COMMIT DROP;
"""
_BATCH: Final = 2_000
Facts = tuple[str, datetime, Position, str]  # code, instant, place, words


@contextmanager
def table_of(rows: Sequence[Facts]) -> Iterator[None]:
    """Inside, the public table holds these rows, all open; row n has the id `id_of(n)`."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SHAPE)
            PublicReport.objects.bulk_create(
                [_public(n, facts) for n, facts in enumerate(rows)], batch_size=_BATCH
            )
            cursor.execute("ANALYZE reports_publicreport")
        yield
        transaction.set_rollback(True)


def id_of(n: int) -> UUID:
    """The id of row n."""
    return UUID(int=n + 1)


def row_of(case_id: UUID) -> int:
    """Which row has that id."""
    return case_id.int - 1


def _public(n: int, facts: Facts) -> PublicReport:
    code, at, position, text = facts
    return PublicReport(
        case_id=id_of(n),
        number=f"{n:010d}",
        requested_at=at,
        updated_at=at,
        status_updated_at=at,
        is_open=True,
        state=states.SUBMITTED,
        service_code=code,
        village_code="",
        lat=position.lat,
        lon=position.lon,
        fragment=orjson.dumps({"description": text}).decode(),
    )
