"""What modules may ask about the city's offices."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from sewaka.kernel.errors import NotFound
from sewaka.platform.agencies.models import Agency, AgencyKind, Unit

__all__ = ["Agency", "AgencyKind", "Unit", "agencies", "agency", "units"]


def agency(code: str) -> Agency:
    """The agency of that code, abolished ones included. Raises NotFound("agencies.unknown")."""
    try:
        return Agency.objects.get(code=code)
    except Agency.DoesNotExist:
        raise NotFound("agencies.unknown", agency=code) from None


def agencies(*, on: date | None = None, is_external: bool | None = None) -> QuerySet[Agency]:
    """Agencies in alphabetical order.

    `on` leaves only those that exist on that local day; `is_external` only those outside
    (True) or inside (False) the city.
    """
    found = Agency.objects.all()
    if on is not None:
        found = found.filter(
            Q(active_from=None) | Q(active_from__lte=on),
            Q(active_to=None) | Q(active_to__gt=on),
        )
    if is_external is not None:
        found = found.filter(is_external=is_external)
    return found


def units(*, agency_code: str) -> QuerySet[Unit]:
    """The units of an agency in alphabetical order."""
    return Unit.objects.filter(agency_id=agency_code)
