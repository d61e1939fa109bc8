"""Reading a list of holidays from a CSV file. Pure.

Columns `day,kind,name` and, if wanted, `name_en,closes_offices,verified,source`; comma or
semicolon; UTF-8 with or without mark. Days as 2027-03-08 or 08/03/2027 (day first); flags as
1/0, ya/tidak, yes/no.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sewaka.kernel.errors import DomainError
from sewaka.kernel.text import clean_text

REQUIRED = ("day", "kind", "name")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YES = frozenset({"1", "ya", "yes", "y", "true"})
_NO = frozenset({"0", "tidak", "no", "n", "false"})


class BadHolidayFile(DomainError):
    """The file as a whole cannot be read. Nothing was imported."""

    status = 422


@dataclass(frozen=True, slots=True)
class HolidayDraft:
    """A holiday as written in a form or a list; not yet held against the rules."""

    day: date
    name: str
    kind: str
    name_en: str = ""
    closes_offices: bool = True
    is_verified: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: what it says, or why it cannot be read (`problem`)."""

    line: int
    name: str
    draft: HolidayDraft | None = None
    problem: str = ""


def read_holidays(text: str) -> Iterator[Row]:
    """The rows, the heading being line 1. Problems: not_a_date, not_a_flag, out_of_range.

    Raises BadHolidayFile("calendars.columns_missing"), BadHolidayFile("calendars.not_csv").
    """
    heading = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    known = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    missing = [name for name in REQUIRED if name not in known]
    if missing:
        raise BadHolidayFile("calendars.columns_missing", missing=", ".join(missing))
    try:
        for written in cast("Iterator[dict[str | None, Any]]", reader):
            yield _row(written, line=reader.line_num)
    except csv.Error as problem:
        raise BadHolidayFile("calendars.not_csv", line=reader.line_num) from problem


def _row(written: Mapping[str | None, Any], *, line: int) -> Row:
    row = {k.strip().lower(): clean_text(v or "") for k, v in written.items() if k}
    try:
        draft = HolidayDraft(
            day=_day(row["day"]),
            name=row["name"],
            kind=row["kind"].lower(),
            name_en=row.get("name_en", ""),
            closes_offices=_flag(row.get("closes_offices", ""), default=True),
            is_verified=_flag(row.get("verified", ""), default=False),
            source=row.get("source", ""),
        )
    except ValueError as problem:
        return Row(line=line, name=row["name"], problem=str(problem))
    return Row(line=line, name=row["name"], draft=draft)


def _day(written: str) -> date:
    try:
        if found := _DAY_FIRST.fullmatch(written):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError("not_a_date") from None


def _flag(written: str, *, default: bool) -> bool:
    if not written:
        return default
    if written.lower() in _YES | _NO:
        return written.lower() in _YES
    raise ValueError("not_a_flag")
