"""A passbook as its owner sees it: balance, entries, and behind each entry what was weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Customer, Deposit, DepositLine, Dispute, Withdrawal
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import DepositState
from sewaka.modules.waste_banks.rules.weighing.clocks import LATE
from sewaka.platform.ledger import api as ledger

PAGE = 50
_WAITING = (DepositState.RECEIVED.value, DepositState.REVIEW.value)


@dataclass(frozen=True, slots=True)
class Passbook:
    """One account. `held_idr`: set aside for withdrawals; `older`: where the next page begins."""

    customer: Customer
    balance_idr: int
    held_idr: int
    lines: Sequence[ledger.Line]
    older: int | None
    waiting: Sequence[Deposit]
    withdrawals: Sequence[Withdrawal]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A deposit with what was on the scale. `may_decide`: the reader heads its bank; `may_dispute`:
    the customer's side, or an officer who speaks for them.
    """

    deposit: Deposit
    lines: Sequence[DepositLine]
    disputes: Sequence[Dispute]
    replaced_by: UUID | None
    may_decide: bool
    may_enter_anew: bool
    may_dispute: bool


def own_accounts(*, actor: Actor) -> Sequence[Customer]:
    """The actor's own accounts, then those that they are guardian of."""
    if actor.person_id is None:
        return []
    mine = Q(person_id=actor.person_id) | Q(guardian__person_id=actor.person_id)
    found = Customer.objects.filter(mine).select_related("bank", "guardian")
    return sorted(found, key=lambda one: (one.person_id != actor.person_id, one.number))


def account_of(*, actor: Actor, number: str) -> Customer | None:
    """The account of that number, else the first; None without any. Raises NotFound for others'."""
    return _chosen(own_accounts(actor=actor), number)


def _chosen(own: Sequence[Customer], number: str) -> Customer | None:
    if not number:
        return own[0] if own else None
    for one in own:
        if one.number == number:
            return one
    raise NotFound("waste_banks.customer.not_found")


def passbook(*, actor: Actor, number: str = "", before: int | None = None) -> Passbook | None:
    """The newest entries, or older ones. None for who has no account."""
    customer = account_of(actor=actor, number=number)
    return None if customer is None else _read(customer, before=before)


def passbooks(
    *, actor: Actor, number: str, before: int | None
) -> tuple[Passbook | None, Sequence[Customer]]:
    """The chosen one, and all accounts that the actor may choose from."""
    own = own_accounts(actor=actor)
    customer = _chosen(own, number)
    return (None if customer is None else _read(customer, before=before)), own


def passbook_of(*, actor: Actor, customer: Customer, limit: int = PAGE) -> Passbook:
    """The newest entries of an account, at its bank. Raises NotFound."""
    if not access.is_near(actor=actor, customer=customer):
        raise NotFound("waste_banks.customer.not_found")
    return _read(customer, before=None, limit=limit)


def _read(customer: Customer, *, before: int | None, limit: int = PAGE) -> Passbook:
    savings, held = customer.savings_account_id, customer.held_account_id
    has = ledger.balances(account_ids=[one for one in (savings, held) if one is not None])
    lines = ledger.statement(account_id=savings, before=before, limit=limit)
    asked = customer.withdrawals.filter(case__closed_at=None).select_related("case")
    return Passbook(
        customer=customer,
        balance_idr=has.get(savings, 0),
        held_idr=has.get(held, 0) if held is not None else 0,
        lines=lines,
        older=lines[-1].seq if len(lines) == limit and lines[-1].seq > 1 else None,
        waiting=list(customer.deposits.filter(status__in=_WAITING).order_by("-occurred_at")[:20]),
        withdrawals=list(asked.order_by("-case__opened_at")[:20]),
    )


def weighed(*, actor: Actor, deposit_id: UUID) -> Weighed:
    """What was weighed, for its owner, the guardian and officers of the bank. Raises NotFound."""
    rows = Deposit.objects.select_related("bank", "customer__guardian")
    deposit = rows.filter(pk=deposit_id).first()
    if deposit is None or not _may_see(actor, deposit):
        raise NotFound("waste_banks.deposit.not_found")
    found = deposit.lines.select_related("category", "price__price_list__bank", "photo")
    lines = list(found.order_by("n"))
    held = access.duties(actor=actor, bank=deposit.bank)
    disputes = Dispute.objects.filter(line__deposit=deposit).select_related("line__category")
    is_booked = deposit.status == DepositState.POSTED
    customer = deposit.customer
    is_near = customer is not None and access.is_near(actor=actor, customer=customer)
    instead = Deposit.objects.filter(replaces=deposit).values_list("pk", flat=True).first()
    is_reversed = deposit.status == DepositState.REVERSED
    return Weighed(
        deposit=deposit,
        lines=lines,
        disputes=list(disputes),
        replaced_by=instead,
        may_enter_anew=is_reversed and customer is not None and instead is None and bool(held),
        may_decide=is_booked and Duty.MANAGER in held,
        may_dispute=is_booked and is_near,
    )


def _may_see(actor: Actor, deposit: Deposit) -> bool:
    customer = deposit.customer
    if actor.person_id is None:
        return False
    guardian = customer.guardian if customer else None
    owners = {customer.person_id if customer else None, guardian.person_id if guardian else None}
    return (
        actor.person_id in owners
        or actor.holds(access.SUPERVISOR)
        or bool(access.duties(actor=actor, bank=deposit.bank))
        or _is_judge(actor, deposit)
    )


def _is_judge(actor: Actor, deposit: Deposit) -> bool:
    """Who decides on what came late heads the main bank."""
    main = deposit.bank.parent if LATE in deposit.reasons else None
    return main is not None and Duty.MANAGER in access.duties(actor=actor, bank=main)
