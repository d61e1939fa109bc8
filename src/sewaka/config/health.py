"""Whether the process lives (`/livez`), the city can serve (`/readyz`), and how it fares."""

from __future__ import annotations

import functools
from datetime import datetime

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.kernel.outbox import relay

LONGEST_LAG_S = 30.0


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


def readiness(*, now: datetime) -> dict[str, bool]:
    """Each condition by name. What can not be asked counts as not met."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrated = _is_migrated()
        return {
            "database": True,
            "migrations": migrated,
            "relay": migrated and relay_lag_s(now=now) < LONGEST_LAG_S,
        }
    except DatabaseError:
        connection.close()
        return {"database": False, "migrations": False, "relay": False}


def relay_lag_s(*, now: datetime) -> float:
    """How long the oldest event without a number has waited, in seconds."""
    return round(relay.lag(now=now).total_seconds(), 1)


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
