"""Reading hamlets from a CSV file as village offices really write them. Pure.

Columns `village_code,kind,name,head_name,phone,lat,lon`, in any order; comma or semicolon;
decimal point or comma; UTF-8 with or without mark. `kind` is dusun (in a desa) or lingkungan (in
a kelurahan); empty means the one that fits. `head_name`, `phone`, `lat`, `lon` may be empty.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sewaka.kernel.errors import DomainError
from sewaka.kernel.geo import Position, distance_m
from sewaka.kernel.text import clean_text, has_words, sort_key

COLUMNS = ("village_code", "kind", "name", "head_name", "phone", "lat", "lon")
REQUIRED = ("village_code", "name")
KIND_IN = {"desa": "dusun", "kelurahan": "lingkungan"}
FAR_M = 5_000.0  # no hamlet lies farther from the centre of its village
_MAX_NAME = 80
_PHONE = re.compile(r"\+\d{8,15}")


class BadHamletFile(DomainError):
    """The file as a whole cannot be read. Nothing was imported."""

    status = 422


class BadRow(Exception):
    """Why one row is refused: one of the codes of `RefusedRow`."""


@dataclass(frozen=True, slots=True)
class Village:
    """What must be known of a village to judge a row."""

    kind: str
    centre: Position


@dataclass(frozen=True, slots=True)
class HamletRow:
    """A row that can be imported. `line` is the line of the file, the heading being line 1."""

    line: int
    village_code: str
    kind: str
    name: str
    head_name: str
    phone: str  # E.164, or empty
    position: Position | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot: code one of unknown_village, wrong_kind, no_name, name_too_long,
    duplicate_name, bad_phone, half_a_position, bad_position, position_exchanged,
    far_from_village, wrong_number_of_columns."""

    line: int
    name: str
    code: str


def read_hamlets(text: str, *, villages: Mapping[str, Village]) -> Iterator[HamletRow | RefusedRow]:
    """The rows of the file. Raises BadHamletFile("territory.columns_missing")."""
    lines = io.StringIO(text.lstrip("\ufeff"), newline="")
    reader = csv.DictReader(lines, delimiter=_delimiter(text))
    headings = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    missing = [name for name in REQUIRED if name not in headings]
    if missing:
        raise BadHamletFile("territory.columns_missing", missing=", ".join(missing))
    seen: set[tuple[str, str]] = set()
    for written in _lines(reader):
        row = {str(k).strip().lower(): clean_text(v or "") for k, v in written.items() if k}
        try:
            _check_width(written)
            found = _hamlet(row, line=reader.line_num, villages=villages)
            _check_once(found, seen=seen)
            yield found
        except BadRow as bad:
            yield RefusedRow(line=reader.line_num, name=row.get("name", ""), code=str(bad))


def check_phone(written: str) -> str:
    """A telephone number as E.164 (`08...` becomes `+628...`); empty stays empty.

    Raises BadRow: bad_phone.
    """
    digits = re.sub(r"[\s().-]", "", written)
    if digits.startswith("0"):
        digits = f"+62{digits[1:]}"
    elif digits.startswith("62"):
        digits = f"+{digits}"
    if digits and not _PHONE.fullmatch(digits):
        raise BadRow("bad_phone")
    return digits


def _lines(reader: csv.DictReader[str]) -> Iterator[dict[str | None, Any]]:
    try:
        yield from cast("Iterator[dict[str | None, Any]]", reader)
    except csv.Error as problem:
        raise BadHamletFile("territory.not_csv", line=reader.line_num) from problem


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return ";" if heading.count(";") > heading.count(",") else ","


def _check_width(written: Mapping[str | None, object]) -> None:
    """Too many cells come under the key None, too few as None."""
    if None in written or any(value is None for value in written.values()):
        raise BadRow("wrong_number_of_columns")


def _hamlet(row: Mapping[str, str], *, line: int, villages: Mapping[str, Village]) -> HamletRow:
    village = villages.get(row["village_code"])
    if village is None:
        raise BadRow("unknown_village")
    return HamletRow(
        line=line,
        village_code=row["village_code"],
        kind=_kind(row.get("kind", "").lower(), village=village),
        name=read_name(row["name"]),
        head_name=row.get("head_name", "")[:_MAX_NAME],
        phone=check_phone(row.get("phone", "")),
        position=_position(row.get("lat", ""), row.get("lon", ""), village=village),
    )


def _kind(written: str, *, village: Village) -> str:
    fitting = KIND_IN[village.kind]
    if written not in ("", fitting):
        raise BadRow("wrong_kind")
    return fitting


def read_name(written: str) -> str:
    """The name of a hamlet. Raises BadRow: no_name, name_too_long."""
    if not has_words(written):
        raise BadRow("no_name")
    if len(written) > _MAX_NAME:
        raise BadRow("name_too_long")
    return written


def _position(lat: str, lon: str, *, village: Village) -> Position | None:
    if not lat and not lon:
        return None
    if not lat or not lon:
        raise BadRow("half_a_position")
    try:
        north, east = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        raise BadRow("bad_position") from None
    here, exchanged = _on_the_globe(north, east), _on_the_globe(east, north)
    if here and is_near(here, village=village):
        return here
    if exchanged and is_near(exchanged, village=village):
        raise BadRow("position_exchanged")
    raise BadRow("far_from_village" if here else "bad_position")


def is_near(position: Position, *, village: Village) -> bool:
    """Whether a hamlet of that village can lie there."""
    return distance_m(position, village.centre) <= FAR_M


def _on_the_globe(lat: float, lon: float) -> Position | None:
    try:
        return Position(lat=lat, lon=lon)
    except ValueError:
        return None


def _check_once(found: HamletRow, *, seen: set[tuple[str, str]]) -> None:
    key = (found.village_code, sort_key(found.name))
    if key in seen:
        raise BadRow("duplicate_name")
    seen.add(key)
