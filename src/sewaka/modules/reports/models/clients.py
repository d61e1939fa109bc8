"""Who sends: the program behind an api_key."""

from __future__ import annotations

from uuid import UUID

from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.kernel.ids import digest
from sewaka.modules.reports.models.georeport import GeoReportClient


def client_of(key: str) -> GeoReportClient:
    """The program of that key. Raises Forbidden: missing, unknown or switched off."""
    if not key:
        raise Forbidden("reports.open311.key_missing")
    found = GeoReportClient.objects.filter(key_hash=digest(key), is_active=True).first()
    if found is None:
        raise Forbidden("reports.open311.key_unknown")
    return found


def every_client() -> list[GeoReportClient]:
    """Every program, those whose key is in use first."""
    found = GeoReportClient.objects.select_related("agency")
    return list(found.order_by("-is_active", "name"))


def client_name(client_id: UUID) -> str:
    """The program's name. Raises NotFound."""
    found = GeoReportClient.objects.filter(pk=client_id).values_list("name", flat=True).first()
    if found is None:
        raise NotFound("reports.open311.key_unknown")
    return found
