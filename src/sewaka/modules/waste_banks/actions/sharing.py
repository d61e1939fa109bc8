"""The surplus of a bank is given out: to its customers by what they brought, board, social fund."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Sum

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.effects.journals import Act, post_act
from sewaka.modules.waste_banks.events import SurplusShared
from sewaka.modules.waste_banks.models import Deposit, WasteBank
from sewaka.modules.waste_banks.models.reading import accounts_of, locked_bank
from sewaka.modules.waste_banks.rules import chart, surplus
from sewaka.modules.waste_banks.rules.kinds import Duty, Purpose
from sewaka.modules.waste_banks.rules.states import CustomerState, DepositState
from sewaka.modules.waste_banks.rules.surplus import Shares
from sewaka.platform.ledger import api as ledger


@transaction.atomic
def share_surplus(*, bank_id: UUID, first: date, last: date, actor: Actor, now: datetime) -> Shares:
    """Close the result to 3100 and give it out, by the deposits from `first` to `last`.

    What was given out already is not there any more, so that a second time finds nothing.
    Raises DomainError("waste_banks.surplus.none").
    """
    bank = locked_bank(bank_id)
    access.officer_at(actor=actor, bank=bank, of=frozenset({Duty.MANAGER}))
    accounts = accounts_of(bank)
    income = {
        line.code: ledger.balance(account_id=accounts[line.code])
        for line in (chart.FEES, chart.MARGIN)
    }
    shrink = ledger.balance(account_id=accounts[chart.SHRINK.code])
    found = surplus.shares(
        sum(income.values()) - shrink,
        customers_bp=bank.share_customers_bp,
        board_bp=bank.share_board_bp,
        social_bp=bank.share_social_bp,
        brought=_brought(bank, first=first, last=last),
    )
    legs = {
        "close": surplus.closing(income=income, shrink_idr=shrink, of=accounts),
        "share": surplus.legs(found, of=accounts),
    }
    _post(bank, legs, day=last, actor=actor, now=now)
    event = SurplusShared(
        bank_id=bank.pk,
        first=first,
        last=last,
        customers_idr=sum(found.customers.values()),
        board_idr=found.board_idr,
        social_idr=found.social_idr,
    )
    outbox.record(event, actor=actor, now=now)
    return found


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


def _post(
    bank: WasteBank,
    legs: Mapping[str, Mapping[int, int]],
    *,
    day: date,
    actor: Actor,
    now: datetime,
) -> None:
    document = uuid5(bank.pk, now.isoformat())
    day = ledger.first_open_day(book_id=bank.ledger_book_id, day=day)
    for name, each in legs.items():
        act = Act(
            kind="surplus",
            document=document,
            act=name,
            journal=f"surplus_{name}",
            legs=each,
            day=day,
        )
        post_act(bank, act, actor=actor, now=now)
