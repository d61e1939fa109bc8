"""The semester file for SIPSN (Permen LHK 6/2022), one row for each bank. Same facts, same bytes.

Which column says what under which heading stands in `sipsn_1.toml`, a version of its own for each
change: the ministry's official headings are not confirmed yet (`verified = false`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sewaka.kernel.errors import DomainError
from sewaka.kernel.text import spreadsheet_safe
from sewaka.modules.waste_banks.rules import spans
from sewaka.modules.waste_banks.rules.semesters import BankSemester

_HERE: Final = Path(__file__).parent
_GROUP: Final = "share."


@dataclass(frozen=True, slots=True)
class SemesterFile:
    """The file, its name, and the hash that is kept."""

    name: str
    body: bytes
    sha256: str


def semester_file(
    banks: Sequence[BankSemester], *, year: int, semester: int, is_draft: bool, mapping: int = 1
) -> SemesterFile:
    """CSV in UTF-8, banks by code. Tonnes with six decimals: whole grams.

    Raises DomainError("waste_banks.sipsn.open_sessions", banks=...) unless it is a draft, and
    Invalid for a semester that is none.
    """
    spans.semester(year, semester)  # refuses what is none
    waiting = sorted(bank.code for bank in banks if bank.open_sessions)
    if waiting and not is_draft:
        raise DomainError("waste_banks.sipsn.open_sessions", banks=", ".join(waiting))
    columns = _columns(mapping)
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\r\n")
    out.writerow(columns)
    for bank in sorted(banks, key=lambda one: one.code):
        out.writerow([_safe(_value(bank, field)) for field in columns.values()])
    body = written.getvalue().encode()
    draft = "-draf" if is_draft else ""
    name = f"sipsn-{year}-{semester}{draft}.csv"
    return SemesterFile(name, body, hashlib.sha256(body).hexdigest())


def _columns(mapping: int) -> dict[str, str]:
    """Heading to field, in order."""
    found = tomllib.loads((_HERE / f"sipsn_{mapping}.toml").read_text(encoding="utf-8"))
    return {column["heading"]: column["field"] for column in found["columns"]}


def _value(bank: BankSemester, field: str) -> Any:
    if field.startswith(_GROUP):
        grams = bank.by_group_g.get(field.removeprefix(_GROUP), 0)
        return _decimals(grams * 10_000 // bank.in_g if bank.in_g else 0, 2)
    computed = {
        "in_t": bank.in_g,
        "managed_t": bank.in_g - bank.residue_g,
        "residue_t": bank.residue_g,
    }
    if field in computed:
        return _decimals(computed[field], 6)
    return getattr(bank, field)


def _decimals(number: int, places: int) -> str:
    """A whole number of the smallest units with a point in it; no floats."""
    sign, digits = ("-" if number < 0 else ""), str(abs(number)).zfill(places + 1)
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _safe(value: Any) -> str:
    """Text that a spreadsheet would run stays text; figures of ours are figures."""
    text = "" if value is None else str(value)
    return spreadsheet_safe(text) if isinstance(value, str) else text
