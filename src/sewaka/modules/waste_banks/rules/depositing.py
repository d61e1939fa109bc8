"""What a deposit is worth, and how it stands in the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from sewaka.kernel.errors import Invalid
from sewaka.modules.waste_banks.rules import chart, money
from sewaka.modules.waste_banks.rules.kinds import Purpose

_NS = uuid5(NAMESPACE_URL, "sewaka:waste_banks")
_TOO_HEAVY = 3  # times what a line of its category may weigh: refused; above once: looked at


class Reason(StrEnum):
    """Why somebody looks at a deposit before it is posted."""

    NO_PRICE = "no_price"
    UNKNOWN_CARD = "unknown_card"
    HEAVY_LINE = "heavy_line"
    CLOSED_CUSTOMER = "closed_customer"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One line as it was weighed. `max_line_g`: of its category."""

    category: str
    gross_g: int
    tare_g: int
    max_line_g: int

    @property
    def net_g(self) -> int:
        """Without what it stood in."""
        return self.gross_g - self.tare_g


@dataclass(frozen=True, slots=True)
class Worth:
    """What lines are worth: by line, in all, the bank's fee, and what the customer gets."""

    values: tuple[int, ...]
    gross_idr: int
    fee_idr: int

    @property
    def net_idr(self) -> int:
        """What the customer gets."""
        return self.gross_idr - self.fee_idr


def check_lines(lines: Sequence[Weighed]) -> None:
    """Refuse what no scale says. Raises Invalid with a code per line ("line.1")."""
    wrong = {
        f"line.{n}": code for n, line in enumerate(lines, start=1) if (code := _problem(line)) != ""
    }
    if not lines:
        wrong["line.1"] = "waste_banks.line.missing"
    if wrong:
        raise Invalid(fields=wrong)


def _problem(line: Weighed) -> str:
    if line.gross_g <= 0 or line.tare_g < 0:
        return "waste_banks.line.weight"
    if line.tare_g >= line.gross_g:
        return "waste_banks.line.tare"
    if line.net_g > _TOO_HEAVY * line.max_line_g:
        return "waste_banks.line.too_heavy"
    return ""


def reasons(lines: Sequence[Weighed], *, priced: Mapping[str, object]) -> tuple[Reason, ...]:
    """Why lines that can be weighed are looked at before they are posted."""
    found = []
    if any(line.category not in priced for line in lines):
        found.append(Reason.NO_PRICE)
    if any(line.net_g > line.max_line_g for line in lines):
        found.append(Reason.HEAVY_LINE)
    return tuple(found)


def worth(weights_and_prices: Sequence[tuple[int, int]], *, fee_bp: int) -> Worth:
    """Of lines as (net grams, rupiah per kilogram)."""
    values = tuple(money.value(net_g=g, price_idr=p) for g, p in weights_and_prices)
    gross = money.total(values)
    return Worth(values, gross, money.fee(gross_idr=gross, basis_points=fee_bp))


def legs(
    worth_: Worth, *, purpose: Purpose, savings: int | None, of: Mapping[str, int]
) -> dict[int, int]:
    """A deposit's journal: account to amount, debit positive; empty where it is worth nothing.

    `savings`: the customer's account; None where the card is not known. `of`: accounts by code.
    A donation bears no fee.
    """
    if worth_.gross_idr == 0:
        return {}
    found = {of[chart.STOCK.code]: worth_.gross_idr}
    if purpose is Purpose.DONATION:
        return found | {of[chart.SOCIAL.code]: -worth_.gross_idr}
    to = savings if savings is not None else of[chart.UNIDENTIFIED.code]
    found[to] = -worth_.net_idr
    if worth_.fee_idr:
        found[of[chart.FEES.code]] = -worth_.fee_idr
    return found


def journal_id(*, kind: str, document: UUID, act: str) -> UUID:
    """The id of a document's journal: the same act on the same document is a replay."""
    return uuid5(_NS, f"waste_banks.{kind}:{document}:{act}")
