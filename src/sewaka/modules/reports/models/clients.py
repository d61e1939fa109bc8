"""Who sends: the program behind an api_key."""

from __future__ import annotations

from sewaka.kernel.errors import Forbidden
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
