"""How a bank pays out and shares what is left over: the least, when, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sewaka.kernel.errors import Invalid
from sewaka.modules.waste_banks.rules.kinds import PayoutRule

MOST_LEAST_IDR: Final = 1_000_000  # who saves less than that would never be paid
MOST_HOLD_DAYS: Final = 90
WHOLE_BP: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Rupiah; days for which a deposit is kept back; basis points of a surplus."""

    least_idr: int
    payout: PayoutRule
    hold_days: int
    customers_bp: int
    board_bp: int
    social_bp: int


def check_terms(terms: Terms) -> None:
    """Raises Invalid("least", "hold_days", "social")."""
    holds = terms.payout is PayoutRule.HOLD_DAYS
    wrong = {}
    if not 1 <= terms.least_idr <= MOST_LEAST_IDR:
        wrong["least"] = "waste_banks.terms.least"
    if not (1 <= terms.hold_days <= MOST_HOLD_DAYS if holds else terms.hold_days == 0):
        wrong["hold_days"] = "waste_banks.terms.hold_days"
    if terms.customers_bp + terms.board_bp + terms.social_bp != WHOLE_BP:
        wrong["social"] = "waste_banks.terms.shares"
    if wrong:
        raise Invalid(fields=wrong)
