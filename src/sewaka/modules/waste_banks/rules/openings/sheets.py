"""Rows of a sheet: which row has the headings, which column says what, and what is wrong where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.rules.openings import texts

_HEADINGS_WITHIN: Final = 20  # rows: above them stand the bank's name, its logo, a date
HEADINGS: Final[Mapping[str, frozenset[str]]] = {
    "number": frozenset(
        {"no rekening", "no rek", "norek", "nomor rekening", "no nasabah", "nomor nasabah",
         "no buku", "nomor buku", "id nasabah", "kode nasabah", "no anggota",
         "rekening", "no", "nomor"}
    ),
    "name": frozenset({"nama", "nama nasabah", "nama lengkap", "nasabah", "nama anggota", "name"}),
    "nik": frozenset({"nik", "no ktp", "ktp", "nomor ktp", "no nik", "nomor induk kependudukan"}),
    "phone": frozenset(
        {"hp", "no hp", "nomor hp", "telepon", "telp", "no telp", "no telepon", "wa", "no wa",
         "whatsapp", "phone", "kontak"}
    ),
    "balance": frozenset(
        {"saldo", "saldo akhir", "tabungan", "jumlah", "jumlah tabungan", "total tabungan",
         "jumlah saldo", "total saldo", "sisa saldo", "total", "balance"}
    ),
    "day": frozenset({"tanggal", "tgl", "per tanggal", "date"}),
    "banjar": frozenset({"banjar", "alamat", "br", "lingkungan", "dusun", "alamat banjar"}),
}  # fmt: skip
# Headings that mean little where a plainer one stands beside them, weakest last.
_WEAK: Final = ("no", "nomor", "total", "jumlah", "alamat")
_SUMS: Final = re.compile(r"^(?:sub\s*)?(?:total|jumlah|grand total)\b", re.IGNORECASE)


class Severity(StrEnum):
    """An error keeps the row out; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Cell:
    """As the workbook has it. `is_formula`: `value` is its text, not its result."""

    value: Any = None
    is_formula: bool = False

    @property
    def is_empty(self) -> bool:
        return self.value is None or not str(self.value).strip()


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets by name, each line by line; `sha256` in hex of the file they stood in."""

    sha256: str
    sheets: Mapping[str, Sequence[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one cell ("Sheet1!E14"): what stands there, and how it was taken."""

    address: str
    severity: Severity
    code: str
    found: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One customer as a sheet tells of them. Empty: the cell says nothing that can be used."""

    sheet: str
    line: int
    number: str
    nik: str
    phone: str
    name: tuple[str, ...]
    banjar: str
    balance_idr: int
    day: date | None
    address: str  # of its first cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of one sheet."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def read(sheet: str, lines: Sequence[Sequence[Cell]]) -> Sheet:
    """All rows of customers; what is wrong is told with its cell."""
    place = _headings(lines)
    if place is None:
        missing = Finding(f"{sheet}!A1", Severity.ERROR, "waste_banks.opening.no_headings", "")
        return Sheet((), (missing,) if any(map(_is_told, lines)) else ())
    at, columns = place
    rows: list[Row] = []
    findings: list[Finding] = []
    for line, cells in enumerate(lines[at + 1 :], start=at + 2):
        if not _is_told(cells) or _is_sum(cells) or _columns(cells).keys() >= {"balance"}:
            continue
        given = {field: _cell(cells, column) for field, column in columns.items()}
        own = list(_problems(sheet, line, given, columns))
        findings += own
        if not any(one.severity is Severity.ERROR for one in own):
            rows.append(_row(sheet, line, given))
    return Sheet(tuple(rows), tuple(findings))


def address(sheet: str, line: int, column: int) -> str:
    """`Sheet1!E14`; lines from 1, columns from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{sheet}!{letters}{line}"


def _headings(lines: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]] | None:
    """The row that names most columns, a balance and a person among them."""
    found: tuple[int, dict[str, int]] | None = None
    for at, cells in enumerate(lines[:_HEADINGS_WITHIN]):
        columns = _columns(cells)
        names_somebody = columns.keys() & {"number", "name", "nik", "phone"}
        if (
            "balance" in columns
            and names_somebody
            and len(columns) > len(found[1] if found else ())
        ):
            found = at, columns
    return found


def _columns(cells: Sequence[Cell]) -> dict[str, int]:
    told = [(_plain(cell.value), column) for column, cell in enumerate(cells) if not cell.is_empty]
    told.sort(key=lambda one: _WEAK.index(one[0]) if one[0] in _WEAK else -1)
    found: dict[str, int] = {}
    for heading, column in told:
        for field, synonyms in HEADINGS.items():
            if heading in synonyms:
                found.setdefault(field, column)
    return found


def _plain(value: Any) -> str:
    words = re.findall(r"[a-z]+", str(value).lower())
    return " ".join(word for word in words if word not in {"rp", "idr", "dalam", "rupiah"})


def _problems(
    sheet: str, line: int, given: Mapping[str, Cell], columns: Mapping[str, int]
) -> Iterator[Finding]:
    for field, cell in given.items():
        where = address(sheet, line, columns[field])
        if cell.is_formula:
            yield Finding(where, Severity.ERROR, "waste_banks.opening.formula", str(cell.value))
        elif field == "balance":
            yield from _balance_problems(where, cell)
        elif not cell.is_empty and (code := _unused(field, cell.value)):
            yield Finding(where, Severity.WARNING, code, str(cell.value))


def _balance_problems(where: str, cell: Cell) -> Iterator[Finding]:
    if cell.is_empty:
        yield Finding(where, Severity.ERROR, "waste_banks.opening.no_balance", "")
        return
    try:
        meant = texts.rupiah(cell.value)
    except DomainError as refused:
        yield Finding(where, Severity.ERROR, refused.code, str(cell.value))
        return
    if meant == 0 or not isinstance(cell.value, int):
        code = "waste_banks.opening.nothing" if meant == 0 else "waste_banks.opening.taken_as"
        yield Finding(where, Severity.WARNING, code, str(cell.value), str(meant))


def _unused(field: str, value: Any) -> str:
    """Why a cell says nothing that can be used."""
    if field == "nik" and not texts.nik(value):
        return (
            "waste_banks.opening.nik_rounded"
            if isinstance(value, int | float)
            else "waste_banks.opening.nik"
        )
    if field == "phone" and not texts.phone(value):
        return "waste_banks.opening.phone"
    if field == "day" and texts.day(value) is None:
        return "waste_banks.opening.day"
    return ""


def _row(sheet: str, line: int, given: Mapping[str, Cell]) -> Row:
    def of(field: str) -> Any:
        cell = given.get(field)
        return "" if cell is None or cell.is_empty else cell.value

    return Row(
        sheet=sheet,
        line=line,
        number=texts.number(of("number")),
        nik=texts.nik(of("nik")),
        phone=texts.phone(of("phone")),
        name=texts.name(of("name")),
        banjar=texts.place(of("banjar")),
        balance_idr=texts.rupiah(of("balance")),
        day=texts.day(of("day")),
        address=address(sheet, line, 0),
    )


def _cell(cells: Sequence[Cell], column: int) -> Cell:
    return cells[column] if column < len(cells) else Cell()


def _is_told(cells: Sequence[Cell]) -> bool:
    return any(not cell.is_empty for cell in cells)


def _is_sum(cells: Sequence[Cell]) -> bool:
    """A line under the list that adds it up: its first text says so."""
    first = next((str(cell.value).strip() for cell in cells if not cell.is_empty), "")
    return bool(_SUMS.match(first))
