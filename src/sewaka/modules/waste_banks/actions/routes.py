"""Requests become the stops of a vehicle's day; what it fetches is weighed at the gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import get_default_timezone, localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Invalid, NotFound
from sewaka.kernel.geo import Position
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.depositing import DepositWish, LineWish, post_deposit
from sewaka.modules.waste_banks.events import RoutePlanned
from sewaka.modules.waste_banks.models import (
    BankOfficer,
    Deposit,
    PickupRequest,
    PickupRoute,
    WasteBank,
)
from sewaka.modules.waste_banks.models.reading import depot_of, locked_bank, weighed_today
from sewaka.modules.waste_banks.rules import pickups as rules
from sewaka.modules.waste_banks.rules import routing
from sewaka.modules.waste_banks.rules.kinds import Channel, Purpose
from sewaka.platform.cases import api as cases

_PLANNABLE = (rules.NEW, rules.SCHEDULED, rules.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteDraft:
    """A tour to be. `id`: of the route; with a known one it is planned anew."""

    id: UUID
    on: date
    departs: time
    vehicle: str
    capacity_g: int
    requests: Sequence[UUID]
    crew: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """The route, and the requests for which there is no room or no time."""

    route: PickupRoute
    left_out: Sequence[PickupRequest]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWeighing:
    """What was on the scale at the gate. `id`: of the deposit to be."""

    id: UUID
    case_id: UUID
    lines: Sequence[LineWish]
    purpose: Purpose = Purpose.SAVINGS


@transaction.atomic
def plan_route(*, bank_id: UUID, draft: RouteDraft, actor: Actor, now: datetime) -> Planned:
    """Put requests in order, and promise each its day and hour. The same again changes nothing.

    Whoever stood on the route and has no place any more waits for another one.
    Raises Invalid("vehicle", "capacity", "on", "crew", "requests"),
    DomainError("waste_banks.route.started").
    """
    bank = locked_bank(bank_id)
    person = access.officer_at(actor=actor, bank=bank, of=access.FETCH)
    _check(draft, bank, today=localdate(now))
    former = PickupRoute.objects.filter(pk=draft.id).first()
    if former is not None and former.bank_id != bank.pk:
        raise NotFound("waste_banks.route.not_found")
    if former is not None and former.started_at is not None:
        raise DomainError("waste_banks.route.started")
    rows = _requests(bank, draft)
    departs_at = datetime.combine(draft.on, draft.departs, tzinfo=get_default_timezone())
    found = _order(bank, rows, departs_at=departs_at, capacity_g=draft.capacity_g)
    if not found.stops:
        raise Invalid(fields={"requests": "waste_banks.route.nobody"})
    route = _written(bank, draft, found, departs_at=departs_at, person=person)
    _place(route, rows, found, departs_at=departs_at, actor=actor, now=now)
    left = [rows[UUID(one.id)] for one in found.left_out]
    event = RoutePlanned(
        bank_id=bank.pk,
        route_id=route.pk,
        on=route.on,
        stops=len(found.stops),
        left_out=len(left),
        length_m=route.length_m,
    )
    outbox.record(event, actor=actor, now=now)
    return Planned(route, left)


@transaction.atomic
def start_route(*, route_id: UUID, actor: Actor, now: datetime) -> PickupRoute:
    """The vehicle leaves: whoever waits is told. Twice is once."""
    route = PickupRoute.objects.select_for_update(of=("self",)).filter(pk=route_id).first()
    if route is None:
        raise NotFound("waste_banks.route.not_found")
    access.officer_at(actor=actor, bank=route.bank, of=access.FETCH)
    waiting = route.stops.filter(case__state=rules.SCHEDULED).order_by("stop_no")
    for case_id in list(waiting.values_list("pk", flat=True)):
        cases.move(case_id=case_id, action="depart", actor=actor, now=now)
    if route.started_at is None:
        route.started_at = now
        route.save(update_fields=["started_at"])
    return route


@transaction.atomic
def weigh_at_gate(*, weighing: GateWeighing, actor: Actor, now: datetime) -> Deposit:
    """Book what was fetched at the prices of today, and close the request. Twice is once.

    Raises what `post_deposit` raises, NotAllowed unless the vehicle is on its way.
    """
    row = _locked(weighing.case_id, actor=actor)
    if row.deposit is not None and row.deposit.pk == weighing.id:
        return row.deposit
    wish = DepositWish(
        id=weighing.id,
        customer_id=row.customer_id,
        lines=weighing.lines,
        day=localdate(now),
        occurred_at=now,
        channel=Channel.PICKUP,
        purpose=weighing.purpose,
        weigher_id=actor.person_id,
    )
    taken = post_deposit(bank_id=row.bank_id, wish=wish, actor=actor, now=now)
    return _finish(row, taken.deposit, actor=actor, now=now)


@transaction.atomic
def take_weighed(*, case_id: UUID, deposit_id: UUID, actor: Actor, now: datetime) -> Deposit:
    """Close the request with what was weighed otherwise today: on the phone, without a signal."""
    row = _locked(case_id, actor=actor)
    deposit = weighed_today(row, now=now).get(deposit_id)
    if deposit is None:
        raise NotFound("waste_banks.deposit.not_found")
    return _finish(row, deposit, actor=actor, now=now)


def _check(draft: RouteDraft, bank: WasteBank, *, today: date) -> None:
    wrong = {}
    if not draft.vehicle.strip():
        wrong["vehicle"] = "waste_banks.route.vehicle"
    if not 0 < draft.capacity_g <= rules.MOST_G * rules.MOST_STOPS:
        wrong["capacity"] = "waste_banks.route.capacity"
    if not today <= draft.on <= today + rules.AHEAD:
        wrong["on"] = "waste_banks.route.day"
    if not 0 < len(set(draft.requests)) <= rules.MOST_STOPS:
        wrong["requests"] = "waste_banks.route.requests"
    duties = [one.value for one in access.FETCH]
    officers = BankOfficer.objects.filter(bank=bank, until=None, duty__in=duties)
    if not set(draft.crew) <= set(officers.values_list("person_id", flat=True)):
        wrong["crew"] = "waste_banks.route.crew"
    if wrong:
        raise Invalid(fields=wrong)


def _requests(bank: WasteBank, draft: RouteDraft) -> dict[UUID, PickupRequest]:
    """Those who wait, by id. Raises Invalid for whoever is on a tour or served already."""
    found = PickupRequest.objects.select_related("case", "customer").filter(
        bank=bank, pk__in=draft.requests, case__state__in=_PLANNABLE
    )
    rows = {one.pk: one for one in found}
    if len(rows) < len(set(draft.requests)):
        raise Invalid(fields={"requests": "waste_banks.route.requests"})
    return rows


def _order(
    bank: WasteBank,
    rows: Mapping[UUID, PickupRequest],
    *,
    departs_at: datetime,
    capacity_g: int,
) -> routing.Route:
    middle = depot_of(bank)
    stops = [_stop(row, middle=middle, departs_at=departs_at) for row in rows.values()]
    return routing.plan(
        depot=(middle.lat, middle.lon), stops=stops, vehicle=routing.Vehicle(capacity_g=capacity_g)
    )


def _stop(row: PickupRequest, *, middle: Position, departs_at: datetime) -> routing.Stop:
    """Without a position it is taken to be at the bank: the crew reads the address."""
    at = rules.point_of(row.position) or middle
    slot = rules.window(
        rules.Slot(row.slot),
        wished_on=row.wished_on,
        departs_at=departs_at,
        zone=get_default_timezone(),
    )
    return routing.Stop(str(row.pk), at.lat, at.lon, row.estimate_g, slot)


def _written(
    bank: WasteBank,
    draft: RouteDraft,
    found: routing.Route,
    *,
    departs_at: datetime,
    person: UUID | None,
) -> PickupRoute:
    known = {
        "bank": bank,
        "on": draft.on,
        "departs_at": departs_at,
        "vehicle": draft.vehicle.strip(),
        "capacity_g": draft.capacity_g,
        "crew": list(draft.crew),
        "length_m": found.length_m,
        "back_at": departs_at + timedelta(seconds=found.back_s),
        "planned_by": person,
    }
    return PickupRoute.objects.update_or_create(pk=draft.id, defaults=known)[0]


def _place(
    route: PickupRoute,
    rows: Mapping[UUID, PickupRequest],
    found: routing.Route,
    *,
    departs_at: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    kept = [UUID(one.id) for one in found.stops]
    for case_id in route.stops.exclude(pk__in=kept).values_list("pk", flat=True):
        cases.move(case_id=case_id, action="unschedule", actor=actor, now=now)
    for n, (case_id, seconds) in enumerate(zip(kept, found.arrivals_s, strict=True), start=1):
        row, at = rows[case_id], departs_at + timedelta(seconds=seconds)
        before = (row.case.state, row.route_id, row.arrives_at)
        row.route, row.stop_no, row.arrives_at = route, n, at
        row.save(update_fields=["route", "stop_no", "arrives_at"])
        if before != (rules.SCHEDULED, route.pk, at):
            given = {"on": route.on}
            cases.move(case_id=case_id, action="schedule", actor=actor, now=now, given=given)


def _locked(case_id: UUID, *, actor: Actor) -> PickupRequest:
    """One who closes it at a time. Raises NotFound for whoever has no duty at its bank."""
    found = PickupRequest.objects.select_for_update(of=("self",)).select_related("bank", "deposit")
    row = found.filter(pk=case_id).first()
    if row is None:
        raise NotFound("waste_banks.pickup.not_found")
    access.officer_at(actor=actor, bank=row.bank, of=access.FETCH)
    return row


def _finish(row: PickupRequest, deposit: Deposit, *, actor: Actor, now: datetime) -> Deposit:
    row.deposit = deposit
    row.save(update_fields=["deposit"])
    cases.move(case_id=row.pk, action="finish", actor=actor, now=now)
    return deposit
