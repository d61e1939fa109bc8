"""What must not stand in a public text: identity numbers, phones, mail addresses, plates.

`scan` marks the places; `public_text` covers them. The author sees the covered text before
sending, the officer before it is published. Names after "Pak" or "Bu" are only a hint: a street
or an office may carry one, so they are marked and never covered by machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

COVER = "▇▇"


class Kind(StrEnum):
    """What a marked place holds."""

    NIK = "nik"
    LONG_NUMBER = "long_number"  # 16 digits that are no plausible NIK: family card, bank card
    PHONE = "phone"
    EMAIL = "email"
    PLATE = "plate"
    NAME_HINT = "name_hint"


@dataclass(frozen=True, slots=True)
class Found:
    """A marked place: half-open character range in the scanned text."""

    kind: Kind
    start: int
    end: int

    @property
    def is_covered(self) -> bool:
        """Whether the public text hides it."""
        return self.kind is not Kind.NAME_HINT


# Registration areas of Indonesian vehicles (Perkap 5/2012 and later additions).
_PLATE_AREAS = (
    "AA|AB|AD|AE|AG|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DP|DR|DS|DT"
    "|EA|EB|ED|KB|KH|KT|KU|PA|PB"
)
_PLATE_LETTERS = "[ABDEFGHKLMNPRSTWZ]"  # a single letter needs three digits: "Blok B 12 A" is none
_SIXTEEN = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){15}(?!\d)")
_PHONE = re.compile(r"(?<![\d+])(?:\+?62|0)[ .\-]?\(?8\d{1,2}\)?(?:[ .\-]?\d){6,10}(?!\d)")
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_PLATE = re.compile(
    rf"(?<!\w)(?:(?:{_PLATE_AREAS})[ .\-]?\d{{2,4}}[ .\-]?[A-Z]{{1,3}}"
    rf"|{_PLATE_LETTERS}[ .\-]?\d{{3,4}}[ .\-]?[A-Z]{{1,3}}"
    r"|[dD][kK][ .\-]?\d{1,4}[ .\-]?[A-Za-z]{1,3})(?!\w)"
)
_NAME = re.compile(
    r"\b(?:[Pp]ak|[Bb]apak|[Bb]u|[Ii]bu|[Ss]dr|[Ss]dri|[Ss]audara|[Mm]r|[Mm]rs|[Mm]s)\.? "
    r"[A-Z][\w']+(?: [A-Z][\w']+){0,3}"
)
_WOMEN_DAY_OFFSET = 40  # a woman's NIK carries her day of birth plus 40
_LAST_DAY, _LAST_MONTH = 31, 12
_FIRST_PROVINCE = 11  # 99 is the impossible region of the demo city and of tests


def scan(text: str) -> tuple[Found, ...]:
    """All marked places in order of appearance, never overlapping (the earlier kind wins)."""
    taken: list[Found] = []
    for found in _candidates(text):
        if all(found.end <= other.start or other.end <= found.start for other in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start))


def public_text(text: str) -> str:
    """The text with every covered place replaced by `COVER`. Idempotent."""
    parts: list[str] = []
    position = 0
    for found in scan(text):
        if found.is_covered:
            parts += (text[position : found.start], COVER)
            position = found.end
    return "".join((*parts, text[position:]))


def is_plausible_nik(digits: str) -> bool:
    """Whether 16 digits can be a NIK: province 11 or above, and a possible day and month.

    Layout (Permendagri 74/2015): 6 digits area, ddmmyy (women: day + 40), 4 digits serial.
    """
    day, month = int(digits[6:8]), int(digits[8:10])
    if day > _WOMEN_DAY_OFFSET:
        day -= _WOMEN_DAY_OFFSET
    return (
        int(digits[:2]) >= _FIRST_PROVINCE and 1 <= day <= _LAST_DAY and 1 <= month <= _LAST_MONTH
    )


def _candidates(text: str) -> Iterator[Found]:
    """Candidates, the strongest kinds first."""
    for match in _EMAIL.finditer(text):
        yield Found(Kind.EMAIL, match.start(), match.end())
    for match in _SIXTEEN.finditer(text):
        digits = "".join(ch for ch in match.group() if ch.isdigit())
        kind = Kind.NIK if is_plausible_nik(digits) else Kind.LONG_NUMBER
        yield Found(kind, match.start(), match.end())
    for kind, pattern in ((Kind.PHONE, _PHONE), (Kind.PLATE, _PLATE), (Kind.NAME_HINT, _NAME)):
        for match in pattern.finditer(text):
            yield Found(kind, match.start(), match.end())
