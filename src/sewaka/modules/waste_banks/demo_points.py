"""Rewards in the demo city: Made waits for a bag, others have theirs, or did not fetch it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from sewaka.kernel.access import SYSTEM
from sewaka.modules.waste_banks.actions.rewards import (
    RewardWish,
    ask_reward,
    expire_rewards,
    hand_out,
)
from sewaka.modules.waste_banks.models import Customer
from sewaka.modules.waste_banks.models.purses import purse_of

_LEAST = 12


def seed(customers: Sequence[Customer], *, now: datetime) -> None:
    """Four bags in three states, for whoever has enough points."""
    able = [one for one in customers if purse_of(one).free >= _LEAST][:4]
    for n, customer in enumerate(able):
        at = now - timedelta(days=30 if n else 0, hours=1)
        made = uuid5(NAMESPACE_URL, f"sewaka:waste_banks:demo:reward:{customer.number}")
        wish = RewardWish(id=made, customer_id=customer.pk, reward="BAG")
        row = ask_reward(wish=wish, actor=SYSTEM, now=at)
        if n in (1, 2):
            hand_out(redemption_id=row.pk, actor=SYSTEM, now=at + timedelta(minutes=5))
    expire_rewards(actor=SYSTEM, now=now)
