"""Programs that may send: who is behind an api_key, and what each may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sewaka.kernel.errors import Forbidden, NotFound
from sewaka.kernel.ids import digest
from sewaka.kernel.remembered import Remembered
from sewaka.modules.reports.models.georeport import ClientRole, GeoReportClient


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
    """The program of that key, at most `MEMORY_RECHECK_S` seconds behind the database; a key that
    was just made counts at once. Raises Forbidden: missing, unknown or switched off.
    """
    if not key:
        raise Forbidden("reports.open311.key_missing")
    mark = digest(key)
    found = _kept.get().get(mark) or _in_use().filter(key_hash=mark).first()
    if found is None:
        raise Forbidden("reports.open311.key_unknown")
    return found


def keys_changed() -> None:
    """This process has changed a program or switched it off: it reads anew at the next use."""
    _kept.doubt()
    transaction.on_commit(_kept.doubt)  # another thread may have read the old rows meanwhile


def _in_use() -> QuerySet[GeoReportClient]:
    return GeoReportClient.objects.filter(is_active=True)


def _read() -> Mapping[bytes, GeoReportClient]:
    return {bytes(one.key_hash): one for one in _in_use()}


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
    found = _in_use().filter(pk=client_id).first()
    if found is None:
        raise NotFound("reports.open311.key_unknown")
    return found


# Asked with every sending. No token tells changed rows from unchanged ones, so the few programs
# that a city knows are read again every few seconds, in processes that are asked for them.
_kept = Remembered(read=_read)
