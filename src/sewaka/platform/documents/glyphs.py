"""Which characters the letter fonts can draw. Pure."""

from __future__ import annotations

from typing import Final

MISSING: Final = "▢"
# Half-open ranges, each drawn whole by Libertinus Serif or DejaVu Sans Mono (a test walks them):
# Latin with all its accents, combining marks, Greek, Cyrillic, punctuation, currencies, arrows,
# mathematics, blocks and shapes.
RANGES: Final = (
    (0x0020, 0x007F),
    (0x00A0, 0x00AD),
    (0x00AE, 0x0250),
    (0x0300, 0x034F),
    (0x0350, 0x0370),
    (0x0400, 0x0500),
    (0x1E00, 0x1F00),
    (0x2010, 0x2028),
    (0x2030, 0x2041),
    (0x20A0, 0x20C1),
    (0x2190, 0x2270),
    (0x2580, 0x2600),
)


def drawable(text: str) -> str:
    """The text with `▢` for each run of characters that no letter font has. Line ends stay."""
    parts: list[str] = []
    for ch in text:
        if ch == "\n" or any(first <= ord(ch) < after for first, after in RANGES):
            parts.append(ch)
        elif parts[-1:] != [MISSING]:
            parts.append(MISSING)
    return "".join(parts)
