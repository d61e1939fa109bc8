"""Small counts of private reports are kept back, and so that nobody can work them out.

A private report is one whose content only those concerned read. That one exists may be told in
totals of five or more, never alone. A cell of one to four is hidden; where the total minus the
cells shown would give it away, the next smallest cell is hidden with it, and at last the total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

AT_LEAST: Final = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of the parts of one total; None is hidden."""

    parts: Mapping[str, int | None]
    total: int | None


def shown(parts: Mapping[str, int]) -> Shown:
    """The parts and their total as everybody may see them. A zero says nothing and stays."""
    total = sum(parts.values())
    if total and total < AT_LEAST:
        return Shown(parts={key: None if count else 0 for key, count in parts.items()}, total=None)
    hidden = {key for key, count in parts.items() if 0 < count < AT_LEAST}
    larger = sorted((count, key) for key, count in parts.items() if count >= AT_LEAST)
    for _, key in larger:
        if _is_safe(parts, hidden):
            break
        hidden.add(key)
    seen = {key: None if key in hidden else count for key, count in parts.items()}
    return Shown(parts=seen, total=total if _is_safe(parts, hidden) else None)


def _is_safe(parts: Mapping[str, int], hidden: set[str]) -> bool:
    """Whether total minus shown cells leaves at least two ways to fill the hidden ones."""
    if not hidden:
        return True
    rest = sum(parts[key] for key in hidden)
    return len(hidden) > 1 and rest >= AT_LEAST and rest > len(hidden)
