"""Reads of the register of vehicles with priority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from sewaka.kernel.access import Actor
from sewaka.modules.traffic import access
from sewaka.modules.traffic.models import PriorityRequest, PriorityVehicle


@dataclass(frozen=True, slots=True)
class Registered:
    """One vehicle, and when it asked last; None: never, or longer ago than requests are kept."""

    vehicle: PriorityVehicle
    asked_at: datetime | None


def vehicles(*, actor: Actor) -> Sequence[Registered]:
    """Those that may ask first. Raises NotFound for whoever is no traffic engineer."""
    access.engineer_of(actor=actor)
    last = PriorityRequest.objects.values_list("vehicle").annotate(last=Max("asked_at"))
    asked = dict(last.order_by())
    rows = PriorityVehicle.objects.order_by("-is_active", "code")
    return [Registered(one, asked.get(one.pk)) for one in rows]
