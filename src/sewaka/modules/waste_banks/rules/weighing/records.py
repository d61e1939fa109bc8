"""The records that a phone writes, read strictly: what is malformed never gets near the books.

Prices and values in them are what the phone *claims*; the city values each line anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.rules.kinds import Grade, Purpose, WeightSource
from sewaka.modules.waste_banks.rules.weighing.clocks import Tick

VERSION: Final = 1
MOST_RECORDS: Final = 200  # in one upload
MOST_LINES: Final = 40
MOST_GRAMS: Final = 10**9
MOST_RUPIAH: Final = 10**15
CARD_HEX: Final = 32  # first 16 bytes of SHA-256 of the card's token
PHOTO_HEX: Final = 64  # SHA-256 of a photo's bytes as the phone sends them
_MOST_WORDS: Final = 200
_MOST_MONO_MS: Final = 7 * 24 * 3_600_000

E = TypeVar("E", bound=StrEnum)


class Kind(StrEnum):
    """What a record tells."""

    DEPOSIT = "DEPOSIT"
    VOID = "VOID"
    NOTE = "NOTE"


class About(StrEnum):
    """What a note is about."""

    REWEIGH = "REWEIGH"
    SCALE_ZERO = "SCALE_ZERO"
    PRICE_POSTER = "PRICE_POSTER"


class BadRecord(DomainError):
    """A record that no phone of ours writes. Facts: seq, line (0: the record itself), field."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sort on the scale. Grams; rupiah per kilogram; rupiah. `photo`: its hash, if any."""

    n: int
    category: str
    gross_g: int
    tare_g: int
    net_g: int
    price_idr: int
    value_idr: int
    grade: Grade
    source: WeightSource
    photo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of any kind. A deposit is for a customer, or for a `card` the phone did not know."""

    id: UUID
    seq: int
    kind: Kind
    session_id: UUID
    device_id: UUID
    weigher_id: UUID
    tick: Tick
    customer_id: UUID | None = None
    card: str = ""
    purpose: Purpose = Purpose.SAVINGS
    price_version: int = 0
    lines: tuple[Line, ...] = ()
    total_idr: int = 0
    voids_id: UUID | None = None
    words: str = ""


class _Fields:
    """Takes fields out of an object, each of its form; at the end nothing may be left."""

    def __init__(self, given: Any, *, seq: int, line: int = 0) -> None:
        self.seq, self.line = seq, line
        if not isinstance(given, Mapping):
            raise self.bad("")
        self._left = dict(given)

    def bad(self, field: str) -> BadRecord:
        return BadRecord("weighing.bad_record", seq=self.seq, line=self.line, field=field)

    def take(self, name: str) -> Any:
        if name not in self._left:
            raise self.bad(name)
        return self._left.pop(name)

    def has(self, name: str) -> bool:
        return name in self._left

    def integer(self, name: str, least: int, most: int) -> int:
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.bad(name)
        return value

    def text(self, name: str, most: int) -> str:
        value = self.take(name)
        if not isinstance(value, str) or not 0 < len(value) <= most:
            raise self.bad(name)
        return value

    def one_of(self, name: str, kind: type[E]) -> E:
        try:
            return kind(self.take(name))
        except ValueError as error:
            raise self.bad(name) from error

    def uuid(self, name: str) -> UUID:
        value = self.text(name, 36)
        try:
            found = UUID(value)
        except ValueError as error:
            raise self.bad(name) from error
        if str(found) != value:
            raise self.bad(name)
        return found

    def instant(self, name: str) -> datetime:
        try:
            found = datetime.fromisoformat(self.text(name, 40))
        except ValueError as error:
            raise self.bad(name) from error
        if found.tzinfo is None:
            raise self.bad(name)
        return found

    def hexadecimal(self, name: str, length: int) -> str:
        value = self.text(name, length)
        if len(value) != length or set(value) - set("0123456789abcdef"):
            raise self.bad(name)
        return value

    def end(self) -> None:
        if self._left:
            raise self.bad(min(map(str, self._left)))


def read(body: Mapping[str, Any], *, seq: int) -> Record:
    """The record of a body; `seq` names it in refusals. Raises BadRecord("weighing.bad_record")."""
    fields = _Fields(body, seq=seq)
    if fields.integer("v", VERSION, VERSION) and fields.integer("seq", 1, 10**6) != seq:
        raise fields.bad("seq")
    kind = fields.one_of("kind", Kind)
    common: dict[str, Any] = {
        "id": fields.uuid("id"), "seq": seq, "kind": kind,
        "session_id": fields.uuid("session_id"), "device_id": fields.uuid("device_id"),
        "weigher_id": fields.uuid("weigher_id"),
        "tick": Tick(fields.instant("at"), fields.integer("mono_ms", 0, _MOST_MONO_MS)),
    }  # fmt: skip
    own = {Kind.DEPOSIT: _deposit, Kind.VOID: _void, Kind.NOTE: _note}[kind](fields)
    fields.end()
    return Record(**common, **own)


def _deposit(fields: _Fields) -> dict[str, Any]:
    given = fields.take("lines")
    if not isinstance(given, list) or not 0 < len(given) <= MOST_LINES:
        raise fields.bad("lines")
    return _whose(fields) | {
        "purpose": fields.one_of("purpose", Purpose),
        "price_version": fields.integer("price_version", 0, 2**31 - 1),
        "lines": tuple(_line(one, seq=fields.seq, n=n) for n, one in enumerate(given, start=1)),
        "total_idr": fields.integer("total_idr", 0, MOST_RUPIAH),
    }


def _whose(fields: _Fields) -> dict[str, Any]:
    if fields.has("customer_id"):
        return {"customer_id": fields.uuid("customer_id")}
    return {"card": fields.hexadecimal("card", CARD_HEX)}


def _void(fields: _Fields) -> dict[str, Any]:
    return {"voids_id": fields.uuid("voids_id"), "words": fields.text("reason", _MOST_WORDS)}


def _note(fields: _Fields) -> dict[str, Any]:
    about = fields.one_of("about", About)
    return {"words": f"{about}: {fields.text('text', _MOST_WORDS)}"}


def _line(given: Any, *, seq: int, n: int) -> Line:
    fields = _Fields(given, seq=seq, line=n)
    found = Line(
        n=fields.integer("n", n, n),
        category=fields.text("category", 40),
        gross_g=fields.integer("gross_g", 1, MOST_GRAMS),
        tare_g=fields.integer("tare_g", 0, MOST_GRAMS),
        net_g=fields.integer("net_g", 1, MOST_GRAMS),
        price_idr=fields.integer("price_idr", 0, MOST_RUPIAH),
        value_idr=fields.integer("value_idr", 0, MOST_RUPIAH),
        grade=fields.one_of("grade", Grade),
        source=fields.one_of("source", WeightSource),
        photo=fields.hexadecimal("photo", PHOTO_HEX) if fields.has("photo") else "",
    )
    fields.end()
    if found.gross_g - found.tare_g != found.net_g:
        raise fields.bad("net_g")
    return found
