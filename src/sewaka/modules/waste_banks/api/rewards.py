"""`/api/v1/waste-banks/rewards`: points that were set aside, spent or given back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from sewaka.kernel import clock
from sewaka.kernel.rest import PROBLEMS, SessionActor, actor_of
from sewaka.modules.waste_banks.actions.rewards import give_points_back, hand_out


class RedemptionOut(Schema):
    """Points of a reward. `status`: ASKED while they are set aside, then GIVEN or RETURNED."""

    id: UUID
    status: str
    points: int


router = Router(tags=["waste-banks"], auth=SessionActor())


@router.post(
    "/{redemption_id}/hand-out",
    response={200: RedemptionOut, **PROBLEMS},
    operation_id="waste_banks_reward_hand_out",
)
def post_hand_out(request: HttpRequest, redemption_id: UUID) -> Any:
    """By cashier or head of the bank, not by who asked for it: 409
    `waste_banks.withdrawal.same_person`. Once: then 409 `waste_banks.bad_transition`."""
    return hand_out(redemption_id=redemption_id, actor=actor_of(request), now=clock.now())


@router.post(
    "/{redemption_id}/cancel",
    response={200: RedemptionOut, **PROBLEMS},
    operation_id="waste_banks_reward_cancel",
)
def post_cancel(request: HttpRequest, redemption_id: UUID) -> Any:
    """The points go back into the purse: the customer wants it no more, or it is not there."""
    return give_points_back(redemption_id=redemption_id, actor=actor_of(request), now=clock.now())
