"""What must not stand in a public text: identity numbers, phones, mail addresses, plates.

`scan` marks the places; `public_text` covers them, and whatever the author struck out besides. The
author sees the covered text before sending, the officer before it is published. Names after "Pak"
or "Bu" are only a hint: a street or an office may carry one, so they are marked and never covered
by machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

COVER = "▇▇"
MAX_STRUCK = 30  # phrases that one author may strike out
MIN_STRUCK = 2  # a single letter would cover half the text


class Kind(StrEnum):
    """What a marked place holds."""

    NIK = "nik"
    LONG_NUMBER = "long_number"  # 16 digits that are no plausible NIK: family card, bank card
    PHONE = "phone"
    EMAIL = "email"
    PLATE = "plate"
    STRUCK = "struck"  # by the author
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


# Provinces by the ministry's code (Kepmendagri 300.2.2-2138/2025); 99 is the impossible region of
# the demo city and of tests.
_PROVINCES = frozenset(
    {
        *range(11, 20),
        21,
        *range(31, 37),
        *range(51, 54),
        *range(61, 66),
        *range(71, 77),
        81,
        82,
        *range(91, 98),
        99,
    }
)
# Registration areas of Indonesian vehicles (Perkap 5/2012 and later additions).
_PLATE_AREAS = (
    "AA|AB|AD|AE|AG|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DP|DR|DS|DT"
    "|EA|EB|ED|KB|KH|KT|KU|PA|PB"
)
_PLATE_LETTERS = "[ABDEFGHKLMNPRSTWZ]"  # a single letter needs three digits: "Blok B 12 A" is none
# What people put between digits: blanks of every width, dots, dashes of every length, slashes.
_GAP = r"[\s./()‐‑‒–—―\-]{0,2}"
_SIXTEEN = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{15}}(?!\d)")
_PHONE = re.compile(
    rf"(?<![\d+])(?:(?:\+{_GAP}|00{_GAP})?6{_GAP}2{_GAP}0?|0){_GAP}8(?:{_GAP}\d){{7,12}}(?!\d)"
)
_LANDLINE = re.compile(rf"(?<![\d+])(?:\+?62{_GAP}|0)361{_GAP}\d(?:{_GAP}\d){{5,7}}(?!\d)")
_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-]+\s?(?:@|\(at\)|\[at\])\s?[\w\-]+(?:\s?(?:\.|\(dot\)|\[dot\])[\w\-]+)+"
)
_PLATE = re.compile(
    rf"(?<!\w)(?:(?:{_PLATE_AREAS})[ .\-]?\d{{2,4}}[ .\-]?[A-Z]{{1,3}}"
    rf"|{_PLATE_LETTERS}[ .\-]?\d{{3,4}}[ .\-]?[A-Z]{{1,3}}"
    r"|[dD][kK][ .\-]?\d{1,4}[ .\-]?[A-Za-z]{1,3})(?!\w)"
)
_NAME = re.compile(
    r"\b(?:[Pp]ak|[Bb]apak|[Bb]u|[Ii]bu|[Ss]dr|[Ss]dri|[Ss]audara|[Mm]r|[Mm]rs|[Mm]s|I|Ni)\.? "
    r"[A-Z][\w']+(?: [A-Z][\w']+){0,3}"
)
_WOMEN_DAY_OFFSET = 40  # a woman's NIK carries her day of birth plus 40
_LAST_DAY, _LAST_MONTH = 31, 12


def scan(text: str, *, struck: Iterable[str] = ()) -> tuple[Found, ...]:
    """All marked places in order of appearance, never overlapping (the earlier kind wins).

    `struck` are phrases that the author wants covered wherever they stand as whole words, in
    capitals or not; they win over a mere hint.
    """
    taken: list[Found] = []
    for found in _candidates(text, struck=struck):
        if all(found.end <= other.start or other.end <= found.start for other in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start))


def public_text(text: str, *, struck: Iterable[str] = ()) -> str:
    """The text with every covered place replaced by `COVER`. Idempotent."""
    parts: list[str] = []
    position = 0
    for found in scan(text, struck=struck):
        if found.is_covered:
            parts += (text[position : found.start], COVER)
            position = found.end
    return "".join((*parts, text[position:]))


def needs_look(texts: Iterable[str], *, struck: Iterable[str] = ()) -> bool:
    """Whether somebody has to look before strangers read the texts.

    A mark of a person that the author did not strike out: covered by machine, its neighbours may
    still tell who it was; a name is a hint only, and a program can not say which street bears it.
    """
    phrases_struck = tuple(struck)
    return any(scan(_without(text, phrases_struck)) for text in texts)


def name_hints(text: str, *, struck: Iterable[str] = ()) -> tuple[str, ...]:
    """What seems to be a person's name and is not covered yet, each once."""
    found = (text[one.start : one.end] for one in scan(text, struck=struck) if not one.is_covered)
    return tuple(dict.fromkeys(found))


def phrases(typed: str) -> tuple[str, ...]:
    """The phrases that somebody wrote, one a line; at most `MAX_STRUCK`, each once."""
    lines = (" ".join(line.split()) for line in typed.splitlines())
    return tuple(dict.fromkeys(line for line in lines if len(line) >= MIN_STRUCK))[:MAX_STRUCK]


def without_numbers(text: str) -> str:
    """An office's words with identity numbers covered: whatever was pasted into them.

    Telephone numbers stay: an office may want to be called.
    """
    parts: list[str] = []
    position = 0
    for match in _SIXTEEN.finditer(text):
        parts += (text[position : match.start()], COVER)
        position = match.end()
    return "".join((*parts, text[position:]))


def is_plausible_nik(digits: str) -> bool:
    """Whether 16 digits can be a NIK: a province that exists, and a possible day and month.

    Layout (Permendagri 74/2015): 6 digits area, ddmmyy (women: day + 40), 4 digits serial.
    """
    day, month = int(digits[6:8]), int(digits[8:10])
    if day > _WOMEN_DAY_OFFSET:
        day -= _WOMEN_DAY_OFFSET
    return int(digits[:2]) in _PROVINCES and 1 <= day <= _LAST_DAY and 1 <= month <= _LAST_MONTH


def _candidates(text: str, *, struck: Iterable[str]) -> Iterator[Found]:
    """Candidates, the strongest kinds first."""
    for match in _EMAIL.finditer(text):
        yield Found(Kind.EMAIL, match.start(), match.end())
    for match in _SIXTEEN.finditer(text):
        digits = "".join(ch for ch in match.group() if ch.isdigit())
        kind = Kind.NIK if is_plausible_nik(digits) else Kind.LONG_NUMBER
        yield Found(kind, match.start(), match.end())
    by_pattern = ((Kind.PHONE, _PHONE), (Kind.PHONE, _LANDLINE), (Kind.PLATE, _PLATE))
    for kind, pattern in by_pattern:
        for match in pattern.finditer(text):
            yield Found(kind, match.start(), match.end())
    for phrase in struck:
        for match in _as_written(phrase).finditer(text):
            yield Found(Kind.STRUCK, match.start(), match.end())
    for match in _NAME.finditer(text):
        yield Found(Kind.NAME_HINT, match.start(), match.end())


def _without(text: str, struck: Iterable[str]) -> str:
    """The text with what the author struck out replaced, and nothing else."""
    for phrase in struck:
        text = _as_written(phrase).sub(COVER, text)
    return text


def _as_written(phrase: str) -> re.Pattern[str]:
    """The phrase as whole words, with any blanks between its words, in capitals or not."""
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
