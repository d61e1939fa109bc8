"""Fields of a message, read strictly: each is taken once, and nothing may be left over."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

import orjson

MOST_32 = 2**31 - 1
MOST_63 = 2**63 - 1
LONGEST_CODE = 48
MOST_ROWS = 64
INDICATIONS = re.compile(r"[GgyroO]{1,128}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,47}")
_LONGEST_INSTANT = 35
_EARLIEST_S = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_LATEST_S = datetime(2200, 1, 1, tzinfo=UTC).timestamp()

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)


class Malformed(ValueError):
    """A message that is refused. `code`: `too_large`, `not_json`, `topic`, `signature`, `unknown`
    (a field that nobody knows), else the name of the field that is wrong or missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_code(text: str) -> bool:
    """Whether it can name a junction or a detector, in a topic too."""
    return _CODE.fullmatch(text) is not None


def body_of(payload: bytes, *, largest: int) -> Mapping[str, Any]:
    """The JSON object of a message. Raises Malformed."""
    if len(payload) > largest:
        raise Malformed("too_large")
    try:
        found = orjson.loads(payload)
    except ValueError:
        raise Malformed("not_json") from None
    if not isinstance(found, dict):
        raise Malformed("not_json")
    return found


def real(value: object, name: str, *, least: float = 0.0, most: float) -> float:
    """A finite number within its bounds. Raises Malformed."""
    # A bool is an int to isinstance.
    if (type(value) is float or type(value) is int) and least <= value <= most:
        return float(value)
    raise Malformed(name)


def text(value: object, name: str, *, longest: int) -> str:
    """A text without control characters. Raises Malformed."""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise Malformed(name)
    return value


def seconds(value: object, name: str) -> float:
    """RFC 3339 with its zone as seconds since 1970, to the millisecond. Raises Malformed."""
    if not isinstance(value, str) or len(value) > _LONGEST_INSTANT:
        raise Malformed(name)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Malformed(name) from None
    if found.tzinfo is None:
        raise Malformed(name)
    t_s = round(found.timestamp(), 3)
    if not _EARLIEST_S <= t_s < _LATEST_S:
        raise Malformed(name)
    return t_s


def instant(t_s: float) -> str:
    """Seconds since 1970 as RFC 3339. Raises ValueError on what is no time."""
    if not math.isfinite(t_s):
        raise ValueError(f"{t_s} is no time")
    text_ = datetime.fromtimestamp(round(t_s, 3), UTC).isoformat(timespec="milliseconds")
    return text_.removesuffix("+00:00") + "Z"


def is_pair(row: object, name: str) -> bool:
    """True for a list of two; raises Malformed on anything else."""
    if not isinstance(row, list) or len(row) != 2:  # noqa: PLR2004 - a pair is two
        raise Malformed(name)
    return True


def within(row: object, name: str) -> Fields:
    """The fields of an object inside. Raises Malformed."""
    if not isinstance(row, dict):
        raise Malformed(name)
    return Fields(row)


class Fields:
    """One object of a message. `default` makes a field optional.

    Every field is taken out once: the cheapest way to know that nothing is left over.
    """

    __slots__ = ("_left",)

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._left = dict(body)

    def all_of(self, made: T) -> T:
        """`made`, when every field of the object was taken. Raises Malformed("unknown")."""
        if self._left:
            raise Malformed("unknown")
        return made

    def has(self, name: str) -> bool:
        """Whether the object has that field, not taken yet."""
        return name in self._left

    def whole(self, name: str, *, most: int, default: int | None = None) -> int:
        """A number without a fraction, from 0 on."""
        value = self._left.pop(name, default)
        if type(value) is not int or not 0 <= value <= most:
            raise Malformed(name)
        return value

    def real(self, name: str, *, least: float = 0.0, most: float) -> float:
        """A number within bounds."""
        return real(self._left.pop(name, None), name, least=least, most=most)

    def maybe_real(self, name: str, *, most: float) -> float | None:
        """The same, or None when it is absent."""
        value = self._left.pop(name, None)
        return None if value is None else real(value, name, most=most)

    def text(self, name: str, *, longest: int, default: str | None = None) -> str:
        """A short text."""
        return text(self._left.pop(name, default), name, longest=longest)

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        """A text of that form."""
        value = self._left.pop(name, None)
        if not isinstance(value, str) or pattern.fullmatch(value) is None:
            raise Malformed(name)
        return value

    def one_of(self, name: str, words: type[Word]) -> Word:
        """One of the known words."""
        try:
            return words(self._left.pop(name, None))
        except ValueError:
            raise Malformed(name) from None

    def seconds(self, name: str) -> float:
        """An instant."""
        return seconds(self._left.pop(name, None), name)

    def maybe_seconds(self, name: str) -> float | None:
        """The same, or None when it is absent."""
        value = self._left.pop(name, None)
        return None if value is None else seconds(value, name)

    def inner(self, name: str) -> Fields:
        """An object inside."""
        return within(self._left.pop(name, None), name)

    def rows(self, name: str, *, most: int = MOST_ROWS) -> list[Any]:
        """A list, empty when it is absent."""
        value = self._left.pop(name, [])
        if not isinstance(value, list) or len(value) > most:
            raise Malformed(name)
        return value
