"""The ground of every event of a report."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sewaka.kernel import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEvent(outbox.Event):
    """What every event of a report says. `visibility` tells consumers what may be shown."""

    case_id: UUID
    number: str
    service_code: str
    area_code: str
    agency_code: str
    visibility: str
