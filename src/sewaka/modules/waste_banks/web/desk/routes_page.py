"""What the pages of routes show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sewaka.kernel.ids import new_id
from sewaka.kernel.ui.formats import clock_time, distance, long_day, phone, rupiah, weight
from sewaka.modules.waste_banks.models import Deposit, PickupRequest, PickupRoute
from sewaka.modules.waste_banks.queries.pickups import AtTheGate, OnTheRoad, Planning
from sewaka.modules.waste_banks.rules import pickups as rules
from sewaka.modules.waste_banks.web.desk.route_forms import FailForm, RouteForm
from sewaka.modules.waste_banks.words import SLOTS
from sewaka.platform.cases import api as cases
from sewaka.platform.people import api as people

_HOUR = "08:00"
_KILOGRAMS = "200"


def form(found: Planning, data: Any, *, again: str, now: datetime) -> RouteForm:
    """The form of a new route, or of one that is planned anew."""
    known = next((one for one in found.routes if str(one.pk) == again), None)
    first = found.waiting[0].wished_on if found.waiting else localdate(now)
    initial: dict[str, Any] = {
        "route": new_id(),
        "on": max(first, localdate(now)),
        "departs": _HOUR,
        "capacity": _KILOGRAMS,
    }
    if known is not None:
        initial = {
            "route": known.pk,
            "on": known.on,
            "departs": clock_time(known.departs_at).replace(".", ":"),
            "vehicle": known.vehicle,
            "capacity": str(known.capacity_g // 1_000),
            "crew": [str(one) for one in known.crew],
            "requests": [str(one.pk) for one in known.stops.all()],
        }
    return RouteForm(
        data,
        requests=[(str(one.pk), _choice(one)) for one in found.waiting],
        crew=[(str(one.person_id), people.display_name(one.person)) for one in found.crew],
        initial=initial,
    )


def planning(found: Planning, form_: RouteForm, *, again: str) -> Mapping[str, Any]:
    """Who waits, the form, the routes."""
    return {
        "bank": found.bank,
        "form": form_ if found.waiting else None,
        "is_again": any(str(one.pk) == again for one in found.routes),
        "count": ngettext("%(n)d request waits", "%(n)d requests wait", len(found.waiting))
        % {"n": len(found.waiting)},
        "routes": [_route(one) for one in found.routes],
    }


def said(left_out: int, stops: int) -> str:
    """What came of planning."""
    words = ngettext("Planned: %(n)d stop.", "Planned: %(n)d stops.", stops) % {"n": stops}
    if not left_out:
        return words
    more = ngettext(
        "%(n)d request found no room or no time and waits.",
        "%(n)d requests found no room or no time and wait.",
        left_out,
    )
    return f"{words} {more % {'n': left_out}}"


def road(found: OnTheRoad, *, now: datetime) -> Mapping[str, Any]:
    """The crew's page: stops in order, the next one first to the eye."""
    route = found.route
    stops = [_stop(one, now=now) for one in found.stops]
    is_planned = any(one.case.state == rules.SCHEDULED for one in found.stops)
    return {
        "route": route,
        "bank": route.bank,
        "day": long_day(route.on),
        "departs": clock_time(route.departs_at),
        "back": clock_time(route.back_at),
        "length": distance(route.length_m),
        "stops": stops,
        "start_url": reverse("waste_banks:route_start", args=[route.pk]) if is_planned else "",
        "again_url": f"{reverse('waste_banks:routes', args=[route.bank.code])}?rute={route.pk}"
        if route.started_at is None
        else "",
        "session": found.session,
    }


def gate(found: AtTheGate, *, now: datetime) -> Mapping[str, Any]:
    """One stop: weigh, or say why not."""
    row = found.row
    is_on_the_way = row.case.state == rules.EN_ROUTE
    return {
        "stop": _stop(row, now=now),
        "bank": row.bank,
        "back_url": reverse("waste_banks:route", args=[row.route_id])
        if row.route_id
        else reverse("waste_banks:routes", args=[row.bank.code]),
        "is_on_the_way": is_on_the_way,
        "weighed": [_weighed(one, row) for one in found.weighed.values()] if is_on_the_way else [],
        "fail_form": FailForm(auto_id="fail-%s") if is_on_the_way else None,
    }


def _choice(row: PickupRequest) -> str:
    parts = [
        row.customer.name or row.customer.number,
        weight(row.estimate_g),
        long_day(row.wished_on),
        str(SLOTS[row.slot]),
        row.address or "",
    ]
    if row.fails:
        parts.append(_("in vain once"))
    if row.route is not None and row.case.state == rules.SCHEDULED:
        parts.append(_("on the route of %(vehicle)s") % {"vehicle": row.route.vehicle})
    return " · ".join(one for one in parts if one)


def _route(route: PickupRoute) -> Mapping[str, Any]:
    stops = list(route.stops.all())
    done = sum(one.case.state == rules.DONE for one in stops)
    return {
        "url": reverse("waste_banks:route", args=[route.pk]),
        "what": f"{long_day(route.on)}, {clock_time(route.departs_at)} · {route.vehicle}",
        "how": _("%(done)d of %(all)d stops weighed · %(length)s")
        % {"done": done, "all": len(stops), "length": distance(route.length_m)},
    }


def _stop(row: PickupRequest, *, now: datetime) -> Mapping[str, Any]:
    at, customer = rules.point_of(row.position), row.customer
    called = customer.phone or (customer.guardian.phone if customer.guardian else None)
    return {
        "key": row.pk,
        "no": row.stop_no,
        "name": customer.name or customer.number,
        "number": customer.number,
        "address": row.address or "",
        "at": clock_time(row.arrives_at) if row.arrives_at else "",
        "slot": SLOTS[row.slot],
        "estimate": weight(row.estimate_g),
        "status": cases.status(row.case, now=now),
        "phone": called or "",
        "phone_words": phone(called) if called else "",
        "geo": f"geo:{at.lat:.6f},{at.lon:.6f}" if at else "",
        "url": reverse("waste_banks:stop", args=[row.pk]),
        "arrive_url": reverse("waste_banks:stop_act", args=[row.pk, "tiba"]),
        "fail_url": reverse("waste_banks:stop_act", args=[row.pk, "gagal"]),
        "is_open": row.case.state == rules.EN_ROUTE,
        "has_arrived": row.arrived_at is not None,
        "weighed": f"{weight(row.deposit.net_g)}, {rupiah(row.deposit.gross_idr)}"
        if row.deposit
        else "",
        "is_late": row.arrives_at is not None and row.arrives_at + timedelta(hours=1) < now,
    }


def _weighed(one: Deposit, row: PickupRequest) -> Mapping[str, Any]:
    return {
        "what": f"{clock_time(one.occurred_at)}: {weight(one.net_g)}, {rupiah(one.gross_idr)}",
        "id": one.pk,
        "url": reverse("waste_banks:stop_act", args=[row.pk, "sudah"]),
    }
