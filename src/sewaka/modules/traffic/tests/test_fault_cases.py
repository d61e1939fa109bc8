"""Detectors are judged by their last hour; those that fail become cases, many at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from bs4 import BeautifulSoup

from sewaka.kernel import clock
from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.traffic import jobs
from sewaka.modules.traffic.actions.faults import check_detectors, open_fault_cases
from sewaka.modules.traffic.models import (
    Approach,
    Detector,
    Junction,
    LaneRow,
    Minute,
    Observation,
    Quarter,
    partitions,
)
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.api import Case
from tests.cast import NOW, Player

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def detectors() -> list[Detector]:
    """Three lanes of an arm, all well."""
    junction = Junction.objects.create(code="J09", name="Simpang", lat=-8.68, lon=115.2)
    approach = Approach.objects.create(
        code="A", junction=junction, effective_m=3.5, length_m=200.0, speed_ms=12.5
    )
    for number in range(3):
        lane = LaneRow.objects.create(
            code=f"A_{number}", approach=approach, number=number + 1, width_m=3.5, storage_m=200.0
        )
        Detector.objects.create(
            junction=junction, code=f"A_{number}", lane=lane, kind="radar", zone_m=150.0,
            free_ms=12.5, last_at=NOW,
        )  # fmt: skip
    return list(Detector.objects.order_by("code"))


def counted(detector: Detector, *, cars: int = 5, motorcycles: int = 0, occupancy: float = 0.3,
            first: int = 60, last: int = 3) -> None:  # fmt: skip
    """Minute by minute, from `first` to `last` minutes ago."""
    Minute.objects.bulk_create(
        Minute(
            detector_id=detector.pk, started_at=NOW - back * MINUTE, n_motorcycle=motorcycles,
            n_car=cars, n_heavy=0, flow_pcu_h=60.0 * cars, occupancy=occupancy, queue_max=3,
            zone_s=60.0, delay_s=10.0, level="B", samples=60, completeness=1.0,
        )
        for back in range(last, first)
    )  # fmt: skip


def usually(detector: Detector, *, at: datetime, cars: int) -> None:
    """A quarter of another day."""
    begin = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    Quarter.objects.create(
        detector_id=detector.pk, started_at=begin, n_motorcycle=0, n_car=cars, n_heavy=0,
        flow_pcu_h=4.0 * cars, occupancy=0.1, queue_max=1, zone_s=60.0, level="A", samples=900,
        completeness=1.0,
    )  # fmt: skip


def judged(detector: Detector, *, rounds: int = 2) -> tuple[str, list[str]]:
    """Where it stands after so many minutes of the job."""
    for number in range(rounds):
        check_detectors(actor=SYSTEM, now=NOW + number * MINUTE)
    detector.refresh_from_db()
    return detector.health, detector.faults


def test_all_well(detectors: list[Detector]) -> None:
    for one in detectors:
        counted(one)
    assert [judged(one) for one in detectors] == [("healthy", [])] * 3
    assert check_detectors(actor=SYSTEM, now=NOW) == 0


def test_silent_while_the_others_count(detectors: list[Detector]) -> None:
    silent, *others = detectors
    for one in others:
        counted(one)
    counted(silent, first=60, last=14)
    assert judged(silent) == ("healthy", [])
    Minute.objects.filter(detector_id=silent.pk, started_at__gte=NOW - 20 * MINUTE).delete()
    assert judged(silent, rounds=1) == ("suspect", ["silent"])
    assert judged(silent) == ("failed", ["silent"])


def test_a_lane_that_hardly_anybody_uses_is_quiet_not_broken(detectors: list[Detector]) -> None:
    """In these quarters of other days it counts two vehicles an hour, then thirty."""
    silent, *others = detectors
    for other in others:
        counted(other, first=60, last=0)
    for day in range(1, 8):
        usually(silent, at=NOW - timedelta(days=day, minutes=30), cars=1)
    assert judged(silent) == ("healthy", [])
    Quarter.objects.update(n_car=8)
    assert judged(silent) == ("failed", ["silent"])


def test_at_night_nobody_counts_and_nobody_is_silent(detectors: list[Detector]) -> None:
    for one in detectors:
        counted(one, cars=0)
    assert judged(detectors[0]) == ("healthy", [])


@pytest.mark.parametrize(
    ("ill", "well", "fault"),
    [
        ({"occupancy": 0.98, "cars": 0}, {"occupancy": 0.97}, ["stuck_on", "silent"]),
        ({"occupancy": 0.98, "cars": 0}, {"occupancy": 0.98}, ["stuck_on", "silent"]),
        ({"cars": 51}, {"cars": 49}, ["too_many"]),
        ({"motorcycles": 101}, {"motorcycles": 99}, ["too_many"]),
    ],
)
def test_stuck_and_too_many(
    detectors: list[Detector], ill: dict[str, float], well: dict[str, float], fault: list[str]
) -> None:
    first, second, third = detectors
    counted(first, **ill)  # type: ignore[arg-type] # a name of its own for each figure
    counted(second, **well)  # type: ignore[arg-type] # as above
    counted(third)
    assert judged(first) == ("failed", fault)
    assert judged(second) == ("healthy", [])


def test_a_queue_over_all_lanes_of_an_arm_is_no_fault(detectors: list[Detector]) -> None:
    """Nobody is counted and all are on; the rest of the junction goes on."""
    for one in detectors:
        counted(one, occupancy=1.0, cars=0)
    other = Approach.objects.create(
        code="B", junction=detectors[0].junction, effective_m=3.5, length_m=200.0, speed_ms=12.5
    )
    LaneRow.objects.filter(code="A_2").update(approach=other)
    Minute.objects.filter(detector_id=detectors[2].pk).update(n_car=20, occupancy=0.3)
    assert judged(detectors[0]) == ("healthy", [])
    Minute.objects.filter(detector_id=detectors[1].pk).update(n_car=2)
    assert judged(detectors[0]) == ("failed", ["stuck_on", "silent"])


def test_a_clock_that_runs_ahead(detectors: list[Detector]) -> None:
    partitions.ensure(now=NOW)
    first, *others = detectors
    for one in others:
        counted(one)
    Observation.objects.create(
        detector_id=first.pk, observed_at=NOW + timedelta(seconds=7), received_at=NOW, boot_id=1,
        seq=1, period_s=1.0, occupancy=0.1, n_motorcycle=0, n_car=1, n_heavy=0, queue=0,
        zone_count=1, status="clock",
    )  # fmt: skip
    assert judged(first, rounds=1) == ("suspect", ["clock"])


def test_only_the_city_judges(eka: Player) -> None:
    with pytest.raises(Forbidden):
        check_detectors(actor=eka.actor, now=NOW)


def fail(detectors: list[Detector]) -> None:
    Detector.objects.update(health="failed", health_since=NOW - 30 * MINUTE, faults=["silent"])
    for one in detectors:
        counted(one)


def test_cases_of_many_at_once_and_of_none_twice(
    detectors: list[Detector], eka: Player, made: Player
) -> None:
    fail(detectors)
    Detector.objects.filter(pk=detectors[2].pk).update(health="suspect")
    ids = [one.pk for one in detectors]
    opened = open_fault_cases(detectors=ids, actor=eka.actor, now=NOW)
    assert [one.title for one in opened] == ["Simpang: A_0", "Simpang: A_1"]
    assert {one.holder_role for one in opened} == {"traffic.technician"}
    assert {one.due_at for one in opened} == {datetime(2026, 11, 26, 8, 0, tzinfo=UTC)}
    assert open_fault_cases(detectors=ids, actor=eka.actor, now=NOW) == []
    with pytest.raises(Forbidden):
        open_fault_cases(detectors=ids, actor=made.actor, now=NOW)


def move(case: Case, action: str, by: Player, **given: str) -> str:
    cases.move(case_id=case.pk, action=action, actor=by.actor, now=NOW, given=given)
    return Case.objects.get(pk=case.pk).state


def test_a_mended_one_is_watched_for_an_hour_and_then_verified(
    detectors: list[Detector], eka: Player
) -> None:
    fail(detectors)
    first = detectors[0]
    [case] = open_fault_cases(detectors=[first.pk], actor=eka.actor, now=NOW)
    assert move(case, "give", eka, who="Teknisi 1") == "assigned"
    with pytest.raises(DomainError, match="not_healthy"):
        move(case, "verify", eka)
    assert move(case, "mend", eka, remark="Kabel diganti.") == "repaired"
    check_detectors(actor=SYSTEM, now=NOW + MINUTE)
    assert Case.objects.get(pk=case.pk).state == "repaired"
    Detector.objects.filter(pk=first.pk).update(health_since=NOW - 60 * MINUTE)
    check_detectors(actor=SYSTEM, now=NOW + 2 * MINUTE)
    first.refresh_from_db()
    assert (first.health, Case.objects.get(pk=case.pk).state) == ("healthy", "verified")


def test_one_that_fails_again_goes_back_to_the_technician(
    detectors: list[Detector], eka: Player
) -> None:
    fail(detectors)
    first = detectors[0]
    [case] = open_fault_cases(detectors=[first.pk], actor=eka.actor, now=NOW)
    move(case, "mend", eka, remark="Kabel diganti.")
    Minute.objects.filter(detector_id=first.pk).delete()
    check_detectors(actor=SYSTEM, now=NOW + MINUTE)
    assert Case.objects.get(pk=case.pk).state == "assigned"
    events = EventRow.objects.filter(name="traffic.detector_health_changed")
    assert [one.data["after"] for one in events] == ["failed"]


def test_the_job_may_run_twice(detectors: list[Detector]) -> None:
    for one in detectors[1:]:
        counted(one)
    numbers = count()
    for _ in range(3):
        jobs.judge_detectors(timestamp=next(numbers))
    detectors[0].refresh_from_db()
    assert detectors[0].health == "suspect"
    assert EventRow.objects.count() == 1


def test_the_page_lists_them_and_opens_cases(detectors: list[Detector], eka: Player) -> None:
    path = "/kerja/ruang-kendali/detektor"
    page = BeautifulSoup(eka.client.get(path).content, "html.parser").get_text(" ", strip=True)
    assert "Semua detektor sehat" in page
    fail(detectors)
    eka.client.post(path, {"case": [str(detectors[0].pk), "x", "9999999"]})
    case = Case.objects.get()
    page = BeautifulSoup(eka.client.get(path).content, "html.parser").get_text(" ", strip=True)
    assert case.number in page
    assert "Diam padahal detektor di dekatnya menghitung." in page
    shown = eka.client.get(f"/kerja/berkas/{case.number}").content.decode()
    assert "Diam padahal detektor" in shown
