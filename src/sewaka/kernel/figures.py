"""Figures of a dashboard as values: what a widget answers, and what page, CSV and JSON all show."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sewaka.kernel.text import spreadsheet_safe
from sewaka.kernel.workflow import Text

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One number with its unit, its basis and the list that it was counted from."""

    code: str
    label: Text
    value: Cell
    unit: Text = ""
    basis: Text = ""  # "n 312", "last 30 days"
    url: str = ""
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column; numbers are set right and tabular."""

    code: str
    label: Text
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `key` is the code of what it counts (village, agency), `url` opens its list."""

    key: str
    cells: tuple[Cell, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures; `is_map` says that the keys are area codes and a map can show it."""

    code: str
    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_map: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What one widget shows, and as of when."""

    as_of: datetime
    kpis: tuple[Kpi, ...] = ()
    tables: tuple[Table, ...] = ()


def as_csv(found: Table) -> str:
    """The table as CSV, codes first; no cell is a spreadsheet's formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["key", *(column.code for column in found.columns)])
    for row in found.rows:
        writer.writerow([row.key, *(_plain(cell) for cell in row.cells)])
    return out.getvalue()


def as_rows(found: Table) -> list[dict[str, Any]]:
    """The table as mappings for JSON."""
    names = [column.code for column in found.columns]
    cells = ([_json(cell) for cell in row.cells] for row in found.rows)
    return [
        {"key": row.key, **dict(zip(names, of_row, strict=True))}
        for row, of_row in zip(found.rows, cells, strict=True)
    ]


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, int | float) else spreadsheet_safe(str(cell))


def _json(cell: Cell) -> Cell:
    return cell if cell is None or isinstance(cell, int | float) else str(cell)
