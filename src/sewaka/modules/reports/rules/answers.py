"""The names that a ready-made answer may hold, each filled with a fact of its report."""

from __future__ import annotations

from typing import Final

FIELDS: Final = frozenset({"number", "category", "place", "agency", "received", "promised"})
MOST_TEXT: Final = 2_000
LEAST_TEXT: Final = 20  # as every answer
