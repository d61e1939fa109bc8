"""`PUT /api/v1/waste-banks/deposits/{id}`: what a counter's or a drop box's program weighed."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from sewaka.kernel import clock
from sewaka.kernel.errors import Invalid, NotFound
from sewaka.kernel.rest import PROBLEMS, Input, SessionActor, actor_of
from sewaka.modules.waste_banks.actions.depositing import DepositWish, LineWish, post_deposit
from sewaka.modules.waste_banks.queries.desk import bank_at, id_by_number
from sewaka.modules.waste_banks.rules.kinds import Channel, Grade, Purpose
from sewaka.modules.waste_banks.rules.weighing.clocks import AROUND_WINDOW, LATE, LATE_AFTER_DAYS

router = Router(tags=["waste-banks"], auth=SessionActor())
_MOST_G, _MOST_LINES = 10**9, 40
_LATE, _OLDEST = timedelta(days=LATE_AFTER_DAYS), timedelta(days=30)  # as of what phones send


class DepositLineIn(Input):
    """One sort on the scale, in whole grams."""

    category: Annotated[str, Field(max_length=20)]
    gross_g: Annotated[int, Field(ge=1, le=_MOST_G)]
    tare_g: Annotated[int, Field(ge=0, le=_MOST_G)] = 0
    grade: Grade = Grade.A


class DepositIn(Input):
    """Whose, at which bank, and what. `dropped_at`: when a drop box was filled, else it is now."""

    bank: Annotated[str, Field(max_length=20)]
    number: Annotated[str, Field(max_length=14)]
    purpose: Purpose = Purpose.SAVINGS
    dropped_at: AwareDatetime | None = None
    lines: Annotated[list[DepositLineIn], Field(min_length=1, max_length=_MOST_LINES)]


class DepositOut(Schema):
    """The deposit as it stands; `reasons`: why somebody looks at it first."""

    id: UUID
    status: str
    reasons: list[str]
    net_g: int
    gross_idr: int
    fee_idr: int


@router.put(
    "/{deposit_id}",
    response={201: DepositOut, 200: DepositOut, **PROBLEMS},
    operation_id="waste_banks_deposit",
)
def put_deposit(request: HttpRequest, deposit_id: UUID, body: DepositIn) -> Status[DepositOut]:
    """201 the first time, 200 for the same again, 409 `waste_banks.deposit.conflict` for other
    content under that id. By weigher or head of the bank."""
    actor, now = actor_of(request), clock.now()
    bank, _duties = bank_at(actor=actor, code=body.bank)
    customer_id = id_by_number(actor=actor, bank=bank, number=body.number)
    if customer_id is None:
        raise NotFound("waste_banks.customer.not_found")
    at = _moment(body.dropped_at, now=now)
    wish = DepositWish(
        id=deposit_id,
        customer_id=customer_id,
        lines=[LineWish(**one.dict()) for one in body.lines],
        day=localdate(at),
        occurred_at=at,
        channel=Channel.DROPBOX if body.dropped_at else Channel.COUNTER,
        purpose=body.purpose,
        weigher_id=actor.person_id,
        reasons=(LATE,) if at < now - _LATE else (),
    )
    taken = post_deposit(bank_id=bank.pk, wish=wish, actor=actor, now=now)
    status = HTTPStatus.OK if taken.is_replay else HTTPStatus.CREATED
    return Status(status, DepositOut.from_orm(taken.deposit))


def _moment(dropped_at: datetime | None, *, now: datetime) -> datetime:
    """When it was weighed. Raises Invalid for the future and for what is too old."""
    if dropped_at is None:
        return now
    if not now - _OLDEST <= dropped_at <= now + AROUND_WINDOW:
        raise Invalid(fields={"dropped_at": "waste_banks.deposit.dropped"})
    return dropped_at
