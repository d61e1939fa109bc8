"""Months that are over for good, and the texts whose hashes are published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Final

from sewaka.modules.waste_banks.rules import spans

# Phones may send for thirty days, and somebody has to look at what is doubtful.
AFTER: Final = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Mass:
    """Grams of a sort in a month."""

    category: str
    opening_g: int
    in_g: int
    bought_g: int
    sold_g: int
    lost_g: int
    closing_g: int

    @property
    def is_balanced(self) -> bool:
        """Whether what came is what went or lies there."""
        came = self.opening_g + self.in_g + self.bought_g
        return came - self.sold_g - self.lost_g == self.closing_g


def due(first: date, *, today: date) -> Iterator[date]:
    """First days of months, from that one on, whose end is 35 days past."""
    month = first.replace(day=1)
    while (last := spans.month_of(month)[1]) + AFTER <= today:
        yield month
        month = last + timedelta(days=1)


def mass_text(rows: Iterable[Mass]) -> str:
    """One line for each sort, in the order of their codes, fields parted by commas."""
    ordered = sorted(rows, key=lambda one: one.category)
    return "".join(",".join(str(part) for part in astuple(one)) + "\n" for one in ordered)


def mass_sha256(rows: Iterable[Mass]) -> str:
    """Hex SHA-256 of that text."""
    return hashlib.sha256(mass_text(rows).encode()).hexdigest()
