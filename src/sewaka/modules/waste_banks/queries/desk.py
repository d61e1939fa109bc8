"""What officers of a bank see: their banks, whom they look for, what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.kernel.fields import open_ring, preload
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import (
    BankOfficer,
    Customer,
    Deposit,
    Dispute,
    Redemption,
    WasteBank,
    WasteCategory,
)
from sewaka.modules.waste_banks.models.reading import prices_between
from sewaka.modules.waste_banks.queries.disputes import open_disputes
from sewaka.modules.waste_banks.queries.points import to_hand_out
from sewaka.modules.waste_banks.rules.kinds import Duty, Purpose
from sewaka.modules.waste_banks.rules.numbers import read_number
from sewaka.modules.waste_banks.rules.states import CustomerState, DepositState
from sewaka.modules.waste_banks.rules.weighing.clocks import LATE
from sewaka.modules.waste_banks.rules.weighing.repricing import REPRICED
from sewaka.platform.ledger import api as ledger

MOST = 20
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Desk:
    """A bank's day. `waiting`: deposits that somebody must look at; `unknown`: booked, nobody's;
    `rewards`: what customers come to fetch.
    """

    bank: WasteBank
    duties: frozenset[Duty]
    found: Sequence[Customer]
    waiting: Sequence[Deposit]
    disputes: Sequence[Dispute]
    unknown: Sequence[Deposit]
    rewards: Sequence[Redemption]
    deposits: int
    net_g: int
    gross_idr: int


@dataclass(frozen=True, slots=True)
class AtCounter:
    """A customer who stands at the counter."""

    bank: WasteBank
    duties: frozenset[Duty]
    customer: Customer
    balance_idr: int
    priced: Sequence[tuple[WasteCategory, int]]
    instead_of: Deposit | None = None


def own_banks(*, actor: Actor) -> Sequence[WasteBank]:
    """Where the actor has a duty; all of them for supervisors."""
    if actor.holds(access.SUPERVISOR):
        return list(WasteBank.objects.all())
    if actor.person_id is None:
        return []
    rows = BankOfficer.objects.filter(person_id=actor.person_id, until=None)
    return list(WasteBank.objects.filter(pk__in=rows.values("bank_id")))


def bank_to_watch(*, actor: Actor, code: str) -> WasteBank:
    """Any bank, for supervisors. Raises NotFound."""
    access.check_supervisor(actor=actor)
    bank = WasteBank.objects.filter(code=code).first()
    if bank is None:
        raise NotFound("waste_banks.bank.not_found")
    return bank


def bank_at(*, actor: Actor, code: str) -> tuple[WasteBank, frozenset[Duty]]:
    """A bank at which the actor has a duty. Raises NotFound alike for absent and for hidden."""
    bank = WasteBank.objects.filter(code=code).first()
    held = access.duties(actor=actor, bank=bank) if bank else frozenset[Duty]()
    if bank is None or not held:
        raise NotFound("waste_banks.bank.not_found")
    return bank, held


def desk(*, actor: Actor, code: str, now: datetime, words: str = "") -> Desk:
    """One bank, and the customers whom `words` may mean; whoever is shown is noted."""
    bank, held = bank_at(actor=actor, code=code)
    waits = Q(status=DepositState.REVIEW.value) | Q(reasons__contains=[REPRICED])
    late = Q(bank__parent=bank, status=DepositState.REVIEW.value, reasons__contains=[LATE])
    waiting = Deposit.objects.filter(Q(waits, bank=bank) | late)
    waiting = waiting.select_related("customer", "bank").order_by("received_at")
    booked = Deposit.objects.filter(
        bank=bank, book_date=localdate(now), status=DepositState.POSTED.value
    ).aggregate(n=Count("pk"), g=Sum("net_g"), idr=Sum("gross_idr"))
    unknown = Deposit.objects.filter(
        bank=bank, customer=None, status=DepositState.POSTED.value, purpose=Purpose.SAVINGS.value
    )
    found = _meant(bank, words.strip())
    note(seen=found, actor=actor, now=now)
    return Desk(
        bank=bank,
        duties=held,
        found=found,
        waiting=list(waiting[:MOST]),
        disputes=open_disputes(actor=actor, bank=bank),
        unknown=list(unknown.order_by("received_at")[:MOST]),
        rewards=to_hand_out(actor=actor, bank=bank),
        deposits=booked["n"],
        net_g=booked["g"] or 0,
        gross_idr=booked["idr"] or 0,
    )


def at_counter(
    *, actor: Actor, code: str, number: str, now: datetime, instead_of: str = ""
) -> AtCounter:
    """One customer of the bank, which is noted. Raises NotFound, for other banks' as well.

    `instead_of`: a reversed deposit that is entered anew, at the prices of its own day.
    """
    customer, held = customer_at(actor=actor, code=code, number=number, now=now)
    bank = customer.bank
    former = _reversed(customer, instead_of)
    day = former.priced_on if former else localdate(now)
    prices = prices_between(bank, first=day, last=day)(day)
    categories = WasteCategory.objects.filter(code__in=list(prices))
    return AtCounter(
        bank=bank,
        duties=held,
        customer=customer,
        balance_idr=ledger.balance(account_id=customer.savings_account_id),
        priced=[(one, prices[one.code].buy_idr) for one in categories],
        instead_of=former,
    )


def _reversed(customer: Customer, text: str) -> Deposit | None:
    """A reversed deposit of the customer's that nothing stands for yet."""
    try:
        deposit_id = UUID(text)
    except ValueError:
        return None
    rows = customer.deposits.filter(status=DepositState.REVERSED.value, replaced_by=None)
    return rows.filter(pk=deposit_id).first()


def code_of(*, actor: Actor, deposit_id: UUID) -> str:
    """Of the bank of a deposit. Raises NotFound."""
    found = Deposit.objects.select_related("bank").filter(pk=deposit_id).first()
    if found is None or not access.duties(actor=actor, bank=found.bank):
        raise NotFound("waste_banks.deposit.not_found")
    return found.bank.code


def desk_of(*, actor: Actor, deposit_id: UUID) -> str:
    """The code of the bank from whose desk the actor decides on it: its own, else the main bank.

    Raises NotFound.
    """
    found = Deposit.objects.select_related("bank__parent").filter(pk=deposit_id).first()
    for bank in (found.bank, found.bank.parent) if found else ():
        if bank is not None and access.duties(actor=actor, bank=bank):
            return bank.code
    raise NotFound("waste_banks.deposit.not_found")


def customer_at(
    *,
    actor: Actor,
    code: str,
    number: str,
    now: datetime,
    of: frozenset[Duty] = access.EVERY_DUTY,
) -> tuple[Customer, frozenset[Duty]]:
    """A customer of a bank at which the actor has a duty, which is noted.

    Raises NotFound, Forbidden for another duty than those.
    """
    bank, held = bank_at(actor=actor, code=code)
    if not held & of:
        raise Forbidden
    customer = bank.customers.select_related("bank", "guardian").filter(number=number).first()
    if customer is None:
        raise NotFound("waste_banks.customer.not_found")
    note(seen=[customer], actor=actor, now=now)
    return customer, held


def note(*, seen: Sequence[Customer], actor: Actor, now: datetime) -> None:
    """Who saw whom, before it is shown."""
    if seen:
        outbox.read_event(
            what="waste_banks.Customer",
            purpose="waste_banks.customers",
            subjects=[one.subject_id for one in seen],
            actor=actor,
            now=now,
        )


def _meant(bank: WasteBank, words: str) -> list[Customer]:
    """By number, phone or NIK; else by name among the bank's own customers."""
    if len(words) < _FEWEST_LETTERS:
        return []
    own = bank.customers.exclude(status=CustomerState.CLOSED.value)
    if (number := read_number(words)) is not None:
        return list(own.filter(number=number))
    if words.lstrip("+").isdigit():
        return list(own.filter(Q(nik_index=words) | Q(phone_index=words))[:MOST])
    with open_ring():
        rows = list(own)
        preload(rows)
        named = [one for one in rows if words.casefold() in (one.name or "").casefold()]
    return named[:MOST]


def id_by_number(*, actor: Actor, bank: WasteBank, number: str) -> UUID | None:
    """A customer of the bank by number, for who has a duty there; None where there is none."""
    access.officer_at(actor=actor, bank=bank)
    known = read_number(number)
    found = bank.customers.filter(number=known).values_list("pk", flat=True)
    return found.first() if known else None
