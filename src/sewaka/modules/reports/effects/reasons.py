"""Why an officer did something that nobody sees: a few words, or it does not happen."""

from __future__ import annotations

from typing import Final

from sewaka.kernel.errors import Invalid
from sewaka.kernel.text import clean_text

MIN_REASON: Final = 15  # characters: "perlu" alone is none
MAX_REASON: Final = 300


def checked_reason(typed: str) -> str:
    """A reason that says something. Raises Invalid (`reason`)."""
    words = " ".join(clean_text(typed).split())
    if len(words) < MIN_REASON:
        raise Invalid("reports.reason", fields={"reason": "too_short"})
    if len(words) > MAX_REASON:
        raise Invalid("reports.reason", fields={"reason": "too_long"})
    return words
