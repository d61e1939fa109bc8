"""`/api/v1/waste-banks/withdrawals`: savings are asked for, as on the pages.

Approving, paying, refusing and taking back are acts of the case: `/api/v1/cases/{number}/…`.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sewaka.kernel import clock
from sewaka.kernel.rest import PROBLEMS, Input, SessionActor, actor_of, created_once
from sewaka.modules.waste_banks.actions.withdrawing import WithdrawalWish, request_withdrawal
from sewaka.modules.waste_banks.rules.kinds import Form
from sewaka.modules.waste_banks.rules.weighing.records import MOST_RUPIAH

Json = dict[str, Any]
router = Router(tags=["waste-banks"], auth=SessionActor())


class WithdrawalIn(Input):
    """How much, in what, and where to. `id`: of the wish; the same again is the same."""

    id: UUID
    customer_id: UUID
    amount_idr: Annotated[int, Field(ge=1, le=MOST_RUPIAH)]
    form: Form = Form.CASH
    destination: Annotated[str, Field(max_length=120)] = ""


class WithdrawalOut(Schema):
    """The case that was opened, or that stands; `number` names it at `/api/v1/cases`."""

    id: UUID
    number: str
    state: str
    amount_idr: int
    fee_idr: int
    needs_two: bool


@router.post(
    "/withdrawals",
    response={201: WithdrawalOut, 200: WithdrawalOut, **PROBLEMS},
    operation_id="waste_banks_withdraw",
)
def post_withdrawal(request: HttpRequest, body: WithdrawalIn) -> Status[Json]:
    """Set savings aside, by their owner, the guardian or an officer of the bank.

    The header `Idempotency-Key` is required; the same again gives 200. 409
    `ledger.insufficient_funds` tells what is free.
    """
    return created_once(request, lambda: _ask(request, body))


def _ask(request: HttpRequest, body: WithdrawalIn) -> Json:
    row = request_withdrawal(
        wish=WithdrawalWish(**body.dict()), actor=actor_of(request), now=clock.now()
    )
    return {
        "id": str(row.pk),
        "number": row.case.number,
        "state": row.case.state,
        "amount_idr": row.amount_idr,
        "fee_idr": row.fee_idr,
        "needs_two": row.needs_two,
    }
