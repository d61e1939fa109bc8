"""What becomes of points: whole numbers, no names."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sewaka.kernel import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardAsked(outbox.Event):
    """Points were set aside for a reward."""

    name = "waste_banks.reward_asked"
    bank_id: UUID
    redemption_id: UUID
    reward: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardEnded(outbox.Event):
    """It was handed out, or its points went back. `outcome`: the new state."""

    name = "waste_banks.reward_ended"
    bank_id: UUID
    redemption_id: UUID
    reward: str
    points: int
    outcome: str
