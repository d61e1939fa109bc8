"""What modules may ask about the city's offices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from sewaka.kernel.errors import NotFound
from sewaka.kernel.remembered import Remembered
from sewaka.platform.agencies.models import Agency, AgencyKind, Unit

__all__ = ["Agency", "AgencyKind", "Unit", "agencies", "agency", "name_of", "units"]

_REFRESH_S: Final = 30.0


def agency(code: str) -> Agency:
    """The agency of that code, abolished ones included. Raises NotFound("agencies.unknown")."""
    try:
        return Agency.objects.get(code=code)
    except Agency.DoesNotExist:
        raise NotFound("agencies.unknown", agency=code) from None


def name_of(code: str) -> str:
    """The agency's full name, at most half a minute old. Raises NotFound("agencies.unknown")."""
    return _names.get().get(code) or agency(code).name


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


def _read_names() -> Mapping[str, str]:
    return dict(Agency.objects.values_list("code", "name"))


_names = Remembered(read=_read_names, recheck_s=_REFRESH_S)
