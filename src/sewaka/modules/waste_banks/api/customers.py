"""`/api/v1/waste-banks/customers`: papers and points of an account."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from ninja import Router, Schema
from pydantic import Field

from sewaka.kernel import clock
from sewaka.kernel.rest import PROBLEMS, Input, SessionActor, actor_of
from sewaka.modules.waste_banks.actions.customers import rotate_cards
from sewaka.modules.waste_banks.actions.rewards import RewardWish, ask_reward
from sewaka.modules.waste_banks.api.rewards import RedemptionOut
from sewaka.modules.waste_banks.exporters import printing
from sewaka.modules.waste_banks.queries.points import standing_of
from sewaka.modules.waste_banks.queries.printing import to_print


class RewardOut(Schema):
    """What points can be given for."""

    code: str
    name: str
    points: int
    tier: str


class PointsOut(Schema):
    """Points of an account: free to spend, set aside, owed, all that were ever given; the tier."""

    free: int
    held: int
    owed: int
    gathered: int
    tier: str | None
    rewards: list[RewardOut]


class RewardIn(Input):
    """A reward, by its code. `id`: of the wish; the same again is the same."""

    id: UUID
    reward: Annotated[str, Field(min_length=1, max_length=20)]


router = Router(tags=["waste-banks"], auth=SessionActor())
_PDF = {
    "responses": {200: {"content": {"application/pdf": {"schema": {"format": "binary"}}}}},
}


@router.get(
    "/{customer_id}/passbook.pdf",
    response={200: None, **PROBLEMS},
    operation_id="waste_banks_passbook",
    openapi_extra=_PDF,
)
def get_passbook(request: HttpRequest, customer_id: UUID, *, whole: bool = False) -> HttpResponse:
    """After the last printed line, or `whole`; the mark of what was printed does not move."""
    found = to_print(customer_id=customer_id, actor=actor_of(request), is_whole=whole)
    address = f"{reverse('waste_banks:book')}?nomor={found.customer.number}"
    return _pdf(
        printing.passbook(
            found, address=request.build_absolute_uri(address), on=localdate(clock.now())
        )
    )


@router.post(
    "/{customer_id}/card.pdf",
    response={200: None, **PROBLEMS},
    operation_id="waste_banks_card",
    openapi_extra=_PDF,
)
def post_card(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """A new card: the former is worth nothing from now on, for no token is kept."""
    now = clock.now()
    [made] = rotate_cards(customer_ids=[customer_id], actor=actor_of(request), now=now)

    def address(token: str) -> str:
        return request.build_absolute_uri(reverse("waste_banks:found", args=[token]))

    bank = made.customer.bank
    return _pdf(printing.cards([made], bank=bank, address=address, on=localdate(now)))


@router.get(
    "/{customer_id}/points",
    response={200: PointsOut, **PROBLEMS},
    operation_id="waste_banks_points",
)
def get_points(request: HttpRequest, customer_id: UUID) -> PointsOut:
    """For the owner, the guardian and officers of the bank."""
    found = standing_of(actor=actor_of(request), customer_id=customer_id)
    rewards = [
        RewardOut(code=one.code, name=one.local_name, points=one.points, tier=one.tier_id)
        for one in found.rewards
    ]
    purse = found.purse
    return PointsOut(
        free=purse.free,
        held=purse.held,
        owed=purse.owed,
        gathered=purse.gathered,
        tier=found.tier.code if found.tier else None,
        rewards=rewards,
    )


@router.post(
    "/{customer_id}/rewards",
    response={200: RedemptionOut, **PROBLEMS},
    operation_id="waste_banks_reward",
)
def post_reward(request: HttpRequest, customer_id: UUID, body: RewardIn) -> Any:
    """Set points aside; 409 `waste_banks.reward.points` where they do not suffice."""
    wish = RewardWish(id=body.id, customer_id=customer_id, reward=body.reward)
    return ask_reward(wish=wish, actor=actor_of(request), now=clock.now())


def _pdf(made: bytes) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response
