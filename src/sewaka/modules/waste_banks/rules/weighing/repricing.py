"""The city values every line itself; what the phone promised is kept, and a difference is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ALWAYS_BELOW_IDR: Final = 1_000
PERCENT: Final = 2
REPRICED: Final = "repriced"  # among the reasons of a posted deposit, until an officer has seen it
REPRICED_SEEN: Final = "repriced_seen"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Rupiah that the phone said, and those that are posted."""

    claimed_idr: int
    posted_idr: int

    @property
    def difference_idr(self) -> int:
        """What the customer gets more (positive) or less than the receipt says."""
        return self.posted_idr - self.claimed_idr

    @property
    def is_repriced(self) -> bool:
        """Whether anybody has to be told."""
        return self.difference_idr != 0

    @property
    def needs_acknowledgement(self) -> bool:
        """Above Rp 1,000 or 2 %: the session is not locked before an officer has said so."""
        far = abs(self.difference_idr)
        return far > ALWAYS_BELOW_IDR or far * 100 > PERCENT * self.claimed_idr
