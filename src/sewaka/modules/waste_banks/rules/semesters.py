"""What the ministry asks of each bank twice a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BankSemester:
    """What a bank did in half a year. `by_group_g`: net grams that came in, by family of waste."""

    code: str
    name: str
    kind: str
    address: str
    lat: float | None
    lon: float | None
    village_code: str
    founded_year: int | None
    decree_number: str
    manager: str
    phone: str
    status: str
    customers: int
    active_customers: int
    by_group_g: Mapping[str, int]
    residue_g: int
    turnover_idr: int
    open_sessions: int  # not locked yet

    @property
    def in_g(self) -> int:
        """All that came in."""
        return sum(self.by_group_g.values())
