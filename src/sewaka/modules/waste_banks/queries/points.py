"""What somebody has of points, the tier they make, and what they can be given for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.remembered import Remembered
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Customer, Redemption, Reward, Tier, WasteBank
from sewaka.modules.waste_banks.models.purses import Purse, purse_of
from sewaka.modules.waste_banks.rules.points import tier_of
from sewaka.modules.waste_banks.rules.states import RedemptionState


def _read() -> tuple[Sequence[Tier], Sequence[Reward]]:
    rewards = Reward.objects.filter(is_offered=True).select_related("tier")
    return list(Tier.objects.all()), list(rewards)


_offered = Remembered(read=_read)


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one account. `rewards`: all that is offered; `within_reach`: what of it can be asked for
    now.
    """

    customer: Customer
    purse: Purse
    tier: Tier | None
    next_tier: Tier | None
    rewards: Sequence[Reward]
    within_reach: Sequence[Reward]


def standing(*, actor: Actor, customer: Customer) -> Standing:
    """For the owner, the guardian and officers of the bank. Raises NotFound."""
    if not access.is_near(actor=actor, customer=customer):
        raise NotFound("waste_banks.customer.not_found")
    purse = purse_of(customer)
    tiers, rewards = _offered.get()
    tier, ahead = tier_of(purse.gathered, tiers)
    return Standing(
        customer=customer,
        purse=purse,
        tier=tier,
        next_tier=ahead,
        rewards=rewards,
        within_reach=[
            one
            for one in rewards
            if one.points <= purse.free and one.tier.since_points <= max(purse.gathered, 0)
        ],
    )


def standing_of(*, actor: Actor, customer_id: UUID) -> Standing:
    """The same, by the account's id."""
    found = Customer.objects.select_related("bank", "guardian").filter(pk=customer_id).first()
    if found is None:
        raise NotFound("waste_banks.customer.not_found")
    return standing(actor=actor, customer=found)


def to_hand_out(*, actor: Actor, bank: WasteBank) -> Sequence[Redemption]:
    """What customers of a bank have asked for, the oldest first, for who works there."""
    access.officer_at(actor=actor, bank=bank)
    asked = Redemption.objects.filter(bank=bank, status=RedemptionState.ASKED.value)
    return list(asked.select_related("customer", "reward").order_by("asked_at")[:20])


def place_of(*, actor: Actor, redemption_id: UUID) -> tuple[str, str]:
    """The codes of its bank and its customer. Raises NotFound alike for absent and for hidden."""
    row = Redemption.objects.select_related("bank", "customer").filter(pk=redemption_id).first()
    if row is None:
        raise NotFound("waste_banks.reward.not_found")
    access.officer_at(actor=actor, bank=row.bank, absent="waste_banks.reward.not_found")
    return row.bank.code, row.customer.number
