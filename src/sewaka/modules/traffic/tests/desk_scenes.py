"""What the table of access speaks of at the desks of technicians and engineers."""

from __future__ import annotations

from sewaka.kernel import env
from sewaka.modules.traffic import reference, town
from sewaka.modules.traffic.models import (
    Approach,
    CameraSetup,
    DaySpan,
    Detector,
    Junction,
    LaneRow,
    PriorityVehicle,
)
from tests.cast import NOW, Cast
from tests.conformance.access_table import Scene


def measured(_cast: Cast) -> Scene:
    """A junction with a detector that has measured nothing yet."""
    junction = Junction.objects.create(code="J09", name="Simpang", lat=-8.68, lon=115.2)
    approach = Approach.objects.create(
        code="A", junction=junction, effective_m=3.5, length_m=200.0, speed_ms=12.5
    )
    lane = LaneRow.objects.create(
        code="A_0", approach=approach, number=1, width_m=3.5, storage_m=200.0
    )
    Detector.objects.create(
        junction=junction, code="A_0", lane=lane, kind="radar", zone_m=150.0, free_ms=12.5
    )
    day = {"from": "2026-11-23T00:00:00Z", "to": "2026-11-23T01:00:00Z"}
    return Scene(arguments={"code": "J09"}, form=day)


def driven(_cast: Cast) -> Scene:
    """One junction of the streets that Sewaka brings along."""
    Junction.objects.create(
        code="J07", name="Catur Muka", lat=-8.6566, lon=115.2166, controller="simulator"
    )
    return Scene()


def driven_at(cast: Cast) -> Scene:
    """The same, and what an engineer approves there."""
    driven(cast)
    return Scene(arguments={"code": "J07"}, form={"digest": town.matrices()["J07"]})


def ruled(_cast: Cast) -> Scene:
    """The kinds of day of a fresh city."""
    reference.load()
    return Scene()


def span(cast: Cast) -> Scene:
    """Days that an engineer writes down."""
    ruled(cast)
    days = {"begin": "2027-12-20", "end": "2028-01-01"}
    return Scene(form={"kind": "working", "source": "Kalender pendidikan 2027/2028", **days})


def rule(cast: Cast) -> Scene:
    """One kind, and what its rule becomes."""
    ruled(cast)
    names = {"name": "Akhir pekan", "name_en": "Weekend"}
    return Scene(
        arguments={"kind": "weekend"},
        form={**names, "rank": "60", "weekdays": ["6", "7"], "keep": "1"},
    )


def spanned(cast: Cast) -> Scene:
    """Days that were written down."""
    ruled(cast)
    begin = NOW.date()
    DaySpan.objects.create(id=4711, day_type_id="working", begin=begin, end=begin, source="SK 12")
    return Scene(arguments={"span_id": "4711"})


def registered(_cast: Cast) -> Scene:
    """One ambulance."""
    PriorityVehicle.objects.create(code="AMB-7", kind="emergency", owner="RSUD Wangaya")
    return Scene()


def registering(_cast: Cast) -> Scene:
    """Another one comes."""
    return Scene(form={"code": "AMB-8", "kind": "emergency", "owner": "RSUD Wangaya"})


def vehicle(cast: Cast) -> Scene:
    """That ambulance."""
    registered(cast)
    return Scene(arguments={"vehicle": "AMB-7"})


def seen(cast: Cast) -> Scene:
    """A camera over an arm that nobody drives on."""
    measured(cast)
    place = env.home() / "cameras.toml"
    place.write_text('[J09-utara]\njunction = "J09"\naddress = "drawn:1"\n', encoding="utf-8")
    return Scene(arguments={"code": "J09-utara"}, form={"show": "1"})


def watched(cast: Cast) -> Scene:
    """A city with that camera."""
    seen(cast)
    return Scene()


def set_up(cast: Cast) -> Scene:
    """The same camera with a version that nobody has tried."""
    seen(cast)
    given = {
        "junction": "J09", "size": [640, 360], "width_m": 6.5, "length_m": 12.0,
        "corners": [[142, 352], [498, 352], [407, 80], [233, 80]], "lower_m": 2.0, "upper_m": 6.5,
        "lanes": [{"detector": "A_0", "left_m": 0.0, "right_m": 3.25}],
    }  # fmt: skip
    CameraSetup.objects.create(
        camera="J09-utara", number=4711, junction_id="J09", given=given, created_at=NOW
    )
    return Scene(arguments={"code": "J09-utara", "version": "4711"}, form={"result": ""})


SCENES = {
    "driven": driven,
    "driven_at": driven_at,
    "registered": registered,
    "registering": registering,
    "rule": rule,
    "ruled": ruled,
    "seen": seen,
    "set_up": set_up,
    "span": span,
    "spanned": spanned,
    "vehicle": vehicle,
    "watched": watched,
}
