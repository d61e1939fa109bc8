"""Worth, fee, shares and cost, in whole grams and whole rupiah. No floats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from sewaka.kernel.errors import DomainError

MOST_IDR: Final = 10**15  # of one deposit; the ledger's own limit of a line
MOST_LINE_G: Final = 10**9
K = TypeVar("K", int, str)
_GRAMS_PER_KG: Final = 1_000
_BASIS_POINTS: Final = 10_000


def value(*, net_g: int, price_idr: int) -> int:
    """What a net weight is worth at a price per kilogram, in rupiah; halves go to the even one.

    Raises DomainError("waste_banks.amount") for what is negative or beyond every scale.
    """
    if not (0 <= net_g <= MOST_LINE_G and price_idr >= 0 and net_g * price_idr <= MOST_IDR):
        raise DomainError("waste_banks.amount")
    return round_half_even(net_g * price_idr, _GRAMS_PER_KG)


def round_half_even(number: int, by: int) -> int:
    """The quotient of whole numbers that are not negative, halves to the even one."""
    q, r = divmod(number, by)
    return q + (2 * r > by or (2 * r == by and q % 2 == 1))


def fee(*, gross_idr: int, basis_points: int) -> int:
    """The bank's part of a gross amount, rounded down in the customer's favour."""
    return gross_idr * basis_points // _BASIS_POINTS


def split(total: int, *, weights: Mapping[K, int]) -> dict[K, int]:
    """Whole shares by weight that sum to the total: largest remainders first, then the lowest key.

    Raises DomainError("waste_banks.amount") without any weight, or with negative figures.
    """
    whole = sum(weights.values())
    if total < 0 or whole <= 0 or min(weights.values()) < 0:
        raise DomainError("waste_banks.amount")
    parts = {key: divmod(total * weight, whole) for key, weight in weights.items()}
    left = total - sum(q for q, _ in parts.values())
    first = sorted(parts, key=lambda key: (-parts[key][1], key))
    lucky = set(first[:left])
    return {key: q + (key in lucky) for key, (q, _) in parts.items()}


def cost(*, value_idr: int, stock_g: int, out_g: int) -> int:
    """What was paid for grams that leave, by moving average; the last gram takes the rest.

    Raises DomainError("waste_banks.stock.short") for more than there is.
    """
    if not 0 <= out_g <= stock_g:
        raise DomainError("waste_banks.stock.short", stock_g=stock_g, wanted_g=out_g)
    if out_g == stock_g:
        return value_idr
    return round_half_even(value_idr * out_g, stock_g)


def total(values: Sequence[int]) -> int:
    """Their sum. Raises DomainError("waste_banks.amount") beyond 10^15."""
    found = sum(values)
    if found > MOST_IDR:
        raise DomainError("waste_banks.amount")
    return found
