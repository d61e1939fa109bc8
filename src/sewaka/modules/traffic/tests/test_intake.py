"""What becomes a row, what is counted, and whose clock is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sewaka.modules.traffic.ingest.intake import Intake
from sewaka.modules.traffic.wire import Counts, Reading, Status

T_S = 1_795_420_801.0
D1 = ("J09", "D1")
READING = Reading("J09", "D1", T_S, 7, 812, 1.0, Counts(3, 1, 0), 0.42, 4, 6.1, ((12.5, 0.0),))


@pytest.fixture
def intake() -> Intake:
    return Intake(ids={D1: 5})


def status(intake: Intake, reading: Reading, *, age_s: float) -> str:
    row = intake.row(reading=reading, arrived_s=reading.t_s + age_s)
    assert row is not None
    return row[-1]


def test_a_reading_becomes_a_row(intake: Intake) -> None:
    at, arrived = datetime.fromtimestamp(T_S, UTC), datetime.fromtimestamp(T_S + 0.3, UTC)
    assert intake.row(reading=READING, arrived_s=T_S + 0.3) == (
        at, arrived, 812, 5, 7, 1.0, 0.42, 6.1, 3, 1, 0, 4, 1, "ok",
    )  # fmt: skip
    assert intake.newest[5].reading == READING


def test_a_clock_ahead_is_flagged(intake: Intake) -> None:
    assert status(intake, READING, age_s=-1.9) == "ok"
    assert status(intake, READING, age_s=-2.1) == "clock"


def test_late_by_the_same_for_ten_seconds_is_a_slow_clock(intake: Intake) -> None:
    shown = [
        status(intake, replace(READING, t_s=T_S + second), age_s=30.0 + 0.1 * (second % 3))
        for second in range(13)
    ]
    assert shown == ["ok"] * 10 + ["clock"] * 3
    assert status(intake, replace(READING, t_s=T_S + 14), age_s=0.1) == "ok"


def test_a_backlog_that_catches_up_is_no_slow_clock(intake: Intake) -> None:
    arrived_s = T_S + 60
    for second in range(60):  # a minute of readings within twelve seconds
        row = intake.row(
            reading=replace(READING, t_s=T_S + second), arrived_s=arrived_s + 0.2 * second
        )
        assert row is not None
        assert row[-1] == Status.OK


def test_a_week_old_is_counted_and_not_stored(intake: Intake) -> None:
    assert intake.row(reading=READING, arrived_s=T_S + 7 * 86_400 + 1) is None
    assert (intake.refused[D1].too_old, intake.refused[D1].count) == (1, 0)


def test_far_ahead_is_refused(intake: Intake) -> None:
    assert intake.row(reading=READING, arrived_s=T_S - 3_601) is None
    assert intake.refused[D1].code == "future"


def test_who_is_unknown_is_counted(intake: Intake) -> None:
    assert intake.row(reading=replace(READING, detector="D2"), arrived_s=T_S) is None
    intake.refuse(device=("J09", "D2"), code="t", payload=b"", arrived_s=T_S)
    assert (intake.unknown, intake.refused) == (2, {})


@pytest.mark.parametrize(("every_s", "is_suspect"), [(6.0, True), (7.0, False)])
def test_ten_refusals_within_a_minute_make_a_device_suspect(
    intake: Intake, every_s: float, *, is_suspect: bool
) -> None:
    for number in range(10):
        assert number == 0 or not intake.refused[D1].is_suspect
        intake.refuse(
            device=D1,
            code="occ",
            payload=b"\xff\x00" + b"x" * 900,
            arrived_s=T_S + every_s * number,
        )
    found = intake.refused[D1]
    assert (found.count, found.code, found.is_suspect) == (10, "occ", is_suspect)
    assert found.sample == "\ufffd\ufffd" + "x" * 498


def test_the_newest_is_not_replaced_by_a_late_one(intake: Intake) -> None:
    intake.row(reading=READING, arrived_s=T_S)
    intake.row(reading=replace(READING, t_s=T_S - 5, seq=807), arrived_s=T_S)
    assert intake.newest[5].reading.seq == 812
