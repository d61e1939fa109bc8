"""Vehicles ask for priority, say where they are, and are told; an operator may say no.

The row is the wish; the engine serves it (`engine.priority`) and writes down how far it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sewaka.kernel import limits, outbox
from sewaka.kernel.access import SYSTEM, Actor
from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.kernel.ids import new_id
from sewaka.modules.traffic import access
from sewaka.modules.traffic.control.priority import PER_HOUR, RequestState, VehicleClass
from sewaka.modules.traffic.events import PriorityEnded, PriorityGranted, PriorityRejected
from sewaka.modules.traffic.models import PriorityRequest, PriorityVehicle
from sewaka.modules.traffic.rules import priority as rules
from sewaka.modules.traffic.ways import Stop, stops_of

QUOTA = limits.Limit("traffic.priority.vehicle", PER_HOUR, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Change:
    """How far a request is, as the engine says. `eta`: of the next signals, once it has passed."""

    id: UUID
    state: RequestState
    reason: str = ""
    strategy: str = ""
    exit_by: str = ""
    left_at: datetime | None = None  # by the junction's clock


@transaction.atomic
def ask_priority(
    *, vehicle: str, named: str, kind: VehicleClass, route: Sequence[str], eta: datetime,
    actor: Actor, now: datetime,
) -> list[PriorityRequest]:  # fmt: skip
    """At every signal along the way; `eta` at the first. A call that the vehicle had open ends.

    Raises Forbidden, Invalid, TooMany, DomainError("traffic.priority.too_late").
    """
    known = PriorityVehicle.objects.select_for_update().filter(pk=vehicle, is_active=True).first()
    if known is None:
        raise Forbidden("traffic.priority.vehicle")
    rules.check_vehicle(known=known.pk, named=named, may=known.kind, kind=kind)
    rules.check_eta(eta=eta, now=now)
    stops = stops_of(route=route[: rules.MOST_ROADS])
    limits.spend(QUOTA, who=known.pk, now=now)
    before = PriorityRequest.objects.filter(vehicle=known, step__in=rules.OPEN)
    _give_up(before, actor=actor, now=now)
    return _rows(known, kind, stops, eta, now=now)


def _rows(
    vehicle: PriorityVehicle, kind: VehicleClass, stops: Sequence[Stop], eta: datetime, *,
    now: datetime,
) -> list[PriorityRequest]:  # fmt: skip
    trip, made, at = new_id(), [], eta
    for place, stop in enumerate(stops):
        at += timedelta(seconds=stop.link_s)
        made.append(
            PriorityRequest(
                trip=trip, place=place, vehicle=vehicle, kind=kind, junction=stop.junction,
                approach=stop.approach, exit=stop.exit, stage=stop.stage, eta=at,
                link_s=stop.link_s, asked_at=now,
            )
        )  # fmt: skip
    return PriorityRequest.objects.bulk_create(made)


@transaction.atomic
def say_where(
    *, trip: UUID, vehicle: str, approach: str, eta: datetime,
    actor: Actor,  # noqa: ARG001 - every use case takes who acts
    now: datetime,
) -> None:  # fmt: skip
    """On which road it is, and when at its line; signals before that are passed, "" means all.

    Raises NotFound, Invalid("traffic.priority.eta").
    """
    rows = _own(trip, vehicle)
    rules.check_eta(eta=eta, now=now)
    here = next((row.place for row in rows if row.approach == approach), len(rows))
    if here == len(rows) and approach and approach != rows[-1].exit:
        raise NotFound("traffic.priority.not_found")
    at = eta
    for row in rows:
        row.has_passed = row.has_passed or row.place < here
        if row.place >= here:
            at += timedelta(seconds=row.link_s if row.place > here else 0.0)
            row.eta = at
    PriorityRequest.objects.bulk_update(rows, ["has_passed", "eta"])


@transaction.atomic
def withdraw(*, trip: UUID, vehicle: str, actor: Actor, now: datetime) -> None:
    """It need not come any more. Raises NotFound."""
    _own(trip, vehicle)
    rest = PriorityRequest.objects.filter(trip=trip, step__in=rules.OPEN)
    _give_up(rest, actor=actor, now=now)


@transaction.atomic
def override_priority(*, request_id: UUID, actor: Actor, now: datetime) -> PriorityRequest:
    """An operator says no at one signal. Raises Forbidden, NotFound, DomainError(".over")."""
    access.steering_role(actor=actor)
    found = PriorityRequest.objects.select_for_update().filter(pk=request_id).first()
    if found is None:
        raise NotFound("traffic.priority.not_found")
    rules.check_may_override(state=found.step)
    found.overridden_by = actor.person_id
    _move(found, RequestState.OVERRIDDEN, now=now, actor=actor)
    return found


@transaction.atomic
def note_priority(*, changes: Iterable[Change], now: datetime, actor: Actor = SYSTEM) -> None:
    """What the engine says; what has ended meanwhile stays ended.

    Raises Forbidden for anybody but the city's own engine.
    """
    if not access.engine().allows(actor, None):
        raise Forbidden
    told = list(changes)
    rows = PriorityRequest.objects.select_for_update().filter(step__in=rules.LIVE)
    live = rows.in_bulk([one.id for one in told])
    for change in told:  # one may be told of twice, as when nobody waited aside
        row = live.get(change.id)
        if row is None or row.ended_at is not None:
            continue
        row.reason, row.strategy = change.reason, change.strategy or row.strategy
        row.exit_by = change.exit_by or row.exit_by
        _move(row, change.state, now=now, actor=actor)
        if change.left_at is not None and not row.has_passed:
            _put_off(row, change.left_at)


def _put_off(passed: PriorityRequest, left_at: datetime) -> None:
    """The next signals expect it from when it left this one, unless they know better."""
    at = left_at
    ahead = PriorityRequest.objects.select_for_update().filter(
        trip=passed.trip, place__gt=passed.place, step__in=rules.OPEN
    )
    for row in ahead.order_by("place"):
        at += timedelta(seconds=row.link_s)
        row.eta = max(row.eta, at)
        row.save(update_fields=["eta"])


def _move(row: PriorityRequest, state: RequestState, *, now: datetime, actor: Actor) -> None:
    is_new = row.step != state
    row.step = state
    if is_new and state is RequestState.GRANTED and row.granted_at is None:
        row.granted_at = now
        _tell(PriorityGranted, row, actor=actor, now=now, strategy=row.strategy)
    if is_new and state is RequestState.ACTIVE:
        row.active_at = now
    if row.exit_by and row.cleared_at is None:
        row.cleared_at = now
    if state not in rules.LIVE:
        row.ended_at = now
        if state is RequestState.REJECTED:
            _tell(PriorityRejected, row, actor=actor, now=now, reason=row.reason)
        else:
            _tell(PriorityEnded, row, actor=actor, now=now, outcome=state.value)
    row.save()


def _tell(
    event: type[PriorityGranted | PriorityRejected | PriorityEnded], row: PriorityRequest, *,
    actor: Actor, now: datetime, **more: str,
) -> None:  # fmt: skip
    made = event(request_id=row.pk, junction=row.junction, kind=row.kind, **more)
    outbox.record(made, actor=actor, now=now)


def _give_up(rows: Iterable[PriorityRequest], *, actor: Actor, now: datetime) -> None:
    for row in rows:
        _move(row, RequestState.EXPIRED, now=now, actor=actor)


def _own(trip: UUID, vehicle: str) -> list[PriorityRequest]:
    rows = PriorityRequest.objects.select_for_update().filter(trip=trip, vehicle_id=vehicle)
    found = list(rows.order_by("place"))
    if not found:
        raise NotFound("traffic.priority.not_found")
    return found
