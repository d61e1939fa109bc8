"""The rules of a request for priority, in the roles of NTCIP 1211: who may ask, how, until when."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from sewaka.kernel.errors import DomainError, Forbidden, Invalid
from sewaka.modules.traffic.control.priority import EXPIRES_S, RequestState, VehicleClass

ASKED, GRANTED, QUEUED = RequestState.REQUESTED, RequestState.GRANTED, RequestState.QUEUED
OPEN: Final = (ASKED, GRANTED, QUEUED, RequestState.ACTIVE)
LIVE: Final = (*OPEN, RequestState.RECOVERING)  # the engine still has something to do
PASSING: Final = (RequestState.ACTIVE, RequestState.RECOVERING)
AHEAD = timedelta(hours=1)
MOST_ROADS: Final = 30
KEEP = timedelta(days=90)
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,31}")


def check_vehicle(*, known: str, named: str, may: str, kind: VehicleClass) -> None:
    """A vehicle speaks for itself, in its own class.

    Raises Forbidden("traffic.priority.vehicle", ".class").
    """
    if known != named:
        raise Forbidden("traffic.priority.vehicle")
    if may != kind:
        raise Forbidden("traffic.priority.class")


def check_code(code: str) -> None:
    """Of a vehicle: capitals, digits and hyphens. Raises DomainError("traffic.vehicle.code")."""
    if _CODE.fullmatch(code) is None:
        raise DomainError("traffic.vehicle.code")


def check_eta(*, eta: datetime, now: datetime) -> None:
    """Raises Invalid where no time is meant, DomainError("traffic.priority.too_late")."""
    if eta.tzinfo is None or eta - now > AHEAD:
        raise Invalid("traffic.priority.eta", fields={"eta": "traffic.priority.eta"})
    if now - eta > timedelta(seconds=EXPIRES_S):
        raise DomainError("traffic.priority.too_late")


def check_may_override(*, state: str) -> None:
    """An operator says no to what is still to come. Raises DomainError("traffic.priority.over")."""
    if state not in OPEN:
        raise DomainError("traffic.priority.over")
