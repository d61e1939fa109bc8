"""What the acts of a withdrawal do besides changing its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.effects.payees import OUTSIDE
from sewaka.modules.waste_banks.events import WithdrawalMoved
from sewaka.modules.waste_banks.models import Withdrawal
from sewaka.modules.waste_banks.models.reading import accounts_of
from sewaka.modules.waste_banks.rules import chart
from sewaka.modules.waste_banks.rules import depositing as rules
from sewaka.modules.waste_banks.rules.kinds import Form
from sewaka.modules.waste_banks.rules.withdrawing import (
    APPROVED,
    CANCELLED,
    EXPIRED,
    PAID,
    REJECTED,
)
from sewaka.platform.cases.api import Case, EntryDraft, Outcome
from sewaka.platform.ledger import api as ledger

Given = Mapping[str, Any]


def approve(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - every effect is called so
    """Somebody else than who asked says that it may be paid."""
    row = _row(case)
    person = access.officer_at(actor=actor, bank=row.bank, of=access.DESK)
    if person is not None and person == row.requested_by:
        raise DomainError("waste_banks.withdrawal.same_person")
    row.approved_by = person
    row.save(update_fields=["approved_by"])
    return Outcome(event=_told(row, APPROVED))


def pay(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:
    """Pay out of what was set aside; above the threshold not by who approved."""
    row = _row(case)
    person = access.officer_at(actor=actor, bank=row.bank, of=access.DESK)
    if row.needs_two and person is not None and person == row.approved_by:
        raise DomainError("waste_banks.withdrawal.same_person")
    row.paid_by, row.proof = person, given["proof"].strip()[:120]
    if (payee := OUTSIDE.get(Form(row.form))) is not None:
        to = row.destination or ""
        row.proof = payee.pay(
            reference=case.pk, destination=to, amount_idr=row.amount_idr - row.fee_idr
        )
    row.save(update_fields=["paid_by", "proof"])
    ledger.settle(
        hold_id=row.hold_id,
        journal_id=_journal(case.pk, "settle"),
        to=_legs(row),
        when=_when(row, now),
        actor=actor,
        now=now,
    )
    return Outcome(entry=EntryDraft(row.proof, audience="applicant"), event=_told(row, PAID))


def reject(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:
    """The money goes back, with a reason."""
    row = _row(case)
    access.officer_at(actor=actor, bank=row.bank, of=access.DESK)
    _release(row, actor=actor, now=now)
    return Outcome(
        entry=EntryDraft(given["reason"], audience="applicant"), event=_told(row, REJECTED)
    )


def cancel(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """The customer wants it no more."""
    row = _row(case)
    _release(row, actor=actor, now=now)
    return Outcome(event=_told(row, CANCELLED))


def expire(*, case: Case, given: Given, actor: Actor, now: datetime) -> Outcome:  # noqa: ARG001 - as above
    """Nobody fetched it. Raises DomainError("waste_banks.withdrawal.not_expired")."""
    row = _row(case)
    if now < row.expires_at:
        raise DomainError("waste_banks.withdrawal.not_expired")
    _release(row, actor=actor, now=now, is_expired=True)
    return Outcome(event=_told(row, EXPIRED))


def _row(case: Case) -> Withdrawal:
    return Withdrawal.objects.select_related("bank", "customer").get(pk=case.pk)


def _release(row: Withdrawal, *, actor: Actor, now: datetime, is_expired: bool = False) -> None:
    ledger.release(
        hold_id=row.hold_id,
        journal_id=_journal(row.pk, "release"),
        when=_when(row, now),
        actor=actor,
        now=now,
        is_expired=is_expired,
    )


def _legs(row: Withdrawal) -> list[ledger.Leg]:
    accounts = accounts_of(row.bank)
    payer = chart.CASH if row.form == Form.CASH else chart.PARTNERS
    legs = [ledger.Leg(accounts[payer.code], row.amount_idr - row.fee_idr)]
    if row.fee_idr:
        legs.append(ledger.Leg(accounts[chart.FEES.code], row.fee_idr))
    return legs


def _when(row: Withdrawal, now: datetime) -> ledger.When:
    day = ledger.first_open_day(book_id=row.bank.ledger_book_id, day=localdate(now))
    return ledger.When(book_date=day, occurred_at=now)


def _journal(case_id: UUID, act: str) -> UUID:
    return rules.journal_id(kind="withdrawal", document=case_id, act=act)


def _told(row: Withdrawal, outcome: str) -> WithdrawalMoved:
    return WithdrawalMoved(
        case_id=row.pk,
        bank_id=row.bank_id,
        amount_idr=row.amount_idr,
        form=row.form,
        outcome=outcome,
    )
