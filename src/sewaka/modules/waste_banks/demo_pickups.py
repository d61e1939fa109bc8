"""Pick-ups of the demo city at Sesetan's unit: one in each state, and two routes of today."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.timezone import localdate

from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.geo import Position
from sewaka.modules.waste_banks.actions.depositing import LineWish
from sewaka.modules.waste_banks.actions.pickups import PickupWish, request_pickup
from sewaka.modules.waste_banks.actions.routes import (
    GateWeighing,
    RouteDraft,
    plan_route,
    start_route,
    weigh_at_gate,
)
from sewaka.modules.waste_banks.models import BankOfficer, Customer, WasteBank
from sewaka.modules.waste_banks.models.reading import depot_of
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.pickups import Slot
from sewaka.platform.cases import api as cases

_STEP = 0.004  # degrees: about 450 metres
_FETCHED = ("CARDBOARD", 12_000), ("PET_CLEAR", 2_400), ("GLASS_BOTTLE", 6_500)


def seed(
    bank: WasteBank, customers: Sequence[Customer], draw: random.Random, *, now: datetime
) -> None:
    """What was fetched days ago, what failed, what is on the road, what waits. Made is first."""
    made, *others = customers
    days_ago = [now - timedelta(days=4), now - timedelta(days=3), now - timedelta(days=2)]
    if made.person_id:  # taken back a fortnight ago
        cancelled = _ask(bank, made, draw, n=20, at=now - timedelta(days=13))
        by = Actor(person_id=made.person_id)
        cases.move(case_id=cancelled, action="cancel", actor=by, now=now - timedelta(days=12))
    former = [
        _ask(bank, one, draw, n=n, at=days_ago[0]) for n, one in enumerate([made, *others[:2]])
    ]
    _drive(bank, former, at=days_ago[1])
    _weigh(former[0], at=days_ago[1])
    _weigh(former[1], at=days_ago[1])
    _fail(former[2], at=days_ago[1])
    _drive(bank, [former[2]], at=days_ago[2])
    _fail(former[2], at=days_ago[2])  # the second time: a weighing day is offered
    yesterday = now - timedelta(days=1)
    today = [_ask(bank, one, draw, n=3 + n, at=yesterday) for n, one in enumerate(customers[:6])]
    _drive(bank, today[3:5], at=now, vehicle="Tossa DK 4321 (contoh)")
    _plan(bank, [today[0], *today[1:3]], at=now, vehicle="Viar DK 1234 (contoh)")
    _fail(today[4], at=now)


def _ask(bank: WasteBank, customer: Customer, draw: random.Random, *, n: int, at: datetime) -> UUID:
    middle = depot_of(bank)
    wish = PickupWish(
        id=uuid5(NAMESPACE_URL, f"sewaka:waste_banks:demo:pickup:{customer.number}:{n}"),
        customer_id=customer.pk,
        address=f"Jl. Contoh {n + 1}, Gang {1 + n % 5}",
        position=Position(
            lat=middle.lat + draw.uniform(-_STEP, _STEP),
            lon=middle.lon + draw.uniform(-_STEP, _STEP),
        ),
        wished_on=localdate(at) + timedelta(days=1),
        slot=(Slot.MORNING, Slot.MIDDAY, Slot.AFTERNOON)[n % 3],
        estimate_g=(8_000, 15_000, 25_000)[n % 3],
    )
    request_pickup(wish=wish, actor=SYSTEM, now=at)
    return wish.id


def _plan(
    bank: WasteBank, requests: Sequence[UUID], *, at: datetime, vehicle: str = "Viar (contoh)"
) -> UUID:
    crew = BankOfficer.objects.filter(bank=bank, duty=Duty.WEIGHER.value)
    draft = RouteDraft(
        id=uuid5(NAMESPACE_URL, f"sewaka:waste_banks:demo:route:{vehicle}:{localdate(at)}"),
        on=localdate(at),
        departs=time(7),
        vehicle=vehicle,
        capacity_g=300_000,
        requests=requests,
        crew=list(crew.values_list("person_id", flat=True)),
    )
    return plan_route(bank_id=bank.pk, draft=draft, actor=SYSTEM, now=at).route.pk


def _drive(
    bank: WasteBank, requests: Sequence[UUID], *, at: datetime, vehicle: str = "Viar (contoh)"
) -> None:
    start_route(route_id=_plan(bank, requests, at=at, vehicle=vehicle), actor=SYSTEM, now=at)


def _weigh(case_id: UUID, *, at: datetime) -> None:
    lines = [LineWish(category=code, gross_g=grams) for code, grams in _FETCHED]
    weighing = GateWeighing(
        id=uuid5(NAMESPACE_URL, f"sewaka:waste_banks:demo:gate:{case_id}"),
        case_id=case_id,
        lines=lines,
    )
    weigh_at_gate(weighing=weighing, actor=SYSTEM, now=at)


def _fail(case_id: UUID, *, at: datetime) -> None:
    given = {"reason": "NOBODY", "words": ""}
    cases.move(case_id=case_id, action="fail", actor=SYSTEM, now=at, given=given)
