"""A customer, or an officer for them, asks for savings: the money is set aside at once.

What becomes of it are the acts of its case (`workflow`, `effects.withdrawing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import DomainError, Forbidden
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.banks import open_line
from sewaka.modules.waste_banks.effects.asking import Asking, open_for
from sewaka.modules.waste_banks.effects.savers import locked_saver
from sewaka.modules.waste_banks.events import WithdrawalRequested
from sewaka.modules.waste_banks.models import Customer, Deposit, Withdrawal
from sewaka.modules.waste_banks.models.fees import fees_of
from sewaka.modules.waste_banks.rules import chart, money
from sewaka.modules.waste_banks.rules import depositing as journals
from sewaka.modules.waste_banks.rules import withdrawing as rules
from sewaka.modules.waste_banks.rules.fees import in_force
from sewaka.modules.waste_banks.rules.kinds import Form, PayoutRule, Purpose
from sewaka.modules.waste_banks.rules.states import CustomerState, DepositState
from sewaka.platform.cases import api as cases
from sewaka.platform.ledger import api as ledger

SOURCE = "waste_banks.withdrawal"
_ASKING = Asking(
    kind=rules.KIND,
    workflow=rules.WORKFLOW,
    what=_("Withdrawal of savings"),
    holder_role=access.CASHIER,
    prefix="W",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalWish:
    """How much, in what, and where to. `id`: of the wish; the same again is the same."""

    id: UUID
    customer_id: UUID
    amount_idr: int
    form: Form = Form.CASH
    destination: str = ""


@transaction.atomic
def request_withdrawal(*, wish: WithdrawalWish, actor: Actor, now: datetime) -> Withdrawal:
    """Set money aside for its owner, and open the case on the cashier's desk.

    Raises DomainError("ledger.insufficient_funds" with `free`, "waste_banks.customer.frozen",
    ".withdrawal.season"), Invalid("amount", "destination"), NotFound for strangers.
    """
    customer = locked_saver(wish.customer_id, actor=actor)
    known = Withdrawal.objects.select_related("case").filter(pk=wish.id).first()
    if known is not None:
        if (known.customer_id, known.amount_idr) != (customer.pk, wish.amount_idr):
            raise DomainError("waste_banks.withdrawal.conflict")
        return known
    _check(wish, customer, now=now)
    case = _open_case(wish, customer, actor=actor, now=now)
    row = _row(wish, customer, actor=actor, now=now)
    row.case = case
    row.save(force_insert=True)
    _hold(row, customer, actor=actor, now=now)
    return row


@transaction.atomic
def expire_withdrawals(*, actor: Actor, now: datetime) -> int:
    """Give back what nobody fetched in fourteen days; gives how many. For the city's own job."""
    if not access.by_itself().allows(actor, None):
        raise Forbidden
    over = Withdrawal.objects.filter(expires_at__lte=now, case__closed_at=None)
    found = list(over.values_list("pk", flat=True)[:500])
    for case_id in found:
        cases.move(case_id=case_id, action="expire", actor=SYSTEM, now=now)
    return len(found)


def _check(wish: WithdrawalWish, customer: Customer, *, now: datetime) -> None:
    bank, today = customer.bank, localdate(now)
    rules.check_wish(
        amount_idr=wish.amount_idr,
        least_idr=bank.min_withdrawal_idr,
        form=wish.form,
        destination=wish.destination,
        customer=CustomerState(customer.status),
    )
    rules.check_day(PayoutRule(bank.payout_rule), day=today)
    if bank.payout_rule == PayoutRule.HOLD_DAYS:
        young = Deposit.objects.filter(
            customer=customer,
            purpose=Purpose.SAVINGS.value,
            status=DepositState.POSTED.value,
            book_date__gt=today - timedelta(days=bank.hold_days),
        )
        kept = young.aggregate(idr=Sum(F("gross_idr") - F("fee_idr")))["idr"] or 0
        has = ledger.balance(account_id=customer.savings_account_id)
        rules.check_free(amount_idr=wish.amount_idr, balance_idr=has, young_idr=kept)


def _open_case(
    wish: WithdrawalWish, customer: Customer, *, actor: Actor, now: datetime
) -> cases.Case:
    return open_for(
        customer,
        _ASKING,
        case_id=wish.id,
        due_at=now + rules.KEEP,
        event=lambda case: WithdrawalRequested(
            case_id=case.pk,
            bank_id=customer.bank_id,
            amount_idr=wish.amount_idr,
            form=wish.form.value,
        ),
        actor=actor,
        now=now,
    )


def _row(wish: WithdrawalWish, customer: Customer, *, actor: Actor, now: datetime) -> Withdrawal:
    bank = customer.bank
    fee = in_force(fees_of(bank), day=localdate(now))
    return Withdrawal(
        bank=bank,
        customer=customer,
        subject_id=customer.subject_id,
        amount_idr=wish.amount_idr,
        fee_idr=money.fee(gross_idr=wish.amount_idr, basis_points=fee.of_withdrawal),
        form=wish.form.value,
        destination=wish.destination.strip() or None,
        hold_id=new_id(),
        expires_at=now + rules.KEEP,
        needs_two=wish.amount_idr > bank.two_person_above_idr,
        requested_by=actor.person_id or customer.pk,
    )


def _hold(row: Withdrawal, customer: Customer, *, actor: Actor, now: datetime) -> None:
    book_id = customer.bank.ledger_book_id
    if customer.held_account_id is None:
        line = chart.held(customer.number)
        customer.held_account_id = open_line(
            book_id=book_id, line=line, actor=actor, now=now, party_id=customer.pk
        )
        customer.save(update_fields=["held_account_id"])
    held = ledger.HoldWish(
        id=row.hold_id,
        journal_id=journals.journal_id(kind="withdrawal", document=row.pk, act="hold"),
        from_account_id=customer.savings_account_id,
        held_account_id=customer.held_account_id,
        amount=row.amount_idr,
        expires_at=row.expires_at,
        source_kind=SOURCE,
        source_id=row.pk,
    )
    day = ledger.first_open_day(book_id=book_id, day=localdate(now))
    when = ledger.When(book_date=day, occurred_at=now)
    ledger.hold(book_id=book_id, wish=held, when=when, actor=actor, now=now)
