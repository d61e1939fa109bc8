"""Points become a reward in two steps: set aside when asked for, spent when it is handed out.

Not a case: nobody at the city has to act before a time, the customer comes and fetches it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.effects import points as purses
from sewaka.modules.waste_banks.effects.savers import locked_saver
from sewaka.modules.waste_banks.events import RewardAsked, RewardEnded
from sewaka.modules.waste_banks.models import Customer, Redemption, Reward
from sewaka.modules.waste_banks.models.purses import purse_of
from sewaka.modules.waste_banks.rules import points as rules
from sewaka.modules.waste_banks.rules.depositing import journal_id
from sewaka.modules.waste_banks.rules.states import CustomerState, RedemptionState, check_move
from sewaka.platform.ledger import api as ledger

SOURCE = "waste_banks.redemption"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardWish:
    """Which reward for whom. `id`: of the wish; the same again is the same."""

    id: UUID
    customer_id: UUID
    reward: str


@transaction.atomic
def ask_reward(*, wish: RewardWish, actor: Actor, now: datetime) -> Redemption:
    """Set points aside for two weeks: the owner, the guardian, or cashier and head for them.

    Raises DomainError("waste_banks.reward.points" with `free`, ".reward.tier", ".customer.frozen",
    ".reward.conflict"), Invalid("reward"), NotFound for strangers.
    """
    customer = locked_saver(wish.customer_id, actor=actor)
    known = Redemption.objects.filter(pk=wish.id).first()
    if known is not None:
        if (known.customer_id, known.reward_id) != (customer.pk, wish.reward):
            raise DomainError("waste_banks.reward.conflict")
        return known
    reward = _checked(wish.reward, customer)
    row = Redemption.objects.create(
        id=wish.id,
        bank=customer.bank,
        customer=customer,
        reward=reward,
        points=reward.points,
        asked_by=actor.person_id or customer.pk,
        asked_at=now,
        expires_at=now + rules.KEEP,
    )
    _hold(row, actor=actor, now=now)
    event = RewardAsked(
        bank_id=row.bank_id, redemption_id=row.pk, reward=reward.code, points=row.points
    )
    outbox.record(event, actor=actor, now=now, subject=customer.subject_id)
    return row


@transaction.atomic
def hand_out(*, redemption_id: UUID, actor: Actor, now: datetime) -> Redemption:
    """The reward is given: cashier or head of the bank, not who asked for it.

    Raises NotFound, Forbidden, DomainError("waste_banks.withdrawal.same_person",
    ".bad_transition").
    """
    row = _locked(redemption_id, actor=actor)
    if actor.person_id is not None and actor.person_id == row.asked_by:
        raise DomainError("waste_banks.withdrawal.same_person")
    return _end(row, RedemptionState.GIVEN, actor=actor, now=now)


@transaction.atomic
def give_points_back(*, redemption_id: UUID, actor: Actor, now: datetime) -> Redemption:
    """The customer wants it no more, or it is not there. Raises as `hand_out`."""
    row = _locked(redemption_id, actor=actor)
    return _end(row, RedemptionState.RETURNED, actor=actor, now=now)


@transaction.atomic
def expire_rewards(*, actor: Actor, now: datetime) -> int:
    """Give back the points of what nobody fetched; gives how many. For the city's own job."""
    if not access.by_itself().allows(actor, None):
        raise Forbidden
    over = Redemption.objects.filter(expires_at__lte=now, status=RedemptionState.ASKED.value)
    found = list(over.values_list("pk", flat=True)[:500])
    for one in found:
        _end(_locked(one, actor=SYSTEM), RedemptionState.EXPIRED, actor=SYSTEM, now=now)
    return len(found)


def _checked(code: str, customer: Customer) -> Reward:
    reward = Reward.objects.select_related("tier").filter(pk=code, is_offered=True).first()
    if reward is None:
        raise Invalid(fields={"reward": "waste_banks.reward.unknown"})
    if customer.status != CustomerState.ACTIVE:
        raise DomainError("waste_banks.customer.frozen")
    purse = purse_of(customer)
    rules.check_reward(
        costs=reward.points,
        free=purse.free,
        gathered=purse.gathered,
        since_points=reward.tier.since_points,
    )
    return reward


def _locked(redemption_id: UUID, *, actor: Actor) -> Redemption:
    found = Redemption.objects.select_for_update(of=("self",), no_key=True)
    row = found.select_related("bank", "customer").filter(pk=redemption_id).first()
    absent = "waste_banks.reward.not_found"
    if row is None:
        raise NotFound(absent)
    access.officer_at(actor=actor, bank=row.bank, of=access.DESK, absent=absent)
    return row


def _hold(row: Redemption, *, actor: Actor, now: datetime) -> None:
    book = purses.point_book(actor=actor, now=now)
    wish = ledger.HoldWish(
        id=row.pk,
        journal_id=journal_id(kind="redemption", document=row.pk, act="hold"),
        from_account_id=row.customer.points_account_id or 0,
        held_account_id=purses.open_held(row.customer, book=book, actor=actor, now=now),
        amount=row.points,
        expires_at=row.expires_at,
        source_kind=SOURCE,
        source_id=row.pk,
    )
    ledger.hold(book_id=book.id, wish=wish, when=_when(book, now), actor=actor, now=now)


def _end(row: Redemption, after: RedemptionState, *, actor: Actor, now: datetime) -> Redemption:
    check_move(before=RedemptionState(row.status), after=after)
    book = purses.point_book(actor=actor, now=now)
    made = journal_id(kind="redemption", document=row.pk, act="end")
    if after is RedemptionState.GIVEN:
        to, when = [ledger.Leg(book.redeemed, row.points)], _when(book, now)
        ledger.settle(hold_id=row.pk, journal_id=made, to=to, when=when, actor=actor, now=now)
    else:
        ledger.release(
            hold_id=row.pk,
            journal_id=made,
            when=_when(book, now),
            actor=actor,
            now=now,
            is_expired=after is RedemptionState.EXPIRED,
        )
    row.status, row.ended_by, row.ended_at = after.value, actor.person_id, now
    row.save(update_fields=["status", "ended_by", "ended_at"])
    event = RewardEnded(
        bank_id=row.bank_id,
        redemption_id=row.pk,
        reward=row.reward_id,
        points=row.points,
        outcome=after.value,
    )
    outbox.record(event, actor=actor, now=now, subject=row.customer.subject_id)
    return row


def _when(book: purses.PointBook, now: datetime) -> ledger.When:
    return ledger.When(book_date=max(localdate(now), book.opens), occurred_at=now)
