"""What a bank takes, by the day: a deposit bears the fee of the day it is valued by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sewaka.kernel.errors import DomainError, Invalid
from sewaka.modules.waste_banks.rules.kinds import FeeOn, Purpose

MOST_BP: Final = 5_000  # half; the table refuses more


@dataclass(frozen=True, slots=True)
class Fee:
    """Basis points, when they are taken, and from which day on."""

    since: date
    bp: int
    on: FeeOn

    def of_deposit(self, purpose: Purpose) -> int:
        """Basis points of a deposit's worth; a gift bears none."""
        return self.bp if self.on is FeeOn.DEPOSIT and purpose is not Purpose.DONATION else 0

    @property
    def of_withdrawal(self) -> int:
        """Basis points of what is taken out."""
        return self.bp if self.on is FeeOn.WITHDRAWAL else 0


def in_force(fees: Sequence[Fee], *, day: date) -> Fee:
    """The newest that had begun, else the first there was. `fees` by day, at least one."""
    begun = [one for one in fees if one.since <= day]
    return begun[-1] if begun else fees[0]


def check_next(fee: Fee, *, known: Sequence[Fee], today: date) -> None:
    """A fee begins tomorrow at the earliest: what was weighed today has today's already.

    Raises Invalid("bp", "since"), DomainError("waste_banks.fee.known").
    """
    wrong = {}
    if not 0 <= fee.bp <= MOST_BP:
        wrong["bp"] = "waste_banks.fee.amount"
    if fee.since <= today:
        wrong["since"] = "waste_banks.fee.past"
    if wrong:
        raise Invalid(fields=wrong)
    if any(one.since >= fee.since for one in known):
        raise DomainError("waste_banks.fee.known")
