"""`/api/v1/waste-banks`: pick-ups are asked for, and routes planned, as on the pages."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from sewaka.kernel import clock
from sewaka.kernel.geo import Position
from sewaka.kernel.rest import PROBLEMS, Input, SessionActor, actor_of, created_once
from sewaka.modules.waste_banks.actions.pickups import PickupWish, request_pickup
from sewaka.modules.waste_banks.actions.routes import RouteDraft, plan_route
from sewaka.modules.waste_banks.queries.desk import bank_at
from sewaka.modules.waste_banks.queries.passbook import account_of
from sewaka.modules.waste_banks.rules.pickups import MOST_STOPS, Slot

Json = dict[str, Any]
router = Router(tags=["waste-banks"], auth=SessionActor())
_MOST_G = 10**9


class PickupIn(Input):
    """Where, when, how much. `number`: of the account, where somebody has several."""

    id: UUID
    number: Annotated[str, Field(max_length=14)] = ""
    address: Annotated[str, Field(max_length=200)]
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    wished_on: date
    slot: Slot
    estimate_g: Annotated[int, Field(ge=1, le=_MOST_G)]


class PickupOut(Schema):
    """The case that was opened, or that stands."""

    id: UUID
    number: str
    state: str
    wished_on: date


class RouteIn(Input):
    """A vehicle's day, of requests that wait. A known `id` is planned anew."""

    id: UUID
    bank: Annotated[str, Field(max_length=20)]
    on: date
    departs: time
    vehicle: Annotated[str, Field(max_length=80)]
    capacity_g: Annotated[int, Field(ge=1, le=_MOST_G)]
    requests: Annotated[list[UUID], Field(min_length=1, max_length=MOST_STOPS)]
    crew: Annotated[list[UUID], Field(max_length=10)] = []


class StopOut(Schema):
    """A door in its order."""

    id: UUID
    stop_no: int
    arrives_at: datetime


class RouteOut(Schema):
    """The order; `left_out`: requests for which there is no room or no time."""

    id: UUID
    length_m: int
    back_at: datetime
    stops: list[StopOut]
    left_out: list[UUID]


@router.post(
    "/pickups",
    response={201: PickupOut, 200: PickupOut, **PROBLEMS},
    operation_id="waste_banks_pickup",
)
def post_pickup(request: HttpRequest, body: PickupIn) -> Status[Json]:
    """Ask for a pick-up. The header `Idempotency-Key` is required; the same again gives 200."""
    return created_once(request, lambda: _ask(request, body))


@router.post(
    "/routes/plan", response={200: RouteOut, **PROBLEMS}, operation_id="waste_banks_plan_route"
)
def post_route(request: HttpRequest, body: RouteIn) -> Json:
    """Put requests in order for a vehicle; the same again changes nothing."""
    actor = actor_of(request)
    bank, _duties = bank_at(actor=actor, code=body.bank)
    draft = RouteDraft(**body.dict(exclude={"bank"}))
    planned = plan_route(bank_id=bank.pk, draft=draft, actor=actor, now=clock.now())
    route = planned.route
    return {
        "id": route.pk,
        "length_m": route.length_m,
        "back_at": route.back_at,
        "stops": [
            {"id": one.pk, "stop_no": one.stop_no, "arrives_at": one.arrives_at}
            for one in route.stops.order_by("stop_no")
        ],
        "left_out": [one.pk for one in planned.left_out],
    }


def _ask(request: HttpRequest, body: PickupIn) -> Json:
    actor = actor_of(request)
    customer = account_of(actor=actor, number=body.number)
    has_point = body.lat is not None and body.lon is not None
    wish = PickupWish(
        id=body.id,
        customer_id=customer.pk if customer else body.id,
        address=body.address,
        wished_on=body.wished_on,
        slot=body.slot,
        estimate_g=body.estimate_g,
        position=Position(lat=body.lat or 0.0, lon=body.lon or 0.0) if has_point else None,
    )
    row = request_pickup(wish=wish, actor=actor, now=clock.now())
    return {
        "id": str(row.pk),
        "number": row.case.number,
        "state": row.case.state,
        "wished_on": row.wished_on.isoformat(),
    }
