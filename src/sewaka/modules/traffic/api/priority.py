"""`/api/v1/traffic/priority`: vehicles ask for green, in the roles of NTCIP 1211."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.security import APIKeyHeader
from pydantic import Field

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.rest import PROBLEMS, Input, created_once
from sewaka.modules.traffic import credentials, ways
from sewaka.modules.traffic.actions.priority import ask_priority, say_where, withdraw
from sewaka.modules.traffic.control.priority import RequestState, VehicleClass
from sewaka.modules.traffic.models.priority import PriorityRequest, call_of, key_number_of
from sewaka.modules.traffic.rules.priority import MOST_ROADS

Json = dict[str, Any]
_BY_API = Actor(via="api")  # a vehicle is nobody


class VehicleSignature(APIKeyHeader):
    """`X-Vehicle` names the vehicle; `X-Signature` is HMAC-SHA256 in hex, with the vehicle's key,
    over method, blank, path, line feed and body."""

    param_name: str = "X-Signature"

    def authenticate(self, request: HttpRequest, key: str | None) -> str | None:
        """The vehicle; None, which answers 401, for everybody else."""
        vehicle = request.headers.get("X-Vehicle", "")
        number = key_number_of(vehicle=vehicle)
        if not key or number is None:
            return None
        own = credentials.vehicle_key(vehicle=vehicle, city=credentials.city_key(), number=number)
        expected = credentials.request_signature(
            key=own, method=request.method or "", path=request.path, body=request.body
        )
        return vehicle if hmac.compare_digest(expected.encode(), key.encode()) else None


router = Router(tags=["traffic"], auth=VehicleSignature())


class PriorityIn(Input):
    """Roads along the way (`route`), or the approach of one signal, with the exit if it is known.

    `eta`: at the first line, with its zone.
    """

    vehicle: str
    kind: Annotated[VehicleClass, Field(alias="class")]
    route: Annotated[list[str], Field(max_length=MOST_ROADS)] = []
    approach: str = ""
    exit: str = ""
    eta: datetime


class WhereIn(Input):
    """The road on which it is, and when it will be at its line; "" once it has left the way."""

    approach: str
    eta: datetime


class SignalOut(Schema):
    """One signal on the way. `reason`: code of a rejection or a wait (`earlier_one`)."""

    junction: str
    approach: str
    eta: datetime
    state: RequestState
    strategy: str
    reason: str


class PriorityOut(Schema):
    """A call, and how far it is at each signal."""

    id: UUID
    signals: list[SignalOut]


@router.post(
    "", response={201: PriorityOut, 200: PriorityOut, **PROBLEMS}, operation_id="traffic_priority"
)
def ask(request: HttpRequest, body: PriorityIn) -> Status[Json]:
    """Ask. The header `Idempotency-Key` is required; the same again gives 200. At most ten an hour.

    What is granted is read at the call's own address; the engine decides within a second or two.
    """
    vehicle = _vehicle(request)
    scope = f"traffic.vehicle:{vehicle}"
    return created_once(request, lambda: _asked(vehicle, body), scope=scope)


@router.get("/{trip}", response={200: PriorityOut, **PROBLEMS}, operation_id="traffic_priority_get")
def get(request: HttpRequest, trip: UUID) -> Json:
    """How far it is at each signal."""
    return _call(trip, _vehicle(request))


@router.put("/{trip}", response={200: PriorityOut, **PROBLEMS}, operation_id="traffic_priority_put")
def where(request: HttpRequest, trip: UUID, body: WhereIn) -> Json:
    """Say where it is: a new expected time, and which signals it has passed."""
    say_where(trip=trip, vehicle=_vehicle(request), **body.dict(), actor=_BY_API, now=clock.now())
    return _call(trip, _vehicle(request))


@router.delete(
    "/{trip}", response={204: None, **PROBLEMS}, operation_id="traffic_priority_withdraw"
)
def end(request: HttpRequest, trip: UUID) -> Status[None]:
    """It need not come any more."""
    withdraw(trip=trip, vehicle=_vehicle(request), actor=_BY_API, now=clock.now())
    return Status(HTTPStatus.NO_CONTENT, None)


def _asked(vehicle: str, body: PriorityIn) -> Json:
    route = body.route or ways.route_of(approach=body.approach, leaves=body.exit)
    rows = ask_priority(
        vehicle=vehicle, named=body.vehicle, kind=body.kind, route=route, eta=body.eta,
        actor=_BY_API, now=clock.now(),
    )  # fmt: skip
    return _shown(rows)


def _call(trip: UUID, vehicle: str) -> Json:
    return _shown(call_of(trip=trip, vehicle=vehicle))


def _shown(rows: Sequence[PriorityRequest]) -> Json:
    names = ("junction", "approach", "strategy", "reason")
    return {
        "id": str(rows[0].trip),
        "signals": [
            {name: str(getattr(row, name)) for name in names}
            | {"state": str(row.step), "eta": row.eta.isoformat()}
            for row in rows
        ],
    }


def _vehicle(request: HttpRequest) -> str:
    return str(getattr(request, "auth", ""))
