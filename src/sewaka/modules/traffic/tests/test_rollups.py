"""Minutes and quarters: exact sums, once, and again when readings come late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sewaka.modules.traffic import demo, jobs
from sewaka.modules.traffic.models import (
    Detector,
    LateMinute,
    Minute,
    Observation,
    Quarter,
    partitions,
    rollups,
)

pytestmark = pytest.mark.django_db

EIGHT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08:00 in Denpasar
SECOND = timedelta(seconds=1)


@pytest.fixture
def detector() -> Detector:
    """One with a zone of 150 m and a free speed of 12.5 m/s: 12 s from end to end."""
    demo.roadside(now=EIGHT)
    found = Detector.objects.get(code="J06-J09_0")
    found.zone_m, found.free_ms = 150.0, 12.5
    found.save()
    return found


def speak(
    detector: Detector, *, begin: datetime, seconds: int, status: str = "ok", boot: int = 1
) -> None:
    """Each second four vehicles in the zone, each second second a motorcycle over the line."""
    Observation.objects.bulk_create(
        Observation(
            detector_id=detector.id,
            observed_at=begin + n * SECOND,
            received_at=begin + n * SECOND,
            boot_id=boot,
            seq=n,
            period_s=1.0,
            occupancy=0.25,
            speed_ms=float(n % 10),
            n_motorcycle=n % 2,
            n_car=0,
            n_heavy=int(n == 60),
            queue=n % 7,
            zone_count=4,
            status=status,
        )
        for n in range(1, seconds + 1)
    )


def test_a_minute_is_exact(detector: Detector) -> None:
    speak(detector, begin=EIGHT, seconds=61)  # the last belongs to the next minute
    assert rollups.make(Minute, rollups.MINUTE, begin=EIGHT, end=EIGHT + rollups.MINUTE) == 1
    minute = Minute.objects.get()
    assert (minute.detector_id, minute.started_at) == (detector.id, EIGHT)
    assert (minute.n_motorcycle, minute.n_car, minute.n_heavy) == (30, 0, 1)
    assert minute.flow_pcu_h == pytest.approx((30 * 0.15 + 1.3) * 60)
    assert (minute.occupancy, minute.completeness, minute.samples) == (0.25, 1.0, 60)
    assert (minute.queue_max, minute.zone_s) == (6, 240.0)
    assert minute.speed_p50_ms == pytest.approx(4.5)
    assert minute.delay_s is None or minute.delay_s == 0.0  # 240 / 31 - 12 is below nothing
    assert minute.level == "A"


def test_delay_is_what_the_engine_says(detector: Detector) -> None:
    import numpy as np

    from sewaka.modules.traffic.control import kpi, los

    speak(detector, begin=EIGHT, seconds=60)
    Observation.objects.update(zone_count=12)
    rollups.make(Minute, rollups.MINUTE, begin=EIGHT, end=EIGHT + rollups.MINUTE)
    expected = kpi.delay_per_vehicle_s(
        zone_count=np.full(60, 12.0), tick_s=1.0, passed=31, zone_m=150.0, free_ms=12.5
    )
    minute = Minute.objects.get()
    assert minute.delay_s == pytest.approx(expected)
    assert minute.level == los.of_delay(delay_s=expected)


def test_half_a_minute_of_speaking_is_half_complete(detector: Detector) -> None:
    speak(detector, begin=EIGHT, seconds=30)
    speak(detector, begin=EIGHT + 30 * SECOND, seconds=30, status="blind")
    rollups.make(Minute, rollups.MINUTE, begin=EIGHT, end=EIGHT + rollups.MINUTE)
    minute = Minute.objects.get()
    assert (minute.completeness, minute.n_motorcycle) == (0.5, 15)
    assert minute.flow_pcu_h == pytest.approx(15 * 0.15 * 120)


def test_rounds_make_each_bucket_two_minutes_after_its_end(detector: Detector) -> None:
    speak(detector, begin=EIGHT, seconds=20 * 60)
    for minute in range(19):
        rollups.roll_up(now=EIGHT + minute * rollups.MINUTE)
        assert Minute.objects.count() == max(0, minute - 2)
        assert Quarter.objects.count() == (minute >= 17)
    quarter = Quarter.objects.get()
    assert (quarter.started_at, quarter.samples, quarter.n_motorcycle) == (EIGHT, 900, 450)
    assert sum(Minute.objects.values_list("n_motorcycle", flat=True)) == 16 * 30


def test_late_readings_are_counted_in_their_minute_and_quarter(detector: Detector) -> None:
    speak(detector, begin=EIGHT, seconds=60)
    rollups.roll_up(now=EIGHT)
    rollups.roll_up(now=EIGHT + timedelta(minutes=20))
    assert Quarter.objects.get().n_motorcycle == 30
    late = EIGHT + timedelta(minutes=3)
    speak(detector, begin=late, seconds=60)
    LateMinute.objects.create(started_at=late)
    LateMinute.objects.create(started_at=late)
    rollups.roll_up(now=EIGHT + timedelta(minutes=21))
    assert Quarter.objects.get().n_motorcycle == 60
    assert Minute.objects.get(started_at=late).n_motorcycle == 30
    assert not LateMinute.objects.exists()


def test_twice_at_the_same_time_writes_nothing_new(detector: Detector) -> None:
    speak(detector, begin=EIGHT, seconds=300)
    now = EIGHT + timedelta(minutes=17)
    rollups.roll_up(now=EIGHT)
    assert rollups.roll_up(now=now) == 6
    assert rollups.roll_up(now=now) == 0


def test_minutes_go_after_ninety_days_and_quarters_stay(detector: Detector) -> None:
    speak(detector, begin=EIGHT, seconds=60)
    rollups.roll_up(now=EIGHT)
    rollups.roll_up(now=EIGHT + timedelta(minutes=20))
    later = EIGHT + timedelta(days=91)
    assert rollups.forget(now=later) == 1
    assert (Minute.objects.count(), Quarter.objects.count()) == (0, 1)


def test_the_jobs_do_it_by_the_clock(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sewaka.kernel.clock.now", lambda: EIGHT + timedelta(days=1))
    jobs.keep_days(timestamp=0)
    jobs.roll_up(timestamp=0)
    assert partitions.days()[-1] == (EIGHT + timedelta(days=8)).date()
