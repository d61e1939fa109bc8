"""What the figures' pages show, as values of the components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.figures import Cell, Row, Table
from sewaka.kernel.ui import formats, values
from sewaka.modules.reports.exporters import heat
from sewaka.modules.reports.exporters.board import Board
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.counted import Choice
from sewaka.modules.reports.queries import LateDesk
from sewaka.modules.reports.web.pages import village_choices
from sewaka.platform.cases import api as cases

PERIODS: Final = (7, 30, 90, 365)
USUAL_DAYS: Final = 30
_DATED: Final = ("day", "week")


def context(
    board: Board, choice: Choice, *, late_desks: Sequence[LateDesk] | None
) -> dict[str, Any]:
    """The page of the figures."""
    course = board.table("day") or board.table("week")
    return {
        "filters": _filters(choice),
        "clear_url": reverse("reports:figures"),
        "as_of": board.as_of,
        "scope": _scope(choice),
        "kpis": [_tile(kpi) for kpi in board.kpis],
        "private": board.private_received,
        "outcome": _bars(board, "outcome"),
        "ages": _bars(board, "age"),
        "skipped": _bars(board, "skipped"),
        "course": _lines(course) if course else None,
        "hours": _lines(hours) if (hours := board.table("hour")) else None,
        "tables": [
            shown(table, choice)
            for table in board.tables
            if table.code in ("agency", "category", "area", "channel")
        ],
        "downloads": [_file_links(table, choice) for table in board.tables[:5]],
        "heat_url": f"{reverse('reports:heat')}?{query_of(choice)}",
        "late_desks": None if late_desks is None else _late_desks(late_desks),
    }


def heat_context(choice: Choice) -> dict[str, Any]:
    """The page of the heat map."""
    query = query_of(choice)
    return {
        "filters": _filters(choice),
        "clear_url": reverse("reports:heat"),
        "table": shown(heat.table(choice=choice), choice),
        "points_url": f"{reverse('reports:heat_points')}?{query}",
        "figures_url": f"{reverse('reports:figures')}?{query}",
    }


def query_of(choice: Choice) -> str:
    """The choice as it stands in the address."""
    asked = {
        "hari": str((choice.until - choice.since).days),
        "wilayah": choice.area,
        "kategori": choice.category,
        "dinas": choice.agency,
    }
    return urlencode({name: value for name, value in asked.items() if value})


def shown(table: Table, choice: Choice) -> values.Table:
    """A table of figures as the page draws it, with the same rows as files."""
    columns = [
        values.Column(column.code, column.label, is_number=column.is_number, is_main=at == 0)
        for at, column in enumerate(table.columns)
    ]
    rows = [values.Row(key=row.key, cells=list(_cells(row))) for row in table.rows]
    return values.Table(
        caption=table.caption,
        columns=columns,
        rows=rows,
        empty=_("Nothing to count yet."),
        downloads=_file_links(table, choice)[1],
    )


def _file_links(table: Table, choice: Choice) -> tuple[Any, list[values.Link]]:
    query = query_of(choice)
    names = {"csv": "reports:figures_csv", "json": "reports:figures_json"}
    return table.caption, [
        values.Link(form.upper(), f"{reverse(name, args=[table.code])}?{query}")
        for form, name in names.items()
    ]


def _cells(row: Row) -> Iterator[values.Cell]:
    for at, cell in enumerate(row.cells):
        yield values.Cell(text=_text(cell), url=row.url if at == 0 else "")


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return formats.number(cell) if isinstance(cell, int | float) else str(cell)


def _tile(kpi: Any) -> values.Kpi:
    return values.Kpi(
        label=kpi.label,
        value=_text(kpi.value),
        unit=kpi.unit,
        period=kpi.basis,
        is_alarm=kpi.is_alarm,
    )


def _bars(board: Board, code: str) -> Mapping[str, Any] | None:
    table = board.table(code)
    if table is None:
        return None
    bars = []
    for row in table.rows:
        name, count, *more = row.cells
        late = _("%(n)s of them overdue") % {"n": _text(more[0])} if more and more[0] else ""
        bars.append(values.Bar(name, float(count or 0), _text(count), note=late))
    return {"title": table.caption, "bars": bars}


def _lines(table: Table) -> Mapping[str, Any]:
    """The table's columns as lines over its first one."""
    labels = [
        formats.day(date.fromisoformat(row.key)) if table.code in _DATED else str(row.cells[0])
        for row in table.rows
    ]
    lines = [
        values.Line(column.label, [_number(row.cells[at]) for row in table.rows])
        for at, column in enumerate(table.columns)
        if at
    ]
    return {"title": table.caption, "labels": labels, "lines": lines}


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


def _scope(choice: Choice) -> str:
    """What the page is narrowed to, in words; empty for the whole city."""
    known = catalogue.current()
    category = known.categories.get(choice.category)
    parts = (
        catalogue.agency_name(choice.agency),
        category.local_name if category else "",
        catalogue.area_name(choice.area),
    )
    return " · ".join(part for part in parts if part)


def _filters(choice: Choice) -> list[values.Filter]:
    known = catalogue.current()
    routed = {one.agency for rules in known.routes.values() for one in rules}
    days = (choice.until - choice.since).days
    periods = [
        values.Choice(str(period), _("last %(days)s days") % {"days": period}) for period in PERIODS
    ]
    categories = [values.Choice(code, one.local_name) for code, one in known.categories.items()]
    offices = [
        values.Choice(code, name)
        for code, name in sorted(known.agency_names.items(), key=lambda one: one[1])
        if code in routed
    ]
    return [
        values.Filter("hari", _("Period"), periods, "" if days == USUAL_DAYS else str(days)),
        values.Filter("wilayah", _("Village"), village_choices(), choice.area),
        values.Filter("kategori", _("About"), categories, choice.category),
        values.Filter("dinas", _("Agency"), offices, choice.agency),
    ]


def _late_desks(found: Sequence[LateDesk]) -> values.Table:
    """Which desks hold what is late, by name: for the mayor's office only."""
    rows = [
        values.Row(cells=(values.Cell(_desk(one)), values.Cell(_text(one.count)))) for one in found
    ]
    columns = (
        values.Column("desk", _("Office"), is_main=True),
        values.Column("count", _("Late reports"), is_number=True),
    )
    return values.Table(
        caption=_("Offices that are late now"), columns=columns, rows=rows, empty=_("None is late.")
    )


def _desk(one: LateDesk) -> str:
    where = catalogue.agency_name(one.agency_code) or catalogue.area_name(one.area_code)
    return ", ".join(part for part in (str(cases.role_name(one.role)), where) if part)
