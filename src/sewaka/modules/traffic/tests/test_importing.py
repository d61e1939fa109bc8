"""The demo city's junctions in the tables."""

from __future__ import annotations

import pytest

from sewaka.modules.traffic import demo
from sewaka.modules.traffic.models import Approach, Detector, Junction, LaneRow
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_the_twelve_junctions_with_their_detectors() -> None:
    demo.roadside(now=NOW)
    assert list(Junction.objects.values_list("code", flat=True)) == [
        f"J{number:02d}" for number in range(1, 13)
    ]
    approach = Approach.objects.get(code="J06-J09")
    assert (approach.junction_id, approach.street) == ("J09", "Imam Bonjol")
    assert approach.effective_m == pytest.approx(6.5)
    assert list(approach.lanes.values_list("code", "number")) == [
        ("J06-J09_0", 1),
        ("J06-J09_1", 2),
    ]
    detector = Detector.objects.get(code="J06-J09_0")
    assert (detector.junction_id, detector.lane_id, detector.health) == (
        "J09",
        "J06-J09_0",
        "healthy",
    )
    assert detector.zone_m == pytest.approx(150.0, abs=0.1)
    assert LaneRow.objects.count() == Detector.objects.count()


def test_twice_changes_nothing_and_keeps_what_was_learnt() -> None:
    demo.roadside(now=NOW)
    Detector.objects.filter(code="J06-J09_0").update(last_seq=7, refused=3, health="suspect")
    before = list(Detector.objects.values())
    demo.roadside(now=NOW)
    assert list(Detector.objects.values()) == before
