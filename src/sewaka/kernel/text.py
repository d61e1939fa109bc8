"""Text as people and strangers' programs send it: cleaned once, at the border."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = re.compile(r"\d+")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")
_NONCHARACTER = 0xFFFE  # U+xFFFE and U+xFFFF; XML 1.0 forbids the first pair
_INVISIBLE = {"\u200b", "\u2060", "\ufeff"}


def clean_text(raw: str) -> str:
    """Text that PostgreSQL, XML and JSON can all carry.

    NFC, line ends as `\\n`, outer blanks gone; NUL, other control characters (except tab and line
    end), lone surrogates, bidirectional overrides and zero-width fillers removed. Emoji and every
    script stay.
    """
    text = _LINE_ENDS.sub("\n", raw)
    kept = [ch for ch in text if _is_allowed(ch)]
    return unicodedata.normalize("NFC", "".join(kept)).strip()


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


def _is_allowed(ch: str) -> bool:
    if ch in "\n\t":
        return True
    if ch in _INVISIBLE or "\u202a" <= ch <= "\u202e" or "\u2066" <= ch <= "\u2069":
        return False
    if unicodedata.category(ch) in ("Cc", "Cs"):
        return False
    return ord(ch) & _NONCHARACTER != _NONCHARACTER
