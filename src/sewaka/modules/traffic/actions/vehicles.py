"""Who may ask for priority: engineers register vehicles, give them keys and take them away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sewaka.kernel import outbox
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, NotFound
from sewaka.modules.traffic import access, credentials
from sewaka.modules.traffic.control.priority import VehicleClass
from sewaka.modules.traffic.events import PriorityVehicleChanged
from sewaka.modules.traffic.models import PriorityVehicle
from sewaka.modules.traffic.rules.priority import check_code


@transaction.atomic
def register_vehicle(
    *, code: str, kind: VehicleClass, owner: str, actor: Actor, now: datetime
) -> str:
    """A vehicle may ask from now on; its key, which is shown this once.

    Raises NotFound, DomainError("traffic.vehicle.code", ".owner", ".known").
    """
    access.engineer_of(actor=actor)
    check_code(code)
    if not owner.strip():
        raise DomainError("traffic.vehicle.owner")
    made, is_new = PriorityVehicle.objects.get_or_create(
        pk=code, defaults={"kind": kind, "owner": owner.strip(), "key_number": 1}
    )
    if not is_new:
        raise DomainError("traffic.vehicle.known")
    return _told(made, "registered", actor=actor, now=now)


@transaction.atomic
def renew_key(*, code: str, actor: Actor, now: datetime) -> str:
    """A new key, shown this once; the one before is worth nothing. Of a revoked vehicle, too: it
    may ask again. Raises NotFound.
    """
    found = _locked(code, actor)
    found.key_number += 1
    found.is_active = True
    found.save(update_fields=["key_number", "is_active"])
    return _told(found, "rekeyed", actor=actor, now=now)


@transaction.atomic
def revoke_vehicle(*, code: str, actor: Actor, now: datetime) -> None:
    """It may not ask any more; calls that are under way run out. Raises NotFound."""
    found = _locked(code, actor)
    found.is_active = False
    found.save(update_fields=["is_active"])
    _told(found, "revoked", actor=actor, now=now)


def _locked(code: str, actor: Actor) -> PriorityVehicle:
    access.engineer_of(actor=actor)
    found = PriorityVehicle.objects.select_for_update().filter(pk=code).first()
    if found is None:
        raise NotFound("traffic.vehicle.not_found")
    return found


def _told(found: PriorityVehicle, deed: str, *, actor: Actor, now: datetime) -> str:
    event = PriorityVehicleChanged(vehicle=found.pk, kind=found.kind, owner=found.owner, deed=deed)
    outbox.record(event, actor=actor, now=now)
    key = credentials.vehicle_key(
        vehicle=found.pk, city=credentials.city_key(), number=found.key_number
    )
    return key.decode()
