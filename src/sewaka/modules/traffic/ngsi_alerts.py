"""Confirmed incidents as NGSI-LD `Alert` (Smart Data Models, cross sector).

An entity stands as long as the obstacle does. Nobody's name, and no alarm that nobody confirmed.
"""

from __future__ import annotations

from sewaka.modules.traffic.models import IncidentDetail, Junction
from sewaka.modules.traffic.ngsi import Values
from sewaka.modules.traffic.rules.incidents import ON_THE_STREET, Severity

TYPE = "Alert"
_SEVERITY = {Severity.ARM: "high", Severity.LANE: "medium"}
_STOPPED = frozenset({"stands_alone", "blocked_long", "blocked_greens"})


def entities(*, limit: int, offset: int) -> list[Values]:
    """Key-values of what is on the street, the oldest first, from `offset` on."""
    rows = IncidentDetail.objects.filter(case__state__in=ON_THE_STREET).order_by(
        "detected_at", "pk"
    )[offset : offset + limit]
    found = list(rows)
    places = Junction.objects.in_bulk([row.junction for row in found])
    return [_entity(row, places[row.junction]) for row in found if row.junction in places]


def _entity(row: IncidentDetail, junction: Junction) -> Values:
    since = row.detected_at.isoformat().replace("+00:00", "Z")
    return {
        "id": f"urn:ngsi-ld:{TYPE}:traffic:{row.pk}",
        "type": TYPE,
        "category": "traffic",
        "subCategory": "carStopped" if row.detected_by in _STOPPED else "hazardOnRoad",
        "severity": _SEVERITY[Severity(row.severity)],
        "dateIssued": since,
        "validFrom": since,
        "alertSource": f"urn:ngsi-ld:RoadSegment:{row.approach}",
        "location": {"type": "Point", "coordinates": [junction.lon, junction.lat]},
    }
