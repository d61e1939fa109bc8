"""Programs that may send: who is behind an api_key, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.kernel.ids import digest
from sewaka.modules.reports.models.georeport import ClientRole, GeoReportClient

# Asked with every sending, so its words are not put together anew each time.
_READ: Final = ("id", "name", "role", "agency_id", "hourly_quota", "is_active", "answers_by_token")
_BY_KEY: Final = """
SELECT id, name, role, agency_id, hourly_quota, is_active, answers_by_token
FROM reports_georeportclient WHERE key_hash = %s AND is_active
"""


@dataclass(frozen=True, slots=True)
class KeyRights:
    """What a program may do, and how often. `agency_code` is empty for a citizens' program."""

    role: ClientRole
    hourly_quota: int
    agency_code: str = ""
    answers_by_token: bool = False


def rights_of(client: GeoReportClient) -> KeyRights:
    """What a program may do now."""
    return KeyRights(
        role=ClientRole(client.role),
        hourly_quota=client.hourly_quota,
        agency_code=client.agency_id or "",
        answers_by_token=client.answers_by_token,
    )


def client_of(key: str) -> GeoReportClient:
    """The program of that key. Raises Forbidden: missing, unknown or switched off."""
    if not key:
        raise Forbidden("reports.open311.key_missing")
    with connection.cursor() as cursor:
        cursor.execute(_BY_KEY, [digest(key)])
        row = cursor.fetchone()
    if row is None:
        raise Forbidden("reports.open311.key_unknown")
    return GeoReportClient.from_db(connection.alias, _READ, row)


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


def client_in_use(client_id: UUID) -> GeoReportClient:
    """The program, if its key is in use. Raises NotFound."""
    found = GeoReportClient.objects.filter(pk=client_id, is_active=True).first()
    if found is None:
        raise NotFound("reports.open311.key_unknown")
    return found
