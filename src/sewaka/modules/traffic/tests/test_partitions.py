"""Days of the table of readings, made and dropped by who may not change the schema."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from sewaka.modules.traffic.models import Observation, partitions

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # 07:30 in Denpasar, of the next day


def reading(at: datetime = MORNING, *, seq: int = 1, boot: int = 1) -> Observation:
    return Observation(
        detector_id=1, observed_at=at, received_at=at, boot_id=boot, seq=seq, period_s=1.0,
        occupancy=0.5, n_motorcycle=3, n_car=1, n_heavy=0, queue=2, zone_count=4, status="ok",
    )  # fmt: skip


def test_days_are_added_once() -> None:
    assert partitions.ensure(now=MORNING) == 15
    assert partitions.ensure(now=MORNING) == 0
    assert partitions.days() == [date(2026, 2, 23) + timedelta(days=n) for n in range(15)]


def test_a_reading_that_comes_twice_is_one_row_and_a_new_start_of_the_device_another() -> None:
    partitions.ensure(now=MORNING)
    reading().save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        reading().save(force_insert=True)
    reading(boot=2).save(force_insert=True)
    assert Observation.objects.count() == 2


def test_old_days_are_dropped_whole() -> None:
    partitions.ensure(now=MORNING)
    reading(MORNING - timedelta(days=7)).save(force_insert=True)
    assert partitions.drop_old(now=MORNING + timedelta(days=2)) == 2
    assert Observation.objects.count() == 0
    assert partitions.days()[0] == date(2026, 2, 25)


def test_what_is_not_past_keeping_is_not_dropped() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="past keeping"):
        cursor.execute("SELECT traffic_observation_drop((now() AT TIME ZONE 'UTC')::date - 7)")


def test_the_application_can_not_change_the_schema_itself() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute("DROP TABLE traffic_observation")
