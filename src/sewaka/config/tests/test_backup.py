"""Which copies are kept, and which log they need."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sewaka.config import backup

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_the_first_copy_of_an_hour_stays_when_a_second_is_made() -> None:
    later = NOON + timedelta(minutes=10)
    assert set(backup.kept_of([NOON, later])) == {NOON, later}
    assert set(backup.kept_of([NOON, later, later + timedelta(minutes=1)])) == {
        NOON,
        later + timedelta(minutes=1),
    }


def test_a_year_of_hourly_copies_leaves_hours_days_and_months() -> None:
    hourly = [NOON - timedelta(hours=count) for count in range(24 * 365)]
    kept = set(backup.kept_of(hourly))
    assert {NOON - timedelta(hours=count) for count in range(24)} <= kept
    assert datetime(2026, 11, 19, 0, 0, tzinfo=UTC) in kept
    assert datetime(2026, 11, 17, 0, 0, tzinfo=UTC) not in kept
    assert datetime(2026, 3, 1, 0, 0, tzinfo=UTC) in kept
    assert len(kept) == 24 + 6 + 12  # the midnight of today is one of the 24 hours


def test_the_first_log_file_of_a_copy_is_read_from_its_manifest(tmp_path: Path) -> None:
    ranges = [{"Timeline": 1, "Start-LSN": "2/3A000028", "End-LSN": "2/3A000120"}]
    (tmp_path / "backup_manifest").write_text(json.dumps({"WAL-Ranges": ranges}))
    assert backup.first_log_of(tmp_path) == "000000020000003A"


def test_a_file_is_copied_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("photo")
    assert backup.copy_once(tmp_path / "a", tmp_path / "b" / "a") is True
    assert backup.copy_once(tmp_path / "a", tmp_path / "b" / "a") is False
    assert (tmp_path / "b" / "a").stat().st_mode & 0o777 == 0o600


def test_a_copy_without_manifest_was_cut_short_and_does_not_count(tmp_path: Path) -> None:
    places = backup.Places(backups=tmp_path, keys=tmp_path / "keys")
    (places.base / "20261124T120000Z").mkdir(parents=True)
    whole = places.base / "20261124T130000Z"
    whole.mkdir()
    (whole / "backup_manifest").write_text("{}")
    assert backup.bases(places) == [(NOON + timedelta(hours=1), whole)]
