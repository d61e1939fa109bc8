"""Figures of the dashboard: by category, and what citizens say of what was called done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
)
from django.db.models.functions import Extract
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.figures import Column, Figures, Kpi, Row, Table
from sewaka.modules.reports.models import Report, catalogue
from sewaka.modules.reports.rules import states

_DAY_S = 86_400
_AT_LEAST = 5  # smaller shares say more about single people than about the city


class _Median(Aggregate):
    """PostgreSQL's exact median of a number."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def by_category(*, now: datetime, days: int, area_code: str = "") -> Figures:
    """Open, overdue, received, closed and median days, one row per category."""
    since = now - timedelta(days=days)
    found = _reports(area_code)
    waiting = _grouped(
        found.filter(case__closed_at=None),
        open=Count("pk"),
        overdue=Count("pk", filter=Q(case__due_at__lt=now)),
    )
    received = _grouped(found.filter(case__opened_at__gte=since), received=Count("pk"))
    took = ExpressionWrapper(
        F("case__closed_at") - F("case__opened_at"), output_field=DurationField()
    )
    closed = _grouped(
        found.filter(case__closed_at__gte=since),
        closed=Count("pk"),
        median_s=_Median(Extract(took, "epoch")),
    )
    rows = [
        _category_row(
            code, {**waiting.get(code, {}), **received.get(code, {}), **closed.get(code, {})}
        )
        for code in catalogue.current().categories
        if code in waiting or code in received or code in closed
    ]
    return Figures(as_of=now, tables=(_category_table(rows),))


def settled(*, now: datetime, days: int, area_code: str = "") -> Figures:
    """Called done by the office, confirmed by the citizen, silence: never added up."""
    since = now - timedelta(days=days)
    done = _reports(area_code).filter(case__closed_at__gte=since, case__closed_at__lte=now)
    counts = done.aggregate(
        confirmed=Count("pk", filter=Q(case__state=states.CONFIRMED)),
        silent=Count("pk", filter=Q(case__state=states.AUTO_CLOSED)),
        waiting=Count("pk", filter=Q(case__state=states.RESOLVED)),
        reopened=Count("pk", filter=Q(reopen_round__gt=0)),
    )
    answered = counts["confirmed"] + counts["reopened"]
    share = round(100 * counts["confirmed"] / answered) if answered >= _AT_LEAST else None
    return Figures(
        as_of=now,
        kpis=(
            Kpi("confirmed", _("Confirmed by citizens"), counts["confirmed"]),
            Kpi("silent", _("Closed without a word of the author"), counts["silent"]),
            Kpi("waiting", _("Waiting for the author's word"), counts["waiting"]),
            Kpi("reopened", _("Opened again at least once"), counts["reopened"]),
            Kpi(
                "settled_share",
                _("Citizens who say: settled"),
                share,
                unit="%",
                basis=_("of those who answered"),
            ),
        ),
    )


def _reports(area_code: str) -> QuerySet[Report]:
    """Reports that may be counted: sealed ones would tell by their very number."""
    found = Report.objects.exclude(case__visibility="secret")
    if area_code:
        below = Q(case__area_code__gte=f"{area_code}.", case__area_code__lt=f"{area_code}/")
        found = found.filter(Q(case__area_code=area_code) | below)
    return found


def _grouped(found: QuerySet[Report], **aggregates: Aggregate) -> dict[str, dict[str, Any]]:
    rows = found.order_by().values("category_id").annotate(**aggregates)
    return {row["category_id"]: dict(row) for row in rows}


def _category_row(code: str, counts: Mapping[str, Any]) -> Row:
    median_s = counts.get("median_s")
    return Row(
        key=code,
        cells=(
            catalogue.category(code).local_name,
            counts.get("open", 0),
            counts.get("overdue", 0),
            counts.get("received", 0),
            counts.get("closed", 0),
            None if median_s is None else round(median_s / _DAY_S, 1),
        ),
        url=f"{reverse('reports:list')}?kategori={code}",
    )


def _category_table(rows: list[Row]) -> Table:
    return Table(
        "category",
        _("By category"),
        (
            Column("name", _("Category"), is_number=False),
            Column("open", _("Open")),
            Column("overdue", _("Overdue")),
            Column("received", _("Received")),
            Column("closed", _("Closed")),
            Column("median_days", _("Median days")),
        ),
        tuple(sorted(rows, key=lambda row: -int(row.cells[1] or 0))),
    )
