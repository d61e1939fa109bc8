"""NGSI-LD: what a stranger's program gets, against a schema of our own of the published model."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from django.test import Client

from sewaka.modules.traffic import demo
from sewaka.modules.traffic.models import Detector, Quarter
from tests.cast import NOW

pytestmark = pytest.mark.django_db

URL = "/ngsi-ld/v1/entities"
NUMBER = {"type": "number", "minimum": 0}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
MODEL: dict[str, Any] = {
    "type": "object",
    "required": ["id", "type", "dateObserved"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": r"^urn:ngsi-ld:TrafficFlowObserved:[\w.:-]+$"},
        "type": {"const": "TrafficFlowObserved"},
        "dateObserved": TIME,
        "dateObservedFrom": TIME,
        "dateObservedTo": TIME,
        "intensity": NUMBER,
        "occupancy": {"type": "number", "minimum": 0, "maximum": 1},
        "averageVehicleSpeed": NUMBER,
        "averageHeadwayTime": NUMBER,
        "congested": {"type": "boolean"},
        "laneId": {"type": "integer", "minimum": 1},
        "laneDirection": {"enum": ["forward", "backward"]},
        "reversedLane": {"type": "boolean"},
        "vehicleType": {"enum": ["motorcycle", "car", "lorry"]},
        "refRoadSegment": {"type": "string", "pattern": "^urn:ngsi-ld:"},
        "location": {
            "type": "object",
            "properties": {"type": {"const": "Point"}, "coordinates": {"minItems": 2}},
        },
    },
}


@pytest.fixture(autouse=True)
def _measured() -> None:
    demo.roadside(now=NOW)
    for code, minutes in [("J06-J09_0", 0), ("J06-J09_1", 0), ("J06-J09_0", -15)]:
        Quarter.objects.create(
            detector_id=Detector.objects.get(code=code).pk,
            started_at=NOW.replace(minute=0) if minutes == 0 else NOW.replace(hour=5, minute=45),
            n_motorcycle=90, n_car=0, n_heavy=3, flow_pcu_h=50.0, occupancy=0.25, speed_p50_ms=5.0,
            queue_max=7, zone_s=900.0, delay_s=50.0, level="E", samples=900, completeness=1.0,
        )  # fmt: skip


def ask(**asked: str) -> Any:
    return Client().get(URL, {"type": "TrafficFlowObserved", "limit": "1000", **asked})


def test_key_values_obey_the_model() -> None:
    answer = ask(options="keyValues")
    assert answer["Content-Type"] == "application/json"
    found = answer.json()
    assert len(found) == 6  # two lanes, three classes: the newest quarter of each
    for one in found:
        jsonschema.validate(one, MODEL)
    first = found[0]
    assert first["id"] == "urn:ngsi-ld:TrafficFlowObserved:J09:J06-J09_0:motorcycle"
    assert (first["dateObservedFrom"], first["dateObservedTo"]) == (
        "2026-11-23T06:00:00Z",
        "2026-11-23T06:15:00Z",
    )
    assert (first["intensity"], first["averageVehicleSpeed"], first["averageHeadwayTime"]) == (
        90,
        18.0,
        10.0,
    )
    assert first["congested"] is True
    assert "averageHeadwayTime" not in found[1]  # no car came


def test_the_normalised_form_says_what_each_value_is() -> None:
    answer = ask()
    assert answer["Content-Type"] == "application/ld+json"
    first = answer.json()[0]
    assert first["intensity"] == {"type": "Property", "value": 90}
    assert first["refRoadSegment"] == {
        "type": "Relationship",
        "object": "urn:ngsi-ld:RoadSegment:J06-J09",
    }
    assert first["location"]["type"] == "GeoProperty"
    assert first["dateObserved"]["value"] == {"@type": "DateTime", "@value": "2026-11-23T06:15:00Z"}
    assert first["@context"][-1].endswith("ngsi-ld-core-context.jsonld")


def test_pages_hold_every_entity_once() -> None:
    whole = ask(options="keyValues").json()
    count = 3 * Detector.objects.count()
    paged = [
        one
        for offset in range(0, count, 7)
        for one in ask(options="keyValues", limit="7", offset=str(offset)).json()
    ]
    assert sorted(one["id"] for one in paged) == sorted(one["id"] for one in whole)


@pytest.mark.parametrize(
    "asked", [{"type": "Device"}, {"limit": "0"}, {"limit": "1001"}, {"offset": "-1"}]
)
def test_other_questions_are_refused_as_the_standard_has_it(asked: dict[str, str]) -> None:
    answer = ask(**asked)
    assert answer.status_code == 400
    assert answer.json()["type"] == "https://uri.etsi.org/ngsi-ld/errors/BadRequestData"
