"""A bank in Sesetan with its people, prices and customers, as the tests begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks import reference
from sewaka.modules.waste_banks.actions.banks import BankDraft, appoint, open_bank
from sewaka.modules.waste_banks.actions.customers import CustomerDraft, register_customer
from sewaka.modules.waste_banks.actions.depositing import (
    DepositWish,
    LineWish,
    Taken,
    post_deposits,
)
from sewaka.modules.waste_banks.actions.pricing import draft_prices, publish_prices
from sewaka.modules.waste_banks.models import Customer, Stock, WasteBank
from sewaka.modules.waste_banks.models.reading import accounts_of
from sewaka.modules.waste_banks.rules.kinds import BankKind, Duty, FeeOn
from sewaka.platform.ledger import api as ledger
from tests.cast import NOW, SESETAN, Cast

TODAY = date(2026, 11, 23)
PRICES = {"PET_CLEAR": 4_001, "HVS": 1_001, "ORGANIC": 0}
DUTIES = {"tini": Duty.WEIGHER, "tirta": Duty.MANAGER, "gede": Duty.CASHIER}


@dataclass(frozen=True)
class Village:
    """What stands."""

    bank: WasteBank
    made: Customer

    def balance(self, customer: Customer | None = None) -> int:
        """What a customer has; Made, if nobody is named."""
        return ledger.balance(account_id=(customer or self.made).savings_account_id)

    def account(self, code: str) -> int:
        """The balance of an account of the chart."""
        return ledger.balance(account_id=accounts_of(self.bank)[code])

    def stock(self) -> dict[str, tuple[int, int]]:
        """Grams and rupiah by category."""
        rows = Stock.objects.filter(bank=self.bank).select_related("category")
        return {one.category.code: (one.balance_g, one.value_idr) for one in rows}

    def wish(self, *lines: tuple[str, int], **more: Any) -> DepositWish:
        """A deposit of Made's, as (category, grams)."""
        known: dict[str, Any] = {
            "id": new_id(),
            "customer_id": self.made.pk,
            "day": TODAY,
            "occurred_at": NOW,
            "lines": [LineWish(category=code, gross_g=grams) for code, grams in lines],
        }
        return DepositWish(**(known | more))

    def bring(self, wishes: Sequence[DepositWish], **more: Any) -> list[Taken]:
        """Post them, by the city's own job if nobody is named."""
        known: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
        return post_deposits(bank_id=self.bank.pk, wishes=wishes, **(known | more))


def publish(
    bank: WasteBank, prices: Mapping[str, int] = PRICES, *, since: date = date(2026, 1, 1)
) -> UUID:
    """A price list that holds from that day."""
    drafted = draft_prices(bank_id=bank.pk, prices=prices, valid_from=since, actor=SYSTEM, now=NOW)
    return publish_prices(price_list_id=drafted.pk, actor=SYSTEM, now=NOW).pk


def bank(name: str = "Bank Contoh", *, now: datetime = NOW, **more: Any) -> WasteBank:
    """A unit in Sesetan that takes five per cent."""
    kind = more.pop("kind", BankKind.UNIT)
    parent_id = more.pop("parent_id", None)
    draft = BankDraft(
        name=name,
        kind=kind,
        village_code=SESETAN,
        parent_id=parent_id,
        fee_bp=more.pop("fee_bp", 500),
        fee_on=more.pop("fee_on", FeeOn.DEPOSIT),
        more={"place": "Balai Banjar Contoh"} | more,
    )
    return open_bank(draft=draft, actor=SYSTEM, now=now)


def customer(at: WasteBank, name: str = "Made Contoh", **more: Any) -> Customer:
    """Somebody who saves there."""
    draft = CustomerDraft(name=name, village_code=SESETAN, **more)
    return register_customer(bank_id=at.pk, draft=draft, actor=SYSTEM, now=NOW).customer


def village(cast: Cast, *, prices: Mapping[str, int] = PRICES) -> Village:
    """The bank with its officers, its prices, and Made as customer."""
    reference.load()
    made = bank()
    for name, duty in DUTIES.items():
        person = cast[name].person
        appoint(bank_id=made.pk, person_id=person.pk, duty=duty, actor=SYSTEM, now=NOW)
    publish(made, prices)
    return Village(made, customer(made, person_id=cast["made"].person.pk))
