"""The measured traffic as NGSI-LD `TrafficFlowObserved` (Smart Data Models, Transportation).

One entity for each lane and class of vehicle, of its newest quarter of an hour. `intensity` counts
vehicles in the period, speeds are km/h, as the model has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Exists, OuterRef

from sewaka.modules.traffic.models.measured import Quarter
from sewaka.modules.traffic.models.roadside import Detector
from sewaka.modules.traffic.models.rollups import QUARTER

TYPE = "TrafficFlowObserved"
CONTEXT = (
    "https://raw.githubusercontent.com/smart-data-models/dataModel.Transportation/master/context.jsonld",
    "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld",
)
MOST = 1_000
_KMH_PER_MS = 3.6
_CLASSES = (("n_motorcycle", "motorcycle"), ("n_car", "car"), ("n_heavy", "lorry"))
_CONGESTED = frozenset("EF")
_TIMES = ("dateObserved", "dateIssued", "validFrom")
_RELATIONS = frozenset({"refRoadSegment"})
Values = Mapping[str, Any]


def entities(*, limit: int, offset: int) -> list[Values]:
    """Key-values of the entities in the order of their ids, from `offset` on."""
    found: list[Values] = []
    # Each lane that has measured has three entities: only those on the page are read.
    first, last = offset // len(_CLASSES), (offset + limit - 1) // len(_CLASSES) + 1
    has_measured = Exists(Quarter.objects.filter(detector_id=OuterRef("pk")))
    detectors = Detector.objects.filter(has_measured).select_related("junction", "lane")[first:last]
    newest = {
        one.detector_id: one
        for one in Quarter.objects.filter(detector_id__in=[one.pk for one in detectors])
        .order_by("detector_id", "-started_at")
        .distinct("detector_id")
    }
    for detector in detectors:
        found += _of_lane(detector, newest[detector.pk])
    skipped = offset - first * len(_CLASSES)
    return found[skipped : skipped + limit]


def normalised(values: Values) -> dict[str, Any]:
    """An entity in NGSI-LD's normalised form."""
    entity: dict[str, Any] = {"id": values["id"], "type": values["type"]}
    for name, value in values.items():
        if name in entity:
            continue
        if name == "location":
            entity[name] = {"type": "GeoProperty", "value": value}
        elif name in _RELATIONS:
            entity[name] = {"type": "Relationship", "object": value}
        elif name.startswith(_TIMES):
            entity[name] = {"type": "Property", "value": {"@type": "DateTime", "@value": value}}
        else:
            entity[name] = {"type": "Property", "value": value}
    return entity | {"@context": list(CONTEXT)}


def _of_lane(detector: Detector, quarter: Quarter) -> Iterator[Values]:
    begin, end = quarter.started_at, quarter.started_at + QUARTER
    period = [moment.isoformat().replace("+00:00", "Z") for moment in (begin, end)]
    for column, kind in _CLASSES:
        count = int(getattr(quarter, column))
        values: dict[str, Any] = {
            "id": f"urn:ngsi-ld:{TYPE}:{detector.junction_id}:{detector.code}:{kind}",
            "type": TYPE,
            "dateObserved": period[1],
            "dateObservedFrom": period[0],
            "dateObservedTo": period[1],
            "intensity": count,
            "occupancy": round(quarter.occupancy, 4),
            "congested": quarter.level in _CONGESTED,
            "laneId": detector.lane.number,
            "laneDirection": "forward",
            "reversedLane": False,
            "vehicleType": kind,
            "refRoadSegment": f"urn:ngsi-ld:RoadSegment:{detector.lane.approach_id}",
            "location": {
                "type": "Point",
                "coordinates": [detector.junction.lon, detector.junction.lat],
            },
        }
        if quarter.speed_p50_ms is not None:
            values["averageVehicleSpeed"] = round(quarter.speed_p50_ms * _KMH_PER_MS, 1)
        if count:
            values["averageHeadwayTime"] = round(QUARTER.total_seconds() / count, 2)
        yield values
