"""Counting the reports again: facts of what changed, then the sums of the days concerned.

Safe to run twice, late, or beside itself: a lock lets one at a time write, and every write
replaces what stood there. What is counted never comes from what was counted before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final, TypeVar
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from sewaka.modules.reports.effects.counting import facts_of, sums_of
from sewaka.modules.reports.models import Report, ReportDaily, ReportFact, StaleReport
from sewaka.platform.calendars import api as calendars

_COPY: Final = sql.SQL("COPY {} ({}) FROM STDIN")
BATCH: Final = 2_000
_DAYS_AT_ONCE: Final = 31
_LOCK: Final = 0x5E3A_F165
T = TypeVar("T")


def mark(*, case_id: UUID, now: datetime) -> None:
    """Something happened to the report: count it again at the next round."""
    StaleReport.objects.bulk_create(
        [StaleReport(case_id=case_id, since=now)], ignore_conflicts=True
    )


def count_again(*, batch: int = BATCH) -> int:
    """Count every report anew that was marked; gives how many that were."""
    done = 0
    while found := _count_marked(batch):
        done += found
        if found < batch:
            break
    return done


def recount_everything(*, batch: int = BATCH) -> int:
    """Count all reports and all days from the beginning; gives the number of reports.

    The figures stay readable meanwhile: each part replaces its own rows.
    """
    done = 0
    everything = list(Report.objects.order_by("pk").values_list("pk", flat=True))
    for ids in _parts(everything, batch):
        with transaction.atomic():
            _alone()
            _replace_facts(ids)
        done += len(ids)
    days = {*_days(ReportFact), *_days(ReportDaily)}
    for some in _parts(sorted(days), _DAYS_AT_ONCE):
        with transaction.atomic():
            _alone()
            _roll_up(some)
    return done


@transaction.atomic
def _count_marked(batch: int) -> int:
    _alone()
    marked = StaleReport.objects.order_by("since", "pk").values_list("pk", flat=True)
    ids = list(marked[:batch])
    # The marks go first: what happens from here on marks anew, and is not lost.
    StaleReport.objects.filter(pk__in=ids).delete()
    days = _replace_facts(ids)
    for some in _parts(sorted(days), _DAYS_AT_ONCE):
        _roll_up(some)
    return len(ids)


def _alone() -> None:
    """Wait for whoever counts now; held until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _replace_facts(ids: Collection[UUID]) -> set[date]:
    """Write the facts of these reports anew; gives every day that had or has one of them."""
    old = ReportFact.objects.filter(case_id__in=ids)
    days = set(old.values_list("day", flat=True))
    old.delete()
    facts = list(facts_of(ids, calendar=calendars.work_calendar()))
    ReportFact.objects.bulk_create(facts, batch_size=1_000)
    return days | {fact.day for fact in facts}


def _roll_up(days: Collection[date]) -> None:
    """Write the sums of these days anew."""
    ReportDaily.objects.filter(day__in=days).delete()
    facts = ReportFact.objects.filter(day__in=days).order_by("day")
    _copy(list(_sums(facts.iterator(chunk_size=BATCH))))


def _copy(rows: Sequence[ReportDaily]) -> None:
    """Write new rows by COPY: one by one, each of 43 columns, takes longer than to count them."""
    fields = [one for one in ReportDaily._meta.concrete_fields if not one.primary_key]  # noqa: SLF001 - documented
    statement = _COPY.format(
        sql.Identifier(ReportDaily._meta.db_table),  # noqa: SLF001 - documented
        sql.SQL(", ").join([sql.Identifier(str(one.column)) for one in fields]),
    )
    # Inside the block psycopg speaks, whose errors Django would not know.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row([getattr(row, one.attname) for one in fields])


def _sums(facts: Iterator[ReportFact]) -> Iterator[ReportDaily]:
    for day, of_day in groupby(facts, key=lambda fact: fact.day):
        yield from sums_of(day, list(of_day))


def _days(model: type[ReportFact | ReportDaily]) -> Iterator[date]:
    yield from model.objects.order_by().values_list("day", flat=True).distinct()


def _parts(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
