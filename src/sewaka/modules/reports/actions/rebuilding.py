"""The public rows compared with what they are made of, and repaired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.modules.reports.effects import finding, publishing
from sewaka.modules.reports.models import PublicReport, Report, catalogue
from sewaka.platform.cases import api as cases

_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many rows were looked at, written anew, and taken away."""

    looked_at: int = 0
    repaired: int = 0
    removed: int = 0

    def __add__(self, other: Rebuilt) -> Rebuilt:
        """Both together."""
        return Rebuilt(
            self.looked_at + other.looked_at,
            self.repaired + other.repaired,
            self.removed + other.removed,
        )


def rebuild_public(*, now: datetime, actor: Actor = SYSTEM, only_unfilled: bool = False) -> Rebuilt:  # noqa: ARG001 - an action's signature
    """Compare every public row with its report and write anew what differs.

    `only_unfilled` looks at rows without ready forms alone: what a migration leaves. Rows that
    may not be seen are taken away. Each batch is a transaction of its own.
    """
    done = Rebuilt()
    for numbers in _batches(only_unfilled=only_unfilled):
        done += _rebuild(numbers)
    return done


def rebuild_category(*, code: str, now: datetime, actor: Actor = SYSTEM) -> Rebuilt:  # noqa: ARG001 - an action's signature
    """Bring the public rows of a category, and what the search knows of them, in step with it."""
    catalogue.forget()
    done = Rebuilt()
    rows = PublicReport.objects.filter(service_code=code).order_by("pk")
    for keys in _slices(list(rows.values_list("pk", flat=True))):
        found = _rebuild(keys)
        if found.repaired:
            finding.keep_findable(keys)
        done += found
    return done


def _batches(*, only_unfilled: bool) -> Iterator[tuple[Any, ...]]:
    if only_unfilled:
        found = PublicReport.objects.filter(geo_json="")
    else:
        yield from _slices(_missing())
        found = PublicReport.objects.all()
    yield from _slices(list(found.order_by("pk").values_list("pk", flat=True)))


def _missing() -> list[Any]:
    """Released reports that should have a row and have none."""
    released = Report.objects.filter(released_at__isnull=False, case__visibility="public")
    absent = released.exclude(pk__in=PublicReport.objects.values("pk"))
    return list(absent.values_list("pk", flat=True))


def _slices(keys: list[Any]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(keys), _BATCH):
        yield tuple(keys[start : start + _BATCH])


@transaction.atomic
def _rebuild(keys: tuple[Any, ...]) -> Rebuilt:
    present = {row.pk: row for row in PublicReport.objects.select_for_update().filter(pk__in=keys)}
    reports = Report.objects.select_related("case__parent").filter(pk__in=keys)
    repaired = removed = 0
    for report in reports:
        row = present.get(report.pk)
        if not publishing.is_public(case=report.case, report=report):
            removed += PublicReport.objects.filter(pk=report.pk).delete()[0]
            continue
        wanted = _wanted(report, updated_at=row.updated_at if row else report.case.state_since)
        if row is None or any(getattr(row, name) != value for name, value in wanted.items()):
            PublicReport.objects.update_or_create(case=report.case, defaults=wanted)
            repaired += 1
    return Rebuilt(len(keys), repaired, removed)


def _wanted(report: Report, *, updated_at: datetime) -> dict[str, Any]:
    case = report.case
    return publishing.public_row(
        case=case,
        report=report,
        photos=publishing.released_photos(report),
        promised=publishing.promised(cases.clocks(case=case)),
        updated_at=updated_at,
    )
