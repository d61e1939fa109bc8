"""A bank opens with its number, its code and its book; officers are appointed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.events import (
    BankContactChanged,
    BankOpened,
    BankStateChanged,
    OfficerAppointed,
)
from sewaka.modules.waste_banks.models import BankFee, BankOfficer, WasteBank
from sewaka.modules.waste_banks.models.reading import bank_of, locked_bank
from sewaka.modules.waste_banks.rules.chart import CHART, ChartLine
from sewaka.modules.waste_banks.rules.kinds import BankKind, Duty, FeeOn
from sewaka.modules.waste_banks.rules.numbers import bank_code, check_phone
from sewaka.modules.waste_banks.rules.states import BankState, check_move, check_reason
from sewaka.platform.ledger import api as ledger
from sewaka.platform.territory import api as territory


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDraft:
    """What is known of a bank that opens: `fee_bp` of its first fee, in basis points; `more`:
    further columns of `WasteBank`."""

    name: str
    kind: BankKind
    village_code: str
    parent_id: UUID | None = None
    fee_bp: int = 0
    fee_on: FeeOn = FeeOn.DEPOSIT
    more: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def open_bank(*, draft: BankDraft, actor: Actor, now: datetime) -> WasteBank:
    """Open a bank with its book and chart; it takes waste at once. For supervisors.

    Raises NotFound for whoever is none and for the village, Invalid("name").
    """
    access.check_supervisor(actor=actor)
    if not draft.name.strip():
        raise Invalid(fields={"name": "waste_banks.bank.name"})
    village = territory.area(draft.village_code)
    alike = WasteBank.objects.filter(village_code=village.code, kind=draft.kind.value).count()
    code = bank_code(kind=draft.kind, village_code=village.code, serial=alike + 1)
    bank = WasteBank(
        id=new_id(),
        no=(WasteBank.objects.aggregate(last=Max("no"))["last"] or 0) + 1,
        code=code,
        name=draft.name.strip(),
        kind=draft.kind.value,
        village_code=village.code,
        parent_id=draft.parent_id,
        status=BankState.ACTIVE.value,
        opened_at=now,
        ledger_book_id=_open_book(code, draft.name.strip(), actor=actor, now=now),
        **draft.more,
    )
    bank.save(force_insert=True)
    BankFee.objects.create(
        bank=bank,
        since=localdate(now),
        fee_bp=draft.fee_bp,
        fee_on=draft.fee_on.value,
        decided_by=actor.person_id,
        decided_at=now,
    )
    event = BankOpened(bank_id=bank.pk, code=code, village_code=village.code)
    outbox.record(event, actor=actor, now=now)
    return bank


def _open_book(code: str, name: str, *, actor: Actor, now: datetime) -> int:
    unit = ledger.Unit.RUPIAH
    book_id = ledger.open_book(code=code, name=name, unit=unit, actor=actor, now=now)
    for line in CHART:
        open_line(book_id=book_id, line=line, actor=actor, now=now)
    return book_id


def open_line(
    *, book_id: int, line: ChartLine, actor: Actor, now: datetime, party_id: UUID | None = None
) -> int:
    """Open one account of a chart; the same again is the same."""
    floor = ledger.Floor.NO_DEBIT if line.is_floored else ledger.Floor.NONE
    return ledger.open_account(
        book_id=book_id,
        code=line.code,
        name=line.name,
        kind=ledger.Kind(line.kind.value),
        actor=actor,
        now=now,
        is_tracked=line.is_floored,
        floor=floor,
        party_id=party_id,
    )


@transaction.atomic
def appoint(*, bank_id: UUID, person_id: UUID, duty: Duty, actor: Actor, now: datetime) -> None:
    """Give somebody a duty at a bank; their role opens its desk. Twice is once."""
    access.check_supervisor(actor=actor)
    bank = bank_of(bank_id)
    _row, is_new = BankOfficer.objects.get_or_create(
        bank=bank, person_id=person_id, duty=duty.value, until=None, defaults={"since": now}
    )
    if not is_new:
        return
    outbox.record(
        OfficerAppointed(bank_id=bank.pk, person_id=person_id, duty=duty.value),
        actor=actor,
        now=now,
    )


@transaction.atomic
def set_bank_state(
    *, bank_id: UUID, after: BankState, reason: str, actor: Actor, now: datetime
) -> None:
    """Make a bank active, dormant or closed; only one without savings is closed.

    Raises Invalid("reason"), DomainError("waste_banks.bad_transition", ".bank.has_savings").
    """
    access.check_supervisor(actor=actor)
    words = check_reason(reason)
    bank = locked_bank(bank_id)
    before = BankState(bank.status)
    check_move(before=before, after=after)
    if after is BankState.CLOSED:
        _check_paid_out(bank)
    bank.status = after.value
    bank.save(update_fields=["status"])
    event = BankStateChanged(bank_id=bank.pk, before=before.value, after=after.value, reason=words)
    outbox.record(event, actor=actor, now=now)


@transaction.atomic
def set_contact(*, bank_id: UUID, phone: str, actor: Actor, now: datetime) -> None:
    """The number under which everybody reaches the bank; empty: none. For its head.

    Raises NotFound, Forbidden, Invalid("phone").
    """
    bank = locked_bank(bank_id)
    access.officer_at(actor=actor, bank=bank, of=frozenset({Duty.MANAGER}))
    number = check_phone(phone)
    if number == bank.phone:
        return
    bank.phone = number
    bank.save(update_fields=["phone"])
    outbox.record(BankContactChanged(bank_id=bank.pk), actor=actor, now=now)


def _check_paid_out(bank: WasteBank) -> None:
    columns = bank.customers.values_list("savings_account_id", "held_account_id")
    accounts = [one for row in columns for one in row if one is not None]
    if any(ledger.balances(account_ids=accounts).values()):
        raise DomainError("waste_banks.bank.has_savings")
