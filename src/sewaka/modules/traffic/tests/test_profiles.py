"""Usual days: exact percentiles of what was measured well enough, made again without a trace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.test import Client

from sewaka.kernel.errors import NotFound
from sewaka.modules.traffic import exporters, jobs, reference
from sewaka.modules.traffic.models import (
    Approach,
    Detector,
    Junction,
    LaneRow,
    Profile,
    Quarter,
    profiles,
)
from sewaka.modules.traffic.models.rollups import QUARTER

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 2, 5, tzinfo=UTC)  # Friday, 10:05 in Denpasar
SEVEN = profiles.midnight(date(2026, 11, 27)) + timedelta(hours=7)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: NOW)
    reference.load()


@pytest.fixture
def lanes() -> list[Detector]:
    """A junction with an arm of two lanes and an arm of one."""
    junction = Junction.objects.create(code="J09", name="Simpang", lat=-8.68, lon=115.2)
    number = count()
    for code, size in (("A", 2), ("B", 1)):
        approach = Approach.objects.create(
            code=code, junction=junction, effective_m=3.5, length_m=200.0, speed_ms=12.5
        )
        for _lane in range(size):
            name = f"D{next(number)}"
            lane = LaneRow.objects.create(
                code=name, approach=approach, number=1, width_m=3.5, storage_m=200.0
            )
            Detector.objects.create(
                junction=junction, code=name, lane=lane, kind="radar", zone_m=150.0, free_ms=12.5
            )
    return list(Detector.objects.order_by("code"))


def measure(
    detector: Detector,
    at: datetime,
    *,
    cars: int,
    delay_s: float | None = 20.0,
    completeness: float = 1.0,
) -> None:
    Quarter.objects.create(
        detector_id=detector.pk, started_at=at, n_motorcycle=0, n_car=cars, n_heavy=0,
        flow_pcu_h=4.0 * cars, occupancy=0.2, speed_p50_ms=5.0, queue_max=3, zone_s=900.0,
        delay_s=delay_s, level="C", samples=900, completeness=completeness,
    )  # fmt: skip


def test_percentiles_are_over_the_days_of_one_kind(lanes: list[Detector]) -> None:
    first, second, third = lanes
    cars = (10, 20, 30, 40, 50)  # Thursday back to Friday a week ago, without the weekend
    for back, number in zip((1, 2, 3, 4, 7), cars, strict=True):
        at = SEVEN - back * DAY
        measure(first, at, cars=number, delay_s=10.0)
        measure(second, at, cars=number, delay_s=30.0)
        measure(third, at, cars=1, delay_s=None)
    assert profiles.make(now=NOW) == 3
    [arm] = profiles.usual(junction="J09", approach="A", day_type="school")
    assert (arm.quarter, arm.days, arm.last_day) == (28, 5, date(2026, 11, 26))
    assert (arm.volume_p15, arm.volume_p50, arm.volume_p85) == (32.0, 60.0, 88.0)
    assert (arm.delay_p50_s, arm.speed_p50_ms) == (20.0, 5.0)
    [other] = profiles.usual(junction="J09", approach="B", day_type="school")
    assert (other.volume_p50, other.delay_p50_s) == (1.0, None)
    [whole] = profiles.usual(junction="J09", day_type="school")
    assert (whole.volume_p50, whole.delay_p50_s) == (61.0, 20.0)


def test_a_day_that_was_half_heard_is_left_out(lanes: list[Detector]) -> None:
    first, second, third = lanes
    measure(first, SEVEN - DAY, cars=10)  # nothing of the second lane: half of the arm
    measure(third, SEVEN - DAY, cars=5, completeness=0.79)
    measure(third, SEVEN - 2 * DAY, cars=7, completeness=0.8)
    assert profiles.make(now=NOW) == 1
    assert Profile.objects.get().approach == "B"
    measure(second, SEVEN - DAY, cars=10)
    assert profiles.make(now=NOW) == 3


def test_a_second_run_changes_nothing_and_what_is_gone_goes(lanes: list[Detector]) -> None:
    for detector in lanes:
        measure(detector, SEVEN - DAY, cars=10)
        measure(detector, SEVEN - 2 * DAY + timedelta(hours=1), cars=10)
    assert profiles.make(now=NOW) == 6
    jobs.make_profiles(timestamp=0)
    first = list(Profile.objects.order_by("pk").values())
    jobs.make_profiles(timestamp=0)
    assert list(Profile.objects.order_by("pk").values()) == first
    Quarter.objects.filter(started_at=SEVEN - DAY).delete()
    assert profiles.make(now=NOW + timedelta(minutes=1)) == 3
    assert set(Profile.objects.values_list("quarter", flat=True)) == {32}


def test_a_kind_of_day_that_has_not_come_again_keeps_its_usual(lanes: list[Detector]) -> None:
    for detector in lanes:
        measure(detector, SEVEN - DAY, cars=10)
    profiles.make(now=NOW)
    later = NOW + timedelta(days=100)
    assert profiles.make(now=later) == 0
    assert Profile.objects.count() == 3


def test_today_stands_beside_the_usual(lanes: list[Detector]) -> None:
    for back in (0, 1):
        for detector in lanes:
            measure(detector, SEVEN - back * DAY, cars=10 + back)
    profiles.make(now=NOW)
    found = profiles.today(junction="J09", now=NOW)
    assert found.kind is not None
    assert (found.kind.code, list(found.so_far), list(found.usual)) == ("school", [28], [28])
    assert (found.so_far[28].passed, found.usual[28].volume_p50) == (30, 33.0)
    assert found.completeness == pytest.approx(
        1 / 39
    )  # 40 quarters have ended, the last is not due
    only = profiles.today(junction="J09", approach="A", now=NOW)
    assert only.so_far[28].passed == 20


def test_hours_are_the_mean_of_their_known_quarters() -> None:
    found = profiles.hourly({0: 4.0, 1: None, 2: 8.0, 95: 2.0})
    assert (found[0], found[1], found[23], len(found)) == (6.0, None, 2.0, 24)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7])
def test_open_data_of_quarters_goes_page_by_page(lanes: list[Detector], size: int) -> None:
    """Once each, in the order of time, wherever a page ends: between lanes of one quarter, too."""
    for later in (0, 1):
        for lane in lanes:
            measure(lane, SEVEN + later * QUARTER, cars=10)
    rows, cursor = [], ""
    for _page in range(7):
        page = exporters.quarters(cursor=cursor, limit=size)
        rows += [(row["started_at"], row["lane"]) for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    moments = [(SEVEN + later * QUARTER).astimezone(UTC).isoformat() for later in (0, 1)]
    assert rows == [
        (at, lane.lane_id) for at in moments for lane in sorted(lanes, key=lambda d: d.pk)
    ]


def test_what_does_not_exist(lanes: list[Detector]) -> None:
    assert profiles.usual(junction="J09", approach="A", day_type="school") == []
    for wrong in ({"junction": "J99"}, {"approach": "Z"}, {"day_type": "carnival"}):
        asked = {"junction": "J09", "approach": "", "day_type": "school"} | wrong
        with pytest.raises(NotFound):
            profiles.usual(**asked)
    with pytest.raises(NotFound):
        profiles.today(junction="J09", approach="Z", now=NOW)


def test_the_api_answers_by_kind_of_day(lanes: list[Detector]) -> None:
    for detector in lanes:
        measure(detector, SEVEN - DAY, cars=10)
    profiles.make(now=NOW)
    kinds = Client().get("/api/v1/traffic/day-types").json()["items"]
    assert [one["code"] for one in kinds][:2] == ["nyepi", "pengerupukan"]
    path = "/api/v1/traffic/junctions/J09/profile"
    [one] = Client().get(path, {"daytype": "school", "approach": "A"}).json()["items"]
    assert (one["quarter"], one["volume_p50"], one["days"]) == (28, 20.0, 1)
    assert Client().get(path, {"daytype": "carnival"}).status_code == 404
    assert Client().get(path).status_code == 422


def test_the_page_draws_it_and_the_csv_has_every_arm(lanes: list[Detector]) -> None:
    for back in (0, 1):
        for detector in lanes:
            measure(detector, SEVEN - back * DAY, cars=10)
    profiles.make(now=NOW)
    response = Client().get("/lalu-lintas/J09")
    words = " ".join(response.content.decode().split())
    assert "Hari kerja, sekolah masuk" in words
    assert '<td class="num">120</td><td class="num">120</td>' in words
    assert len(response.content) < 30_000
    sent = Client().get("/lalu-lintas/J09/hari-ini.csv")
    assert sent["Content-Type"].startswith("text/csv")
    head, *rows = sent.content.decode().splitlines()
    assert head.startswith(
        "key,date,from,approach,vehicles,delay_s,completeness,kind_of_day,usual_"
    )
    assert [row.split(",")[:5] for row in rows] == [
        ["J09", "2026-11-27", "07:00", approach, str(cars)]
        for approach, cars in (("", 30), ("A", 20), ("B", 10))
    ]
    assert Client().get("/lalu-lintas/J99/hari-ini.csv").status_code == 404
