"""What was doubtful is accepted or rejected, what was wrong is reversed: never changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.banks import open_line
from sewaka.modules.waste_banks.effects import points
from sewaka.modules.waste_banks.effects.booking import post_all, told
from sewaka.modules.waste_banks.effects.disputes import settle
from sewaka.modules.waste_banks.effects.journals import Act, post_act
from sewaka.modules.waste_banks.effects.reversing import give_back
from sewaka.modules.waste_banks.events import DepositIdentified, DepositRejected, DepositReversed
from sewaka.modules.waste_banks.models import Deposit, DepositLine, Dispute, WasteBank
from sewaka.modules.waste_banks.models.fees import fees_of
from sewaka.modules.waste_banks.models.reading import accounts_of, locked_bank, prices_between
from sewaka.modules.waste_banks.rules import chart
from sewaka.modules.waste_banks.rules import depositing as rules
from sewaka.modules.waste_banks.rules.fees import in_force
from sewaka.modules.waste_banks.rules.kinds import Duty, Purpose
from sewaka.modules.waste_banks.rules.points import earned
from sewaka.modules.waste_banks.rules.states import (
    CustomerState,
    DepositState,
    DisputeState,
    check_move,
    check_reason,
)
from sewaka.modules.waste_banks.rules.weighing.clocks import LATE
from sewaka.platform.ledger import api as ledger

_MANAGERS = frozenset({Duty.MANAGER})


@transaction.atomic
def accept_deposit(*, deposit_id: UUID, actor: Actor, now: datetime) -> Deposit:
    """Book what waited for a look, at the prices of its day. An unknown card goes to 2090.

    What a phone sent more than three days late is accepted by the head of the main bank.

    Raises DomainError("waste_banks.bad_transition", ".deposit.no_price", ".deposit.weigher").
    """
    bank, deposit = _locked(deposit_id, actor=actor, is_accepted=True)
    check_move(before=DepositState(deposit.status), after=DepositState.POSTED)
    if actor.person_id is not None and actor.person_id == deposit.weigher_id:
        raise DomainError("waste_banks.deposit.weigher")
    lines = list(deposit.lines.select_related("category"))
    _price(bank, deposit, lines)
    if deposit.gross_idr:
        deposit.journal_id = rules.journal_id(kind="deposit", document=deposit.pk, act="post")
    deposit.book_date = ledger.first_open_day(book_id=bank.ledger_book_id, day=deposit.book_date)
    deposit.status = DepositState.POSTED.value
    deposit.points = earned(deposit.net_g) if deposit.customer_id else 0
    deposit.save()
    post_all(bank, [deposit], lines=lines, actor=actor, now=now)
    outbox.record(told(deposit, bank=bank), actor=actor, now=now)
    return deposit


@transaction.atomic
def reject_deposit(*, deposit_id: UUID, reason: str, actor: Actor, now: datetime) -> Deposit:
    """Leave out of the books what waited for a look. Raises Invalid("reason")."""
    bank, deposit = _locked(deposit_id, actor=actor)
    check_move(before=DepositState(deposit.status), after=DepositState.REJECTED)
    words = check_reason(reason)
    deposit.status = DepositState.REJECTED.value
    deposit.save(update_fields=["status"])
    event = DepositRejected(bank_id=bank.pk, deposit_id=deposit.pk, reason=words)
    outbox.record(event, actor=actor, now=now)
    return deposit


@transaction.atomic
def reverse_deposit(
    *, deposit_id: UUID, reason: str, actor: Actor, now: datetime, is_owed: bool = False
) -> Deposit:
    """Take a deposit out of the books and the stock again, once.

    Where the customer has spent of it already the ledger refuses, unless `is_owed`: then what is
    missing becomes a debt (1210), by the open choice of the bank's head. Points never stand in the
    way: what of them was spent is owed.
    Raises DomainError("ledger.insufficient_funds" with `free`, "waste_banks.stock.short",
    ".bad_transition"), Invalid("reason").
    """
    bank, deposit = _locked(deposit_id, actor=actor)
    check_move(before=DepositState(deposit.status), after=DepositState.REVERSED)
    words = check_reason(reason)
    today = ledger.first_open_day(book_id=bank.ledger_book_id, day=localdate(now))
    when = ledger.When(book_date=today, occurred_at=now)
    owed = _owe(bank, deposit, when=when, actor=actor, now=now) if is_owed else 0
    _unwrite(deposit, when=when, actor=actor, now=now)
    give_back(bank, deposit, when=when, actor=actor, now=now)
    owed_points = points.take_back(deposit, when=when, actor=actor, now=now)
    _answer(deposit, answer=words, actor=actor, now=now)
    deposit.status = DepositState.REVERSED.value
    deposit.reversed_at, deposit.reversed_by = now, actor.person_id
    deposit.save(update_fields=["status", "reversed_at", "reversed_by"])
    event = DepositReversed(
        bank_id=bank.pk,
        deposit_id=deposit.pk,
        net_g=deposit.net_g,
        gross_idr=deposit.gross_idr,
        reason=words,
        owed_idr=owed,
        owed_points=owed_points,
    )
    outbox.record(event, actor=actor, now=now)
    return deposit


@transaction.atomic
def identify_deposit(
    *, deposit_id: UUID, customer_id: UUID | None, actor: Actor, now: datetime
) -> Deposit:
    """Give a posted deposit of an unknown card (2090) to its customer.

    Raises DomainError("waste_banks.deposit.has_customer", ".customer.other_bank").
    """
    bank, deposit = _locked(deposit_id, actor=actor)
    if deposit.customer_id is not None or deposit.status != DepositState.POSTED:
        raise DomainError("waste_banks.deposit.has_customer")
    customer = bank.customers.filter(pk=customer_id).first() if customer_id else None
    if customer is None or customer.status == CustomerState.CLOSED:
        raise DomainError("waste_banks.customer.other_bank")
    is_gift = deposit.purpose == Purpose.DONATION  # and the social fund's, whoever gave it
    net = 0 if is_gift else deposit.gross_idr - deposit.fee_idr
    unknown = accounts_of(bank)[chart.UNIDENTIFIED.code]
    act = Act(
        kind="deposit",
        document=deposit.pk,
        act="identify",
        journal="identified",
        legs={unknown: net, customer.savings_account_id: -net} if net else {},
        day=ledger.first_open_day(book_id=bank.ledger_book_id, day=localdate(now)),
    )
    post_act(bank, act, actor=actor, now=now)
    deposit.customer, deposit.points = customer, earned(deposit.net_g)
    deposit.save(update_fields=["customer", "points"])
    points.earn([deposit], actor=actor, now=now)
    event = DepositIdentified(bank_id=bank.pk, deposit_id=deposit.pk, customer_id=customer.pk)
    outbox.record(event, actor=actor, now=now, subject=customer.subject_id)
    return deposit


def _locked(
    deposit_id: UUID, *, actor: Actor, is_accepted: bool = False
) -> tuple[WasteBank, Deposit]:
    found = Deposit.objects.filter(pk=deposit_id).values_list("bank_id", flat=True).first()
    absent = "waste_banks.deposit.not_found"
    if found is None:
        raise NotFound(absent)
    bank = locked_bank(found)
    deposit = Deposit.objects.select_related("customer").get(pk=deposit_id)
    is_late = is_accepted and LATE in deposit.reasons
    judge = bank.parent if is_late and bank.parent is not None else bank
    try:
        access.officer_at(actor=actor, bank=judge, of=_MANAGERS, absent=absent)
    except NotFound:
        if judge == bank or not access.duties(actor=actor, bank=bank):
            raise
        raise DomainError("waste_banks.deposit.late") from None
    return bank, deposit


def _unwrite(deposit: Deposit, *, when: ledger.When, actor: Actor, now: datetime) -> None:
    """Mirror its journals: that of a card which was identified later first, then its own."""
    if deposit.journal_id is None:
        return
    identified = rules.journal_id(kind="deposit", document=deposit.pk, act="identify")
    for journal_id, act in ((identified, "unidentify"), (deposit.journal_id, "reverse")):
        if act == "reverse" or ledger.posted(journal_ids=[journal_id]):
            new_id = rules.journal_id(kind="deposit", document=deposit.pk, act=act)
            ledger.reverse(journal_id=journal_id, new_id=new_id, when=when, actor=actor, now=now)


def _answer(deposit: Deposit, *, answer: str, actor: Actor, now: datetime) -> None:
    """Whoever disputed a line of it has been right."""
    rows = Dispute.objects.filter(line__deposit=deposit, status=DisputeState.OPEN.value)
    for dispute in rows.select_related("bank", "line__deposit__customer__guardian__person"):
        settle(dispute, after=DisputeState.REVERSED, answer=answer, actor=actor, now=now)


def _price(bank: WasteBank, deposit: Deposit, lines: list[DepositLine]) -> None:
    """Value the lines anew; while it waits, prices of its day may have been published."""
    day = deposit.priced_on
    priced = prices_between(bank, first=day, last=day)(day)
    for line in lines:
        price = priced.get(line.category.code)
        if price is None:
            raise DomainError("waste_banks.deposit.no_price", category=line.category.code)
        line.price_id, line.price_idr = price.id, price.buy_idr
    worth = rules.worth(
        [(line.net_g, line.price_idr) for line in lines],
        fee_bp=in_force(fees_of(bank), day=day).of_deposit(Purpose(deposit.purpose)),
    )
    for line, value in zip(lines, worth.values, strict=True):
        line.value_idr = value
    deposit.gross_idr, deposit.fee_idr = worth.gross_idr, worth.fee_idr
    DepositLine.objects.bulk_update(lines, ["price", "price_idr", "value_idr"])


def _owe(
    bank: WasteBank, deposit: Deposit, *, when: ledger.When, actor: Actor, now: datetime
) -> int:
    """Put what the customer has spent of the deposit on their debt; gives how much."""
    customer = deposit.customer
    if customer is None or deposit.purpose == Purpose.DONATION:
        return 0
    net = deposit.gross_idr - deposit.fee_idr
    missing = net - ledger.balance(account_id=customer.savings_account_id)
    if missing <= 0:
        return 0
    debt = open_line(
        book_id=bank.ledger_book_id,
        line=chart.owed(customer.number),
        actor=actor,
        now=now,
        party_id=customer.pk,
    )
    act = Act(
        kind="deposit",
        document=deposit.pk,
        act="owe",
        journal="owed",
        legs={debt: missing, customer.savings_account_id: -missing},
        day=when.book_date,
    )
    post_act(bank, act, actor=actor, now=now)
    return missing
