"""Figures of a dashboard as values: what a widget answers, and what page, CSV and JSON all show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
