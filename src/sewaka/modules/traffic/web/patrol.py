"""Incidents for who goes there: a page for one hand, by the road, also without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sewaka.kernel import clock, registry
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.kernel.problems import sentence
from sewaka.kernel.ui.formats import ago, clock_time, zone_name
from sewaka.kernel.ui.values import Status
from sewaka.modules.traffic import words
from sewaka.modules.traffic.queries import patrol as queries
from sewaka.modules.traffic.queries.patrol import OnTheStreet
from sewaka.platform.cases import api as cases
from sewaka.platform.people.api import actor_of

DEEDS: Final = ("take", "arrive", "clear")  # the next one first


@dataclass(frozen=True, slots=True)
class Deed:
    """A button: what it does, its word."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One incident. `due`: until when somebody must be on the way; "" once they are."""

    version: int
    number: str
    url: str
    place: str
    what: str
    since: str
    due: str
    is_late: bool
    status: Status
    lat: float
    lon: float
    deeds: list[Deed]


@require_safe
@never_cache
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """What is on the street, the oldest first."""
    now = clock.now()
    found = queries.on_the_street(actor=actor_of(request))
    stops = [_stop(one, now=now) for one in found]
    context: Mapping[str, Any] = {"stops": stops, "now": now, "zone": zone_name()}
    return render(request, "traffic/patrol.html", context)


@require_POST
@login_required
def act(request: HttpRequest, case_id: UUID, action: str) -> HttpResponse:
    """One of the three deeds. Who was slower reads who was quicker."""
    if action not in DEEDS:
        raise NotFound("traffic.incident.not_found")
    actor = actor_of(request)
    queries.check(actor=actor)
    try:
        cases.move(
            case_id=case_id, action=action, actor=actor, now=clock.now(),
            version=_known(request.POST.get("version", "")), given={},
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("traffic:patrol")


def _known(version: str) -> int | None:
    """Which version of the case the page showed."""
    return int(version[:9]) if version.isascii() and version.isdigit() else None


def _stop(one: OnTheStreet, *, now: datetime) -> Stop:
    detail, case, due = one.detail, one.detail.case, one.detail.case.due_at
    flow = registry.workflow(case.workflow)
    leaving = {deed.action: deed for deed in flow.leaving(case.state)}
    why = words.INCIDENTS.get(detail.detected_by, detail.detected_by)
    return Stop(
        version=case.version,
        number=case.number,
        url=reverse("inbox:case", args=[case.number]),
        place=one.place,
        what=f"{str(words.SEVERITIES[detail.severity]).capitalize()}. {why}",
        since=ago(detail.detected_at, now=now),
        due=f"{clock_time(due)} {zone_name()}" if due else "",
        is_late=due is not None and due < now,
        status=cases.status(case=case, now=now),
        lat=one.lat,
        lon=one.lon,
        deeds=[
            Deed(reverse("traffic:patrol_act", args=[case.pk, deed]), str(leaving[deed].label))
            for deed in DEEDS
            if deed in leaving
        ],
    )
