"""Counts over all cases of the city: the same figures for the mayor and for everybody.

Sealed cases (visibility `secret`) are left out altogether: even a count of one would tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Extract, Left

from sewaka.platform.cases.models import Case, Visibility

VILLAGE_CODE_LENGTH = len("51.71.01.1001")
_DAY_S = 86_400


class Median(Aggregate):
    """PostgreSQL's exact median of a number."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Counts:
    """One line of the dashboard. Durations in calendar days; None when nothing was closed."""

    received: int = 0  # opened within the period
    open: int = 0  # waiting now, however old
    overdue: int = 0  # open, and past the nearest promise
    closed: int = 0  # closed within the period
    median_days: float | None = None  # opening to closing, of those closed within the period


@dataclass(frozen=True, slots=True)
class Standing:
    """How the city stands: in all, by agency code and by village code."""

    total: Counts
    by_agency: dict[str, Counts]
    by_village: dict[str, Counts]


def standing(*, now: datetime, days: int, area_code: str = "", module: str = "") -> Standing:
    """Count the cases of the last `days` days, below `area_code` and of `module` when given."""
    since = now - timedelta(days=days)
    chosen = Q(opened_at__lte=now) & ~Q(visibility=Visibility.SECRET)
    if area_code:
        chosen &= Q(area_code=area_code) | Q(area_code__startswith=f"{area_code}.")
    if module:
        chosen &= Q(module=module)
    return Standing(
        total=_counts(chosen, now=now, since=since, by="")[""],
        by_agency=_counts(chosen, now=now, since=since, by="agency__code"),
        by_village=_counts(chosen, now=now, since=since, by="village"),
    )


def _counts(chosen: Q, *, now: datetime, since: datetime, by: str) -> dict[str, Counts]:
    """Counts by one key. Three plain aggregates, each walking its own index."""
    open_now = _grouped(
        Q(closed_at__isnull=True) & chosen,
        by=by,
        open=Count("id"),
        overdue=Count("id", filter=Q(due_at__lt=now)),
    )
    received = _grouped(Q(opened_at__gte=since) & chosen, by=by, received=Count("id"))
    took = Extract(
        ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField()), "epoch"
    )
    closed = _grouped(
        Q(closed_at__gte=since, closed_at__lte=now) & chosen,
        by=by,
        closed=Count("id"),
        median_s=Median(took),
    )
    keys = sorted({*open_now, *received, *closed})
    return {
        key: _line(open_now.get(key, {}), received.get(key, {}), closed.get(key, {}))
        for key in keys
    }


def _grouped(chosen: Q, *, by: str, **aggregates: Aggregate) -> dict[str, dict[str, float]]:
    cases = Case.objects.filter(chosen)
    if not by:
        return {"": cases.aggregate(**aggregates)}
    if by == "village":
        cases = cases.annotate(village=Left("area_code", VILLAGE_CODE_LENGTH))
    rows = cases.order_by().values(by).annotate(**aggregates)
    return {str(row.pop(by) or ""): dict(row) for row in rows}


def _line(
    open_now: dict[str, float], received: dict[str, float], closed: dict[str, float]
) -> Counts:
    median_s = closed.get("median_s")
    return Counts(
        received=int(received.get("received", 0)),
        open=int(open_now.get("open", 0)),
        overdue=int(open_now.get("overdue", 0)),
        closed=int(closed.get("closed", 0)),
        median_days=None if median_s is None else round(median_s / _DAY_S, 1),
    )
