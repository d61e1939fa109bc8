"""What a sale takes out of the stock and brings into the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sewaka.kernel.errors import Invalid
from sewaka.modules.waste_banks.rules import chart, money


@dataclass(frozen=True, slots=True)
class Sold:
    """One sort: grams on the buyer's scale, grams that were not there, grams nobody buys."""

    category: str
    weight_g: int
    price_idr: int  # per kilogram
    shrink_g: int = 0
    residue_g: int = 0

    @property
    def lost_g(self) -> int:
        """What leaves unpaid."""
        return self.shrink_g + self.residue_g


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rupiah of one line: what it brought, what the sold grams and the lost ones had cost."""

    value_idr: int
    cost_idr: int
    lost_idr: int


def check_lines(lines: Sequence[Sold]) -> None:
    """Refuse what no note of sale says. Raises Invalid with a code per line ("line.1")."""
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    for n, line in enumerate(lines, start=1):
        if line.category in seen:
            wrong[f"line.{n}"] = "waste_banks.line.twice"
        elif _is_nothing(line):
            wrong[f"line.{n}"] = "waste_banks.line.weight"
        seen.add(line.category)
    if not lines:
        wrong["line.1"] = "waste_banks.line.missing"
    if wrong:
        raise Invalid(fields=wrong)


def _is_nothing(line: Sold) -> bool:
    least = min(line.weight_g, line.shrink_g, line.residue_g, line.price_idr)
    return least < 0 or line.weight_g + line.lost_g == 0


def outcome(line: Sold, *, stock_g: int, stock_idr: int) -> Outcome:
    """By moving average: first what is sold, then what is lost; the last gram takes the rest.

    Raises DomainError("waste_banks.stock.short") for more than there is.
    """
    money.cost(value_idr=stock_idr, stock_g=stock_g, out_g=line.weight_g + line.lost_g)
    sold = money.cost(value_idr=stock_idr, stock_g=stock_g, out_g=line.weight_g)
    left_g, left_idr = stock_g - line.weight_g, stock_idr - sold
    lost = money.cost(value_idr=left_idr, stock_g=left_g, out_g=line.lost_g) if line.lost_g else 0
    return Outcome(money.value(net_g=line.weight_g, price_idr=line.price_idr), sold, lost)


def legs(outcomes: Sequence[Outcome], *, to: int, of: Mapping[str, int]) -> dict[int, int]:
    """A sale's journal: account to amount, debit positive; empty where nothing changes.

    `to`: who pays or owes (cash, collectors, the linked bank). `of`: accounts by code.
    """
    brought = sum(one.value_idr for one in outcomes)
    cost = sum(one.cost_idr for one in outcomes)
    lost = sum(one.lost_idr for one in outcomes)
    found = {
        to: brought,
        of[chart.SHRINK.code]: lost,
        of[chart.STOCK.code]: -(cost + lost),
        of[chart.MARGIN.code]: cost - brought,
    }
    return {account: amount for account, amount in found.items() if amount}
