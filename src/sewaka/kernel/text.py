"""Text as people and strangers' programs send it: cleaned once, at the border."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = re.compile(r"\d+")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")
_NONCHARACTERS = "".join(chr(p << 16 | 0xFFFE) + chr(p << 16 | 0xFFFF) for p in range(17))
_REFUSED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, except tab and line end
    r"\ud800-\udfff"  # lone surrogates
    r"\u200b\u2060\ufeff"  # zero-width fillers
    r"\u202a-\u202e\u2066-\u2069"  # bidirectional overrides
    f"{_NONCHARACTERS}]"  # XML 1.0 forbids the first pair
)


def clean_text(raw: str) -> str:
    """Text that PostgreSQL, XML and JSON can all carry.

    NFC, line ends as `\\n`, outer blanks gone; NUL, other control characters (except tab and line
    end), lone surrogates, bidirectional overrides and zero-width fillers removed. Emoji and every
    script stay.
    """
    text = _REFUSED.sub("", _LINE_ENDS.sub("\n", raw))
    return unicodedata.normalize("NFC", text).strip()


def sort_key(name: str) -> str:
    """A stored key that sorts as people expect, whatever the database's collation.

    Case-folded, accents stripped, digits padded: `Banjar 2` comes before `Banjar 10`.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return _DIGITS.sub(lambda m: m.group().zfill(8), " ".join(plain.split()))


def has_words(text: str) -> bool:
    """Whether there is at least one letter or digit: blanks, dots and emoji alone say nothing."""
    return any(ch.isalnum() for ch in text)


def spreadsheet_safe(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
