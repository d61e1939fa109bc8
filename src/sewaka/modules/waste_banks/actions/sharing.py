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
from sewaka.modules.waste_banks.events import SurplusShared
from sewaka.modules.waste_banks.models import Deposit, WasteBank
from sewaka.modules.waste_banks.models.reading import accounts_of, locked_bank
from sewaka.modules.waste_banks.rules import chart, surplus
from sewaka.modules.waste_banks.rules.depositing import journal_id
from sewaka.modules.waste_banks.rules.kinds import Duty, Purpose
from sewaka.modules.waste_banks.rules.states import CustomerState, DepositState
from sewaka.modules.waste_banks.rules.surplus import Shares
from sewaka.platform.ledger import api as ledger

SOURCE = "waste_banks.surplus"


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
    document = uuid5(bank.pk, now.isoformat())
    closing = surplus.closing(income=income, shrink_idr=shrink, of=accounts)
    _post(bank, document, "close", closing, day=last, actor=actor, now=now)
    _post(bank, document, "share", surplus.legs(found, of=accounts), day=last, actor=actor, now=now)
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
    document: UUID,
    act: str,
    legs: Mapping[int, int],
    *,
    day: date,
    actor: Actor,
    now: datetime,
) -> None:
    posting = ledger.Posting(
        id=journal_id(kind="surplus", document=document, act=act),
        kind=f"waste_banks.surplus_{act}",
        book_date=ledger.first_open_day(book_id=bank.ledger_book_id, day=day),
        occurred_at=now,
        legs=[ledger.Leg(account, amount) for account, amount in legs.items()],
        source_kind=SOURCE,
        source_id=document,
    )
    ledger.post(book_id=bank.ledger_book_id, posting=posting, actor=actor, now=now)
