"""Cells of a workbook (xlsx), with the limits that keep one file from eating the machine."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Final

from openpyxl import load_workbook

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.rules.openings.sheets import Cell, Workbook

MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 100_000_000
MOST_LINES: Final = 20_000
_MOST_COLUMNS: Final = 60
_MACROS: Final = "vbaProject.bin"


def read_workbook(workbook: bytes) -> Workbook:
    """All sheets by name, line by line; a formula stays one.

    Raises DomainError with `waste_banks.workbook.too_large`, `.macros` or `.unreadable`.
    """
    _check(workbook)
    try:
        book = load_workbook(io.BytesIO(workbook), read_only=True, data_only=False)
        found = {sheet.title: _lines(sheet) for sheet in book.worksheets}
    except DomainError:
        raise
    except Exception as error:  # openpyxl raises whatever the file makes it stumble over
        raise DomainError("waste_banks.workbook.unreadable") from error
    return Workbook(hashlib.sha256(workbook).hexdigest(), found)


def _check(workbook: bytes) -> None:
    if len(workbook) > MOST_BYTES:
        raise DomainError("waste_banks.workbook.too_large")
    try:
        parts = zipfile.ZipFile(io.BytesIO(workbook)).infolist()
    except zipfile.BadZipFile as error:
        raise DomainError("waste_banks.workbook.unreadable") from error
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise DomainError("waste_banks.workbook.too_large")
    if any(part.filename.endswith(_MACROS) for part in parts):
        raise DomainError("waste_banks.workbook.macros")


def _lines(sheet: object) -> list[list[Cell]]:
    lines: list[list[Cell]] = []
    for row in sheet.iter_rows(max_col=_MOST_COLUMNS):  # type: ignore[attr-defined]  # openpyxl has no types
        if len(lines) >= MOST_LINES:
            raise DomainError("waste_banks.workbook.too_large")
        lines.append([Cell(one.value, is_formula=one.data_type == "f") for one in row])
    return lines
