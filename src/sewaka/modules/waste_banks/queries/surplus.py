"""What a bank has earned, and to whom it would go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Deposit, WasteBank
from sewaka.modules.waste_banks.models.reading import accounts_of
from sewaka.modules.waste_banks.rules import chart, surplus
from sewaka.modules.waste_banks.rules.kinds import Duty, Purpose
from sewaka.modules.waste_banks.rules.states import CustomerState, DepositState
from sewaka.modules.waste_banks.rules.surplus import Shares
from sewaka.platform.ledger import api as ledger


@dataclass(frozen=True, slots=True)
class Result:
    """The bank's result since it was last shared, whole rupiah. `income`: of 4000 and 4100."""

    income: Mapping[str, int]
    shrink_idr: int

    @property
    def surplus_idr(self) -> int:
        """May be below nothing."""
        return sum(self.income.values()) - self.shrink_idr


def bank_of_head(*, actor: Actor, code: str) -> WasteBank:
    """The bank, for its head. Raises NotFound, Forbidden."""
    bank = WasteBank.objects.filter(code=code).first()
    if bank is None:
        raise NotFound("waste_banks.bank.not_found")
    access.officer_at(actor=actor, bank=bank, of=frozenset({Duty.MANAGER}))
    return bank


def result_of(*, actor: Actor, bank: WasteBank) -> Result:
    """Fees and margins that are not shared yet, less what dried and was thrown away.

    For the head of the bank. Raises NotFound, Forbidden.
    """
    access.officer_at(actor=actor, bank=bank, of=frozenset({Duty.MANAGER}))
    accounts = accounts_of(bank)
    has = ledger.balances(
        account_ids=[accounts[one.code] for one in (chart.FEES, chart.MARGIN, chart.SHRINK)]
    )
    income = {one.code: has[accounts[one.code]] for one in (chart.FEES, chart.MARGIN)}
    return Result(income, has[accounts[chart.SHRINK.code]])


def shares_of(*, actor: Actor, bank: WasteBank, first: date, last: date) -> Shares:
    """Who would get what. Raises DomainError("waste_banks.surplus.none")."""
    return surplus.shares(
        result_of(actor=actor, bank=bank).surplus_idr,
        customers_bp=bank.share_customers_bp,
        board_bp=bank.share_board_bp,
        social_bp=bank.share_social_bp,
        brought=_brought(bank, first=first, last=last),
    )


def _brought(bank: WasteBank, *, first: date, last: date) -> Mapping[int, int]:
    """Rupiah of posted savings by savings account; who has left gets nothing."""
    rows = Deposit.objects.filter(
        bank=bank,
        status=DepositState.POSTED.value,
        purpose=Purpose.SAVINGS.value,
        book_date__range=(first, last),
        customer__isnull=False,
    ).exclude(customer__status=CustomerState.CLOSED.value)
    found = rows.values_list("customer__savings_account_id").annotate(idr=Sum("gross_idr"))
    return dict(found.order_by())
