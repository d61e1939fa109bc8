"""Waste at doors in Sesetan, and vehicles that fetch it, as the tests begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import localdate

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.geo import Position
from sewaka.kernel.ids import new_id
from sewaka.modules.waste_banks.actions.pickups import PickupWish, request_pickup
from sewaka.modules.waste_banks.actions.routes import Planned, RouteDraft, plan_route
from sewaka.modules.waste_banks.models import Customer, PickupRequest, PickupRoute
from sewaka.modules.waste_banks.rules.pickups import Slot
from sewaka.platform.cases.api import Case
from tests.cast import NOW

DOOR = Position(lat=-8.7005, lon=115.2135)  # in Sesetan


def wish_pickup(
    customer: Customer, *, actor: Actor = SYSTEM, now: datetime = NOW, **more: Any
) -> PickupRequest:
    """Twelve kilograms for tomorrow morning, if nothing else is said."""
    known: dict[str, Any] = {
        "id": new_id(),
        "customer_id": customer.pk,
        "address": "Jl. Contoh 5, Sesetan",
        "wished_on": localdate(now) + timedelta(days=1),
        "slot": Slot.MORNING,
        "estimate_g": 12_000,
        "position": DOOR,
    }
    return request_pickup(wish=PickupWish(**(known | more)), actor=actor, now=now)


def plan(
    requests: Sequence[PickupRequest], *, actor: Actor = SYSTEM, now: datetime = NOW, **more: Any
) -> Planned:
    """A route of today's eight o'clock, with room for 200 kilograms."""
    known: dict[str, Any] = {
        "id": new_id(),
        "on": localdate(now),
        "departs": time(8),
        "vehicle": "Viar DK 1234 (contoh)",
        "capacity_g": 200_000,
        "requests": [one.pk for one in requests],
    }
    draft = RouteDraft(**(known | more))
    return plan_route(bank_id=requests[0].bank_id, draft=draft, actor=actor, now=now)


def planned_route(case: Case) -> PickupRoute:
    """A route with that one stop."""
    return plan([PickupRequest.objects.get(pk=case.pk)]).route
