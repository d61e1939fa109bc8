"""Whether the process lives (`/livez`), the city can serve (`/readyz`), and how it fares."""

from __future__ import annotations

import functools
from dataclasses import asdict
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_safe

from sewaka.config import signs
from sewaka.config.metrics import exposition
from sewaka.kernel import clock, env
from sewaka.kernel.outbox import relay
from sewaka.platform.people.api import actor_of
from sewaka.platform.people.roles import ADMIN, AUDITOR, DPO

READERS = (ADMIN, AUDITOR, DPO)


@require_safe
def livez(_request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers. Asks nobody else."""
    return JsonResponse({"status": "alive"})


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 only when the database answers, is migrated, and events are numbered in time."""
    found = readiness(now=clock.now())
    is_ready = all(found.values()) if found else False
    lag = relay_lag_s(now=clock.now()) if found.get("database") else None
    body = {"status": "ready" if is_ready else "not ready", "checks": found, "relay_lag_s": lag}
    return JsonResponse(body, status=200 if is_ready else 503)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Every sign, for the people who run the machine: a page, or JSON when asked for it."""
    actor = actor_of(request)
    if not any(actor.holds(role) for role in READERS):
        raise Http404
    found = signs.signs(now=clock.now())
    if request.accepts("text/html"):
        rows = [{**asdict(sign), "shown": _shown(sign)} for sign in found]
        return render(request, "config/health.html", {"signs": rows})
    return JsonResponse({sign.code: _plain(sign) for sign in found})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For the collector on this machine. What came through a proxy came from elsewhere."""
    if "X-Forwarded-For" in request.headers or not _is_near(request.META["REMOTE_ADDR"]):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def readiness(*, now: datetime) -> dict[str, bool]:
    """Each condition by name. What can not be asked counts as not met."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrated = _is_migrated()
        return {
            "database": True,
            "migrations": migrated,
            "relay": migrated and relay_lag_s(now=now) < signs.LONGEST_LAG_S,
        }
    except DatabaseError:
        connection.close()
        return {"database": False, "migrations": False, "relay": False}


def relay_lag_s(*, now: datetime) -> float:
    """How long the oldest event without a number has waited, in seconds."""
    return round(relay.lag(now=now).total_seconds(), 1)


def _is_near(address: str) -> bool:
    """Loopback, or a network named in SEWAKA_METRICS_NETWORKS."""
    try:
        there = ip_address(address)
    except ValueError:
        return False
    allowed = (ip_network(network) for network in env.words("SEWAKA_METRICS_NETWORKS"))
    return there.is_loopback or any(there in network for network in allowed)


def _plain(sign: signs.Sign) -> dict[str, object]:
    return {"value": sign.amount, "unit": sign.unit, "well": sign.is_well}


def _shown(sign: signs.Sign) -> str:
    if sign.amount is None:
        return "–"
    if sign.unit == "bytes":
        return filesizeformat(sign.amount)
    if sign.unit == "seconds":
        return str(timedelta(seconds=round(sign.amount)))
    return f"{sign.amount:.0f}"


class _NotYet(Exception):
    """Migrations are missing: not worth remembering."""


def _is_migrated() -> bool:
    try:
        return _migrated_once()
    except _NotYet:
        return False


@functools.cache
def _migrated_once() -> bool:
    """Asked until true, then never again: schema changes come with new processes."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotYet
    return True
