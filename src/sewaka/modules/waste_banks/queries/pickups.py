"""Pick-ups as their customers see them, and as those who fetch them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import NotFound
from sewaka.kernel.fields import open_ring, preload
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import (
    BankOfficer,
    Customer,
    Deposit,
    PickupRequest,
    PickupRoute,
    WasteBank,
    WasteCategory,
    WeighingSession,
)
from sewaka.modules.waste_banks.models.reading import prices_between, weighed_today
from sewaka.modules.waste_banks.queries.desk import bank_at
from sewaka.modules.waste_banks.queries.passbook import account_of
from sewaka.modules.waste_banks.rules import pickups as rules
from sewaka.modules.waste_banks.rules.states import SessionState
from sewaka.platform.cases import api as cases

_MOST = 100
_FORMER = 10
_BACK = timedelta(days=7)
_WAIT = (rules.NEW, rules.SCHEDULED, rules.FAILED)


@dataclass(frozen=True, slots=True)
class OwnPickups:
    """The newest request with its steps, and those before."""

    customer: Customer
    newest: PickupRequest | None
    steps: Sequence[cases.Line]
    former: Sequence[PickupRequest]


@dataclass(frozen=True, slots=True)
class Planning:
    """What a bank plans: who waits, which routes there are, who may be the crew."""

    bank: WasteBank
    waiting: Sequence[PickupRequest]
    routes: Sequence[PickupRoute]  # with `stops` fetched
    crew: Sequence[BankOfficer]


@dataclass(frozen=True, slots=True)
class OnTheRoad:
    """A route for its crew: the stops in order; whether a day is open for the phone."""

    route: PickupRoute
    stops: Sequence[PickupRequest]
    session: WeighingSession | None


@dataclass(frozen=True, slots=True)
class AtTheGate:
    """One stop: what the bank pays today, and what of the customer's was weighed already."""

    row: PickupRequest
    priced: Sequence[tuple[WasteCategory, int]]
    weighed: Mapping[UUID, Deposit]


def own_pickups(*, actor: Actor, number: str = "") -> OwnPickups | None:
    """None for who has no account. Raises NotFound for others' accounts."""
    customer = account_of(actor=actor, number=number)
    if customer is None:
        return None
    asked = PickupRequest.objects.filter(customer=customer).order_by("-case__opened_at")
    rows = list(asked.select_related("case", "route", "deposit")[: _FORMER + 1])
    newest = rows[0] if rows else None
    steps = cases.timeline(case=newest.case, actor=actor) if newest else []
    return OwnPickups(customer, newest, steps, rows[1:])


def planning(*, actor: Actor, code: str, now: datetime) -> Planning:
    """Raises NotFound for whoever does not weigh there; whoever is shown is noted."""
    bank, duties = bank_at(actor=actor, code=code)
    if not duties & access.FETCH:
        raise NotFound("waste_banks.bank.not_found")
    waiting = PickupRequest.objects.filter(
        Q(route=None) | Q(route__started_at=None) | Q(case__state=rules.FAILED),
        bank=bank,
        case__state__in=_WAIT,
    )
    rows = list(
        waiting.select_related("case", "customer", "route").order_by("wished_on", "pk")[:_MOST]
    )
    routes = PickupRoute.objects.filter(bank=bank, on__gte=localdate(now) - _BACK)
    officers = BankOfficer.objects.filter(
        bank=bank, until=None, duty__in=[one.value for one in access.FETCH]
    )
    _show(rows, actor=actor, now=now)
    return Planning(
        bank,
        rows,
        list(routes.prefetch_related("stops__case")),
        list(officers.select_related("person").order_by("since")),
    )


def on_the_road(*, actor: Actor, route_id: UUID, now: datetime) -> OnTheRoad:
    """Raises NotFound for whoever does not weigh at its bank; whoever is shown is noted."""
    route = PickupRoute.objects.select_related("bank").filter(pk=route_id).first()
    if route is None or not access.duties(actor=actor, bank=route.bank) & access.FETCH:
        raise NotFound("waste_banks.route.not_found")
    found = route.stops.select_related("case", "customer__guardian", "deposit")
    stops = list(found.order_by("stop_no"))
    _show(stops, actor=actor, now=now)
    sessions = WeighingSession.objects.filter(bank=route.bank, status=SessionState.OPEN.value)
    return OnTheRoad(route, stops, sessions.filter(on=localdate(now)).first())


def at_the_gate(*, actor: Actor, case_id: UUID, now: datetime) -> AtTheGate:
    """One stop. Raises NotFound for whoever does not weigh at its bank."""
    found = PickupRequest.objects.select_related("case", "customer__guardian", "bank", "route")
    row = found.filter(pk=case_id).first()
    if row is None or not access.duties(actor=actor, bank=row.bank) & access.FETCH:
        raise NotFound("waste_banks.pickup.not_found")
    _show([row], actor=actor, now=now)
    today = localdate(now)
    prices = prices_between(row.bank, first=today, last=today)(today)
    categories = WasteCategory.objects.filter(code__in=list(prices))
    return AtTheGate(
        row,
        [(one, prices[one.code].buy_idr) for one in categories],
        weighed_today(row, now=now),
    )


def _show(rows: Iterable[PickupRequest], *, actor: Actor, now: datetime) -> None:
    """Note who sees whom, before it is shown; open the keys of all at once."""
    seen = list(rows)
    if not seen:
        return
    outbox.read_event(
        what="waste_banks.PickupRequest",
        purpose="waste_banks.customers",
        subjects=[one.subject_id for one in seen],
        actor=actor,
        now=now,
    )
    with open_ring():
        preload([*seen, *(one.customer for one in seen)])
        for one in seen:
            _read(one)


def _read(row: PickupRequest) -> tuple[str | None, ...]:
    """What the page will show, while the keys lie open."""
    customer = row.customer
    return row.address, row.position, customer.name, customer.phone
