"""The accounts of a bank's book. Hot ones are summed; what may not go below nothing is tracked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class AccountKind(StrEnum):
    """What an account is for; the ledger's own codes."""

    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    EQUITY = "EQUITY"
    INCOME = "INCOME"
    EXPENSE = "EXPENSE"


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One account. `is_floored`: never a debit balance, and its balance is kept beside it."""

    code: str
    name: str
    kind: AccountKind
    is_floored: bool = False


CASH: Final = ChartLine("1000", "Kas", AccountKind.ASSET)
STOCK: Final = ChartLine("1100", "Persediaan", AccountKind.ASSET)
COLLECTORS: Final = ChartLine("1200", "Piutang pengepul", AccountKind.ASSET)
DUE_FROM_LINKED: Final = ChartLine("1300", "Piutang bank terkait", AccountKind.ASSET)
UNIDENTIFIED: Final = ChartLine("2090", "Setoran belum dikenal", AccountKind.LIABILITY)
PARTNERS: Final = ChartLine("2100", "Utang mitra", AccountKind.LIABILITY)
SOCIAL: Final = ChartLine("2200", "Dana sosial", AccountKind.LIABILITY)
DUE_TO_LINKED: Final = ChartLine("2300", "Utang bank terkait", AccountKind.LIABILITY)
OPENING: Final = ChartLine("3000", "Saldo awal", AccountKind.EQUITY)
SURPLUS: Final = ChartLine("3100", "SHU", AccountKind.EQUITY)
FEES: Final = ChartLine("4000", "Pendapatan jasa", AccountKind.INCOME)
MARGIN: Final = ChartLine("4100", "Selisih jual", AccountKind.INCOME)
SHRINK: Final = ChartLine("5000", "Susut dan residu", AccountKind.EXPENSE)

CHART: Final = (
    CASH, STOCK, COLLECTORS, DUE_FROM_LINKED, UNIDENTIFIED, PARTNERS, SOCIAL, DUE_TO_LINKED,
    OPENING, SURPLUS, FEES, MARGIN, SHRINK,
)  # fmt: skip


def savings(number: str) -> ChartLine:
    """What a customer has."""
    return ChartLine(f"2000/{number}", "Tabungan", AccountKind.LIABILITY, is_floored=True)


def held(number: str) -> ChartLine:
    """What of it is set aside for withdrawals."""
    return ChartLine(f"2010/{number}", "Tabungan ditahan", AccountKind.LIABILITY, is_floored=True)


def owed(number: str) -> ChartLine:
    """What a customer owes after a reversal that met spent savings."""
    return ChartLine(f"1210/{number}", "Piutang nasabah", AccountKind.ASSET)
