"""Points for what was brought: a book of their own, in which a purse is never below nothing.

Tiers and what they give: Detik 20 Jun 2019, Tribun Bali 16 Jul 2022. One point for each full
kilogram of a deposit is our reading of it (`verified: no`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks.rules.chart import AccountKind, ChartLine

BOOK: Final = "WB-POINTS"  # one for the city: a tier is the same at every bank
BOOK_NAME: Final = "Poin bank sampah"
GRAMS_A_POINT: Final = 1_000  # verified: no
KEEP: Final = timedelta(days=14)  # points of a reward that nobody fetches go back then

REDEEMED: Final = ChartLine("4000", "Poin ditukar", AccountKind.INCOME)
ISSUED: Final = ChartLine("5000", "Poin diterbitkan", AccountKind.EXPENSE)
CHART: Final = (REDEEMED, ISSUED)


class IsTier(Protocol):
    """What of a tier decides."""

    @property
    def since_points(self) -> int:
        """From how many points on somebody belongs to it."""


T = TypeVar("T", bound=IsTier)


def purse(number: str) -> ChartLine:
    """What a customer can spend."""
    return ChartLine(f"2000/{number}", "Poin", AccountKind.LIABILITY, is_floored=True)


def held(number: str) -> ChartLine:
    """What of it is set aside for rewards."""
    return ChartLine(f"2010/{number}", "Poin ditahan", AccountKind.LIABILITY, is_floored=True)


def owed(number: str) -> ChartLine:
    """What a reversal found spent; what can be spent is the purse without it."""
    return ChartLine(f"1210/{number}", "Poin terutang", AccountKind.ASSET)


def earned(net_g: int) -> int:
    """Of one deposit, in whole points."""
    return net_g // GRAMS_A_POINT


def missing(*, points: int, purse_points: int) -> int:
    """What of points to be taken back has been spent already: it is owed."""
    return max(0, points - purse_points)


def tier_of(points: int, tiers: Sequence[T]) -> tuple[T | None, T | None]:
    """The tier of who has gathered so many points (spending them lowers none), and the next one.

    `tiers`: from the lowest on.
    """
    reached = [one for one in tiers if one.since_points <= max(points, 0)]
    ahead = [one for one in tiers if one.since_points > max(points, 0)]
    return (reached[-1] if reached else None), (ahead[0] if ahead else None)


def check_reward(*, costs: int, free: int, gathered: int, since_points: int) -> None:
    """Raises DomainError("waste_banks.reward.points" with `free`, ".reward.tier")."""
    if gathered < since_points:
        raise DomainError("waste_banks.reward.tier")
    if costs > free:
        raise DomainError("waste_banks.reward.points", free=max(free, 0))
