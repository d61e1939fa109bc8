"""`/api/v1/waste-banks/deposits`: a line is disputed, a deposit reversed."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from sewaka.kernel import clock
from sewaka.kernel.rest import PROBLEMS, Input, SessionActor, actor_of
from sewaka.modules.waste_banks.actions.correcting import reverse_deposit
from sewaka.modules.waste_banks.actions.disputing import dispute_line

router = Router(tags=["waste-banks"], auth=SessionActor())
Words = Annotated[str, Field(min_length=1, max_length=500)]


class DisputeIn(Input):
    """Line `n` of the deposit is wrong, and why."""

    n: Annotated[int, Field(ge=1, le=999)]
    words: Words


class DisputeOut(Schema):
    """Its id, and how it stands."""

    id: UUID
    status: str


class ReverseIn(Input):
    """Why; `is_owed`: what the customer has spent of it already becomes a debt."""

    reason: Words
    is_owed: bool = False


class ReversedOut(Schema):
    """The deposit as it stands."""

    id: UUID
    status: str


@router.post(
    "/{deposit_id}/dispute",
    response={200: DisputeOut, **PROBLEMS},
    operation_id="waste_banks_dispute",
)
def post_dispute(request: HttpRequest, deposit_id: UUID, body: DisputeIn) -> Any:
    """Within seven days, by the customer, the guardian, or an officer who speaks for them."""
    return dispute_line(
        deposit_id=deposit_id,
        n=body.n,
        words=body.words,
        actor=actor_of(request),
        now=clock.now(),
    )


@router.post(
    "/{deposit_id}/reverse",
    response={200: ReversedOut, **PROBLEMS},
    operation_id="waste_banks_reverse",
)
def post_reverse(request: HttpRequest, deposit_id: UUID, body: ReverseIn) -> Any:
    """By the head of the bank; 409 `ledger.insufficient_funds` where savings do not suffice."""
    return reverse_deposit(
        deposit_id=deposit_id,
        reason=body.reason,
        is_owed=body.is_owed,
        actor=actor_of(request),
        now=clock.now(),
    )
