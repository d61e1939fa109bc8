"""From figures to what the page shows, and to the same numbers as CSV and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from sewaka.city.dashboard import drawing
from sewaka.city.dashboard.figures import PERIODS, Block, Choice
from sewaka.kernel.figures import Cell, Table
from sewaka.kernel.ui import formats, values
from sewaka.platform.territory import api as territory


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table, and its map where the keys are villages."""

    table: values.Table
    map: drawing.Drawing | None


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """One block, ready for the page."""

    title: Any
    tiles: tuple[values.Kpi, ...]
    tables: tuple[ShownTable, ...]


def shown(block: Block, *, choice: Choice) -> ShownBlock:
    """A block as the page draws it."""
    return ShownBlock(
        title=block.title,
        tiles=tiles(block),
        tables=tuple(
            ShownTable(
                table=table(found, choice=choice, block=block),
                map=city_map(found) if found.is_map else None,
            )
            for found in block.figures.tables
        ),
    )


def tiles(block: Block) -> tuple[values.Kpi, ...]:
    """The block's numbers as tiles."""
    return tuple(
        values.Kpi(
            label=kpi.label,
            value=_text(kpi.value) if kpi.value is not None else "",
            unit=kpi.unit,
            period=kpi.basis,
            url=kpi.url,
            is_alarm=kpi.is_alarm,
        )
        for kpi in block.figures.kpis
    )


def table(found: Table, *, choice: Choice, block: Block) -> values.Table:
    """A table of figures as the page's table, with the same rows as files."""
    columns = tuple(
        values.Column(column.code, column.label, is_number=column.is_number, is_main=at == 0)
        for at, column in enumerate(found.columns)
    )
    rows = tuple(
        values.Row(
            key=row.key, cells=[_cell(at, cell, row.url) for at, cell in enumerate(row.cells)]
        )
        for row in found.rows
    )
    query = urlencode({"hari": choice.days, "wilayah": choice.area_code})
    name = f"{block.code}.{found.code}"
    downloads = [
        values.Link(label=form.upper(), url=f"/kota/{name}.{form}?{query}")
        for form in ("csv", "json")
    ]
    return values.Table(
        caption=found.caption,
        columns=columns,
        rows=rows,
        empty=_("Nothing to count yet."),
        downloads=downloads,
    )


def city_map(found: Table) -> drawing.Drawing:
    """The drawing of a table whose keys are village codes: the first number is the figure."""
    counts = {row.key: int(row.cells[1] or 0) for row in found.rows}
    villages = [
        drawing.Village(
            code=place.code,
            name=place.name,
            centre=place.position,
            rings=territory.outline(place.code),
            count=counts.get(place.code, 0),
        )
        for place in territory.places().values()
        if place.level == territory.Level.VILLAGE and place.position is not None
    ]
    return drawing.draw(villages)


def filters(choice: Choice) -> tuple[values.Filter, ...]:
    """The two ways to narrow the page."""
    periods = [values.Choice(str(days), _("%(days)s days") % {"days": days}) for days in PERIODS]
    places = [
        values.Choice(place.code, place.name)
        for place in territory.places().values()
        if place.level in (territory.Level.DISTRICT, territory.Level.VILLAGE)
    ]
    return (
        values.Filter("hari", _("Period"), choices=periods, value=str(choice.days)),
        values.Filter("wilayah", _("Area"), choices=places, value=choice.area_code),
    )


def _cell(at: int, cell: Cell, url: str) -> values.Cell:
    if at == 0:
        return values.Cell(text=_text(cell) or _("not yet with one"), url=url)
    return values.Cell(text=_text(cell))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return formats.number(cell) if isinstance(cell, int | float) else str(cell)
