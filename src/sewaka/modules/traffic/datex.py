"""The measured traffic and confirmed incidents as DATEX II version 3, in XML.

`MeasuredDataPublication`: flow and speed of each lane in its newest quarter of an hour; a site is
`junction:detector`, and no table of sites is published. `SituationPublication`: what is on the
street, by coordinates. Both stand in a `messageContainer`. Written after published feeds of other
countries and not validated against the official schema, which we do not have: `verified: no`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from sewaka.modules.traffic.models import IncidentDetail, Junction
from sewaka.modules.traffic.models.measured import Quarter
from sewaka.modules.traffic.models.roadside import Detector
from sewaka.modules.traffic.models.rollups import QUARTER
from sewaka.modules.traffic.rules.incidents import ON_THE_STREET, Severity

MOST: Final = 2_000  # lanes, or incidents
VERIFIED: Final = False
COUNTRY, CREATOR = "id", "DPS"  # ISO 3166-1, and the city's letters
_BASE = "http://datex2.eu/schema/3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SPACES = {
    "mc": f"{_BASE}/messageContainer",
    "com": f"{_BASE}/common",
    "loc": f"{_BASE}/locationReferencing",
    "roa": f"{_BASE}/roadTrafficData",
    "sit": f"{_BASE}/situation",
    "xsi": _XSI,
}
_KMH_PER_MS = 3.6
_AN_HOUR = 3600.0 / QUARTER.total_seconds()
_SEVERITY = {Severity.ARM: "high", Severity.LANE: "medium"}
for _prefix, _space in _SPACES.items():
    register_namespace(_prefix, _space)


def measured(*, now: datetime) -> bytes:
    """Flow and speed of every lane that has measured in the last hour."""
    container, payload = _payload("roa:MeasuredDataPublication", now=now)
    _header(payload, "roa:headerInformation")
    newest = (
        Quarter.objects.filter(started_at__gt=now - 4 * QUARTER - QUARTER)
        .order_by("detector_id", "-started_at")
        .distinct("detector_id")[:MOST]
    )
    quarters = {one.detector_id: one for one in newest}
    detectors = Detector.objects.filter(pk__in=list(quarters)).select_related("junction")
    for detector in detectors.order_by("junction_id", "code"):
        _site(payload, detector, quarters[detector.pk])
    return _text(container)


def situations(*, now: datetime) -> bytes:
    """Confirmed incidents that are not over, the oldest first; without names."""
    container, payload = _payload("sit:SituationPublication", now=now)
    rows = IncidentDetail.objects.filter(case__state__in=ON_THE_STREET).select_related("case")
    found = list(rows.order_by("detected_at", "pk")[:MOST])
    places = Junction.objects.in_bulk([row.junction for row in found])
    for row in found:
        if row.junction in places:
            _situation(payload, row, places[row.junction])
    return _text(container)


def _site(payload: Element, detector: Detector, quarter: Quarter) -> None:
    site = _add(payload, "roa:siteMeasurements")
    _add(
        site,
        "roa:measurementSiteReference",
        targetClass="roa:MeasurementSite",
        id=f"{detector.junction_id}:{detector.code}",
        version="1",
    )
    time = _add(site, "roa:measurementTimeDefault")
    _add(time, "roa:timeValue", _time(quarter.started_at + QUARTER))
    count = quarter.n_motorcycle + quarter.n_car + quarter.n_heavy
    flow = _quantity(site, 1, "roa:TrafficFlow")
    rate = _add(flow, "roa:vehicleFlow")
    _add(rate, "com:vehicleFlowRate", str(round(count * _AN_HOUR)))
    if quarter.speed_p50_ms is not None:
        speed = _add(_quantity(site, 2, "roa:TrafficSpeed"), "roa:averageVehicleSpeed")
        _add(speed, "com:speed", f"{quarter.speed_p50_ms * _KMH_PER_MS:.1f}")


def _quantity(site: Element, index: int, kind: str) -> Element:
    """The basic data of one quantity at a site."""
    outer = _add(site, "roa:physicalQuantity", index=str(index))
    inner = _add(outer, "roa:physicalQuantity", kind="roa:SinglePhysicalQuantity")
    return _add(inner, "roa:basicData", kind=kind)


def _situation(payload: Element, row: IncidentDetail, junction: Junction) -> None:
    situation = _add(payload, "sit:situation", id=f"T-{row.pk}")
    _add(situation, "sit:overallSeverity", _SEVERITY[Severity(row.severity)])
    _header(situation, "sit:headerInformation")
    record = _add(
        situation,
        "sit:situationRecord",
        kind="sit:GeneralObstruction",
        id=f"T-{row.pk}-1",
        version=str(row.case.version),
    )
    _add(record, "sit:situationRecordCreationTime", _time(row.detected_at))
    _add(record, "sit:situationRecordVersionTime", _time(row.case.state_since))
    _add(record, "sit:probabilityOfOccurrence", "certain")  # somebody has seen it
    validity = _add(record, "sit:validity")
    _add(validity, "com:validityStatus", "active")
    span = _add(validity, "com:validityTimeSpecification")
    _add(span, "com:overallStartTime", _time(row.detected_at))
    place = _add(record, "sit:locationReference", kind="loc:PointLocation")
    point = _add(_add(place, "loc:pointByCoordinates"), "loc:pointCoordinates")
    _add(point, "loc:latitude", f"{junction.lat:.6f}")
    _add(point, "loc:longitude", f"{junction.lon:.6f}")
    _add(record, "sit:obstructionType", "unspecifiedObstruction")


def _payload(kind: str, *, now: datetime) -> tuple[Element, Element]:
    """A container and what it holds, with the time and who publishes."""
    container = Element(_name("mc:messageContainer"), modelBaseVersion="3")
    payload = _add(container, "mc:payload", kind=kind, lang="id", modelBaseVersion="3")
    _add(payload, "com:publicationTime", _time(now))
    creator = _add(payload, "com:publicationCreator")
    _add(creator, "com:country", COUNTRY)
    _add(creator, "com:nationalIdentifier", CREATOR)
    return container, payload


def _header(parent: Element, name: str) -> None:
    header = _add(parent, name)
    _add(header, "com:confidentiality", "noRestriction")
    _add(header, "com:informationStatus", "real")


def _add(parent: Element, name: str, text: str = "", kind: str = "", **attributes: str) -> Element:
    """A child; `kind` is its type, by which a reader knows what stands in it."""
    typed = {f"{{{_XSI}}}type": kind} if kind else {}
    child = SubElement(parent, _name(name), {**typed, **attributes})
    child.text = text or None
    return child


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(container: Element) -> bytes:
    # Prefixes that stand only in types are not declared by the writer, and a reader needs them.
    known = set(_used(container))
    for prefix in _typed(container):
        if prefix not in known:
            container.set(f"xmlns:{prefix}", _SPACES[prefix])
    return bytes(tostring(container, encoding="utf-8", xml_declaration=True))


def _used(container: Element) -> Iterable[str]:
    by_space = {space: prefix for prefix, space in _SPACES.items()}
    for one in container.iter():
        yield by_space[one.tag[1:].partition("}")[0]]


def _typed(container: Element) -> set[str]:
    kinds = (one.get(f"{{{_XSI}}}type", "") for one in container.iter())
    targets = (one.get("targetClass", "") for one in container.iter())
    return {name.partition(":")[0] for name in (*kinds, *targets) if name}
