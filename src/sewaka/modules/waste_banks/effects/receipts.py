"""What a weighing day put into each account, and whom to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, Sum

from sewaka.kernel.fields import preload
from sewaka.modules.waste_banks.models import Customer, Deposit
from sewaka.modules.waste_banks.rules.kinds import Purpose
from sewaka.modules.waste_banks.rules.states import DepositState
from sewaka.platform.ledger import api as ledger
from sewaka.platform.notify.api import Mobile, Reader


@dataclass(frozen=True, slots=True)
class Receipt:
    """One account after one day: grams weighed, rupiah saved of them, the balance now."""

    customer: Customer
    net_g: int
    saved_idr: int
    balance_idr: int


def receipts_of(session_id: UUID) -> Sequence[Receipt]:
    """Of everybody who has deposits of that session in the books, or had when it was counted.

    Four statements, one for the keys of whoever is told; call it inside `open_ring()`. Donations
    are not saved, so nobody is told of them here.
    """
    is_posted = Q(status=DepositState.POSTED)
    was_posted = Q(status=DepositState.REVERSED, reversed_at__gte=F("session__synced_at"))
    saved = Deposit.objects.filter(session_id=session_id, purpose=Purpose.SAVINGS)
    sums = (
        saved.filter(is_posted | was_posted)
        .exclude(customer=None)
        .values("customer_id")
        .annotate(
            grams=Sum("net_g", filter=is_posted, default=0),
            saved=Sum(F("gross_idr") - F("fee_idr"), filter=is_posted, default=0),
        )
        .order_by("customer_id")
    )
    found = {row["customer_id"]: row for row in sums}
    customers = Customer.objects.select_related("person", "guardian__person").in_bulk(found)
    preload({one for each in customers.values() for one in (each, each.guardian) if one})
    balances = ledger.balances(account_ids=[one.savings_account_id for one in customers.values()])
    return [
        Receipt(
            customer=customers[pk],
            net_g=row["grams"],
            saved_idr=row["saved"],
            balance_idr=balances[customers[pk].savings_account_id],
        )
        for pk, row in found.items()
    ]


def reader_of(customer: Customer) -> Reader | None:
    """Whom to tell of an account: the guardian first; on the site, else by the number they left,
    unless they want no text messages."""
    for one in (customer.guardian, customer):
        if one is None:
            continue
        if one.person is not None:
            return one.person
        if one.phone and one.wants_sms:
            return Mobile(number=one.phone, subject_id=one.subject_id)
    return None
