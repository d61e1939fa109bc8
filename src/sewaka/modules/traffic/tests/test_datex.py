"""DATEX II: the structure that its readers expect, and nothing that is not public."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from sewaka.kernel import clock
from sewaka.modules.traffic.actions.incidents import report_incident
from sewaka.modules.traffic.models import Detector, Quarter
from sewaka.modules.traffic.tests import desk_scenes
from sewaka.platform.cases import api as cases
from tests.cast import NOW, Cast, Player

pytestmark = pytest.mark.django_db
BASE = "http://datex2.eu/schema/3/"
SPACES = {
    "mc": f"{BASE}messageContainer",
    "com": f"{BASE}common",
    "loc": f"{BASE}locationReferencing",
    "roa": f"{BASE}roadTrafficData",
    "sit": f"{BASE}situation",
}
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
MEASURED, SITUATIONS = "/datex2/v3/measured-data.xml", "/datex2/v3/situations.xml"


@pytest.fixture(autouse=True)
def _street(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    desk_scenes.measured(cast)


def quarter(*, before: timedelta, cars: int, speed_ms: float | None = 5.0) -> None:
    Quarter.objects.create(
        detector_id=Detector.objects.get().pk, started_at=NOW - before, n_motorcycle=100,
        n_car=cars, n_heavy=1, flow_pcu_h=200.0, occupancy=0.25, speed_p50_ms=speed_ms, queue_max=7,
        zone_s=900.0, delay_s=20.0, level="C", samples=900, completeness=1.0,
    )  # fmt: skip


def read(path: str, kind: str) -> Element:
    """The payload of an answer, whose types name only prefixes that it declares."""
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    assert root.tag == f"{{{SPACES['mc']}}}messageContainer"
    assert root.get("modelBaseVersion") == "3"
    [payload] = root
    assert payload.get(TYPE) == kind
    head = answer.content.split(b">", 2)[1]
    for one in root.iter():
        prefix = one.get(TYPE, "").partition(":")[0]
        assert not prefix or f'xmlns:{prefix}="{SPACES[prefix]}"'.encode() in head, prefix
    assert text(payload, "com:publicationTime") == "2026-11-23T06:05:00Z"
    assert text(payload, "com:publicationCreator/com:country") == "id"
    return payload


def text(element: Element, path: str) -> str:
    found = element.find(path, SPACES)
    assert found is not None, path
    return found.text or ""


def test_the_newest_quarter_of_a_lane_is_a_site_with_flow_and_speed() -> None:
    quarter(before=timedelta(minutes=50), cars=10)
    quarter(before=timedelta(minutes=20), cars=39)
    payload = read(MEASURED, "roa:MeasuredDataPublication")
    [site] = payload.findall("roa:siteMeasurements", SPACES)
    where = site.find("roa:measurementSiteReference", SPACES)
    assert where is not None
    assert (where.get("id"), where.get("targetClass")) == ("J09:A_0", "roa:MeasurementSite")
    assert text(site, "roa:measurementTimeDefault/roa:timeValue") == "2026-11-23T06:00:00Z"
    flow, speed = site.findall("roa:physicalQuantity", SPACES)
    assert (flow.get("index"), speed.get("index")) == ("1", "2")
    inner = "roa:physicalQuantity/roa:basicData"
    kinds = [one.find(inner, SPACES) for one in (flow, speed)]
    assert [one.get(TYPE) for one in kinds if one is not None] == [
        "roa:TrafficFlow",
        "roa:TrafficSpeed",
    ]
    assert text(flow, f"{inner}/roa:vehicleFlow/com:vehicleFlowRate") == "560"  # an hour
    assert text(speed, f"{inner}/roa:averageVehicleSpeed/com:speed") == "18.0"  # km/h


def test_an_unknown_speed_is_left_out_and_what_is_old_too() -> None:
    quarter(before=timedelta(minutes=20), cars=1, speed_ms=None)
    payload = read(MEASURED, "roa:MeasuredDataPublication")
    [site] = payload.findall("roa:siteMeasurements", SPACES)
    assert len(site.findall("roa:physicalQuantity", SPACES)) == 1
    Quarter.objects.update(started_at=NOW - timedelta(hours=3))
    assert not read(MEASURED, "roa:MeasuredDataPublication").findall("roa:siteMeasurements", SPACES)


def test_a_confirmed_incident_is_a_situation_until_it_is_over(eka: Player) -> None:
    empty = read(SITUATIONS, "sit:SituationPublication")
    assert not empty.findall("sit:situation", SPACES)
    case = report_incident(junction="J09", approach="A", actor=eka.actor, now=NOW)
    [situation] = read(SITUATIONS, "sit:SituationPublication").findall("sit:situation", SPACES)
    assert text(situation, "sit:overallSeverity") == "high"
    [record] = situation.findall("sit:situationRecord", SPACES)
    assert record.get(TYPE) == "sit:GeneralObstruction"
    assert text(record, "sit:validity/com:validityStatus") == "active"
    point = "sit:locationReference/loc:pointByCoordinates/loc:pointCoordinates"
    assert text(record, f"{point}/loc:latitude") == "-8.680000"
    assert text(record, f"{point}/loc:longitude") == "115.200000"
    cases.move(case_id=case.pk, action="clear", actor=eka.actor, now=NOW, given={})
    assert not read(SITUATIONS, "sit:SituationPublication").findall("sit:situation", SPACES)


def test_nobody_is_named(eka: Player) -> None:
    report_incident(junction="J09", approach="A", actor=eka.actor, now=NOW)
    shown = Client().get(SITUATIONS).content.decode()
    assert str(eka.person.pk) not in shown
    assert "Eka" not in shown


@pytest.mark.parametrize("path", [MEASURED, SITUATIONS])
def test_the_official_schema_holds(path: str, eka: Player) -> None:
    """Where the city has it: SEWAKA_DATEX2_XSD names the file of the message container."""
    place = os.environ.get("SEWAKA_DATEX2_XSD", "")
    if not place:
        pytest.skip("the official DATEX II v3 schema is not here: set SEWAKA_DATEX2_XSD to it")
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema judges by a schema")
    quarter(before=timedelta(minutes=20), cars=1)
    report_incident(junction="J09", approach="A", actor=eka.actor, now=NOW)
    xmlschema.XMLSchema(str(Path(place))).validate(Client().get(path).content.decode())
