"""The surplus of a bank (SHU) and who gets it. Whole rupiah; shares sum to it exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.rules import chart, money


@dataclass(frozen=True, slots=True)
class Shares:
    """Of one surplus: by savings account, to the board, to the social fund."""

    customers: Mapping[int, int]
    board_idr: int
    social_idr: int

    @property
    def mark(self) -> str:
        """SHA-256 of it in hex: what somebody was shown is what is given out, or nothing is."""
        told = [sorted(self.customers.items()), self.board_idr, self.social_idr]
        return sha256(repr(told).encode()).hexdigest()


def closing(*, income: Mapping[str, int], shrink_idr: int, of: Mapping[str, int]) -> dict[int, int]:
    """The journal that brings the year's result to 3100: account to amount, debit positive.

    `income`: of 4000 and 4100, as people are shown them; a margin may be below nothing.
    """
    found = {of[code]: idr for code, idr in income.items()}
    found[of[chart.SHRINK.code]] = -shrink_idr
    found[of[chart.SURPLUS.code]] = shrink_idr - sum(income.values())
    return {account: amount for account, amount in found.items() if amount}


def shares(
    surplus_idr: int,
    *,
    customers_bp: int,
    board_bp: int,
    social_bp: int,
    brought: Mapping[int, int],
) -> Shares:
    """Split by basis points, the customers' part by what each has brought (account to rupiah).

    Where nobody has brought anything, their part goes to the social fund.
    Raises DomainError("waste_banks.surplus.none") where there is none.
    """
    if surplus_idr <= 0:
        raise DomainError("waste_banks.surplus.none")
    weights = {1: customers_bp, 2: board_bp, 3: social_bp}
    parts = money.split(surplus_idr, weights=weights)
    weighty = {account: idr for account, idr in brought.items() if idr > 0}
    if not weighty:
        return Shares({}, parts[2], parts[1] + parts[3])
    given = money.split(parts[1], weights=weighty)
    return Shares({one: idr for one, idr in given.items() if idr}, parts[2], parts[3])


def legs(found: Shares, *, of: Mapping[str, int]) -> dict[int, int]:
    """The journal that gives it out: the board in cash, everybody else on their accounts."""
    total = sum(found.customers.values()) + found.board_idr + found.social_idr
    out = {of[chart.SURPLUS.code]: total}
    out |= {account: -idr for account, idr in found.customers.items()}
    out[of[chart.CASH.code]] = -found.board_idr
    out[of[chart.SOCIAL.code]] = -found.social_idr
    return {account: amount for account, amount in out.items() if amount}
