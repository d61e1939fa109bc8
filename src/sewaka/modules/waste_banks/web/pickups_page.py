"""What a customer's page of pick-ups shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from sewaka.kernel.access import Actor
from sewaka.kernel.ui.formats import clock_time, long_day, weight
from sewaka.kernel.ui.values import Answer
from sewaka.modules.waste_banks.models import PickupRequest
from sewaka.modules.waste_banks.queries.pickups import OwnPickups
from sewaka.modules.waste_banks.rules import pickups as rules
from sewaka.modules.waste_banks.web.pickup_form import PickupForm
from sewaka.modules.waste_banks.words import SLOTS
from sewaka.platform.cases import api as cases


def own(
    shown: OwnPickups | None, form: PickupForm, *, actor: Actor, now: datetime
) -> Mapping[str, Any]:
    """The newest request with its steps, the form of the next one, and what was before."""
    if shown is None:
        return {"customer": None}
    newest = shown.newest
    is_open = newest is not None and newest.case.closed_at is None
    return {
        "customer": shown.customer,
        "newest": _request(newest, now=now) if newest else None,
        "steps": cases.entries(shown.steps, case=newest.case, actor=actor, now=now)
        if newest
        else [],
        "cancel_url": reverse("waste_banks:pickup_cancel", args=[newest.pk])
        if newest and _may_cancel(newest, actor=actor)
        else "",
        "former": [_request(one, now=now) for one in shown.former],
        "form": None if is_open else form,
        "least": weight(rules.LEAST_G),
    }


def _may_cancel(row: PickupRequest, *, actor: Actor) -> bool:
    return any(one.action == "cancel" for one in cases.available(case=row.case, actor=actor))


def _request(row: PickupRequest, *, now: datetime) -> Mapping[str, Any]:
    return {
        "number": row.case.number,
        "status": cases.status(row.case, now=now),
        "what": f"{long_day(row.wished_on)} · {weight(row.estimate_g)}",
        "who": _who_acts(row, now=now),
        "answers": [
            Answer(_("Wished"), f"{long_day(row.wished_on)}. {SLOTS[row.slot]}"),
            Answer(_("Weight, about"), weight(row.estimate_g)),
            Answer(_("Where"), row.address or ""),
        ],
        "deposit_url": reverse("waste_banks:deposit", args=[row.deposit_id])
        if row.deposit_id
        else "",
        "weighed": weight(row.deposit.net_g) if row.deposit else "",
    }


def _who_acts(row: PickupRequest, *, now: datetime) -> str:
    """Whose turn it is, in one sentence; nothing where it is over."""
    state, at = row.case.state, row.arrives_at
    if state in (rules.NEW, rules.FAILED):
        return _("It is the bank's turn: it puts you on a route.")
    if state == rules.SCHEDULED and row.on is not None:
        said = {"day": long_day(row.on), "time": clock_time(at) if at else ""}
        if at is None:
            return _("The vehicle comes on %(day)s.") % said
        return _("The vehicle comes on %(day)s at about %(time)s.") % said
    return _on_the_way(row, now=now) if state == rules.EN_ROUTE else ""


def _on_the_way(row: PickupRequest, *, now: datetime) -> str:
    at = row.arrives_at
    if row.arrived_at is not None:
        return _("The vehicle is at your door.")
    if at is not None and localdate(at) == localdate(now):
        return _("The vehicle is on its way, planned at %(time)s.") % {"time": clock_time(at)}
    return _("The vehicle is on its way.")
