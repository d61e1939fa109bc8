"""What people type into the box, and what never goes out of it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sewaka.kernel.ids import read_number
from sewaka.kernel.text import clean_text

INDONESIAN, PLAIN = "indonesian", "simple"
MAX_WORDS = 12
MAX_LENGTH = 200

_WORD = re.compile(r"\w+")
_SEPARATORS = r"[\s.\-/()]{0,2}"
# 16 digits, or a telephone number of Indonesia, with blanks and dashes anywhere in between.
_NIK = re.compile(rf"(?<!\d)(?:\d{_SEPARATORS}){{15}}\d(?!\d)")
_PHONE = re.compile(
    rf"(?<![\d+])(?:\+{_SEPARATORS}62|62|0){_SEPARATORS}8(?:{_SEPARATORS}\d){{7,12}}(?!\d)"
)
_OPERATORS = re.compile(r"(?:^|\s)-\w|\"|(?:^|\s)or(?:\s|$)", re.IGNORECASE)
MASK = "▇▇▇▇"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed. `number` is the case number it is, if it is one."""

    text: str
    words: tuple[str, ...]
    number: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words

    @property
    def has_operators(self) -> bool:
        """Whether it uses quotes, minus or `or`: then it means what it says, no more."""
        return bool(_OPERATORS.search(self.text))

    @property
    def is_private(self) -> bool:
        """Whether it looks like an identity or telephone number: no search for strangers."""
        return has_private_number(self.text)


def read_question(typed: str) -> Question:
    """The question in what was typed: cleaned, cut, and recognised where it is a case number."""
    text = clean_text(typed)[:MAX_LENGTH]
    words = tuple(_WORD.findall(text)[:MAX_WORDS])
    return Question(text=text, words=words, number=read_number(text))


def has_private_number(text: str) -> bool:
    """Whether an identity number (16 digits) or a telephone number stands in the text."""
    return bool(_NIK.search(text) or _PHONE.search(text))


def without_private_numbers(text: str) -> str:
    """The text with identity and telephone numbers covered. A second net, not the first."""
    return _PHONE.sub(MASK, _NIK.sub(MASK, text))


def prefix_query(words: tuple[str, ...]) -> str:
    """The words as a PostgreSQL query in which the last may be unfinished: `jalan & berlu:*`.

    Words are letters, digits and underscores only, so nothing in them can be an operator.
    """
    return " & ".join((*words[:-1], f"{words[-1]}:*"))


def snippet(body: str, *, words: tuple[str, ...], length: int = 160) -> str:
    """The part of the body around the first word found, cut at blanks."""
    flat = " ".join(body.split())
    if len(flat) <= length:
        return flat
    folded = flat.casefold()
    at = min((p for p in (folded.find(w.casefold()) for w in words) if p >= 0), default=0)
    start = flat.rfind(" ", 0, max(0, at - length // 3)) + 1 if at > length // 2 else 0
    cut = flat[start : start + length]
    end = cut.rfind(" ") if start + length < len(flat) else len(cut)
    lead, tail = ("… " if start else ""), (" …" if start + length < len(flat) else "")
    return f"{lead}{cut[: end if end > 0 else len(cut)]}{tail}"
