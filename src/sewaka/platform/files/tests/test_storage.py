"""The contract of every file store, tried on the local folder."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sewaka.platform.files.storage import FileStore, LocalFolder, StoreUnavailable


def _key(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()}.webp"


def _later() -> datetime:
    return datetime.now(tz=UTC) + timedelta(hours=1)  # noqa: TID251 - file times are wall times


@pytest.fixture
def store(media: Path) -> FileStore:
    return LocalFolder()


def test_what_was_put_can_be_opened(store: FileStore) -> None:
    store.put(_key(b"satu"), b"satu")

    with store.open(_key(b"satu")) as found:
        assert found.read() == b"satu"


@pytest.mark.real_time
def test_putting_twice_keeps_one(store: FileStore, media: Path) -> None:
    store.put(_key(b"satu"), b"satu")
    store.put(_key(b"satu"), b"satu")

    assert list(store.keys(older_than=_later())) == [_key(b"satu")]
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_absent_and_removed_are_not_found(store: FileStore) -> None:
    store.put(_key(b"satu"), b"satu")
    store.remove(_key(b"satu"))
    store.remove(_key(b"satu"))

    with pytest.raises(FileNotFoundError):
        store.open(_key(b"satu"))


def test_keys_by_age(store: FileStore, media: Path) -> None:
    store.put(_key(b"lama"), b"lama")
    old = next(path for path in media.rglob("*.webp"))
    os.utime(old, (0, 0))
    store.put(_key(b"baru"), b"baru")

    assert list(store.keys(older_than=datetime(2020, 1, 1, tzinfo=UTC))) == [_key(b"lama")]

    store.put(_key(b"lama"), b"lama")  # again: as young as the newest

    assert list(store.keys(older_than=datetime(2020, 1, 1, tzinfo=UTC))) == []


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "a" * 64, "A" * 64 + ".webp", "a" * 64 + ".webp/../x", ""]
)
def test_only_our_own_names_are_paths(store: FileStore, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        store.open(key)


def test_only_the_service_may_read(store: FileStore, media: Path) -> None:
    store.put(_key(b"satu"), b"satu")

    found = next(path for path in media.rglob("*.webp"))

    assert stat.S_IMODE(found.stat().st_mode) == 0o600
    assert stat.S_IMODE(found.parent.stat().st_mode) == 0o700


def test_bytes_and_names_are_forced_to_disk_before_put_returns(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[int] = []
    real = os.fsync

    def noted(descriptor: int) -> None:
        forced.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", noted)

    store.put(_key(b"satu"), b"satu")

    assert len(forced) == 4  # the file, its folder, the folder above, the root


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"in the way")

    with pytest.raises(StoreUnavailable) as refusal:
        LocalFolder(blocked).put(_key(b"satu"), b"satu")

    assert (refusal.value.code, refusal.value.status) == ("files.store_unavailable", 503)
