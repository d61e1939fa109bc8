"""Where bytes lie: a port with a local folder behind it. A city may put S3 behind it.

Keys are `<sha256>.<suffix>` of the content: the same bytes are kept once, a copy can be checked
against its own name, and no name ever comes from outside. `SEWAKA_FILE_STORE` names another
class with the same four methods; `tests/test_storage.py` holds the contract.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from sewaka.kernel.errors import DomainError
from sewaka.kernel.ids import new_id

_KEY = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")
_LOCAL = "sewaka.platform.files.storage.LocalFolder"


class StoreUnavailable(DomainError):
    """The bytes could not be written. Nothing was stored; the same may be sent again."""

    status = 503


class FileStore(Protocol):
    """What a place for bytes must be able to do."""

    def put(self, key: str, content: bytes) -> None:
        """Keep the bytes for good before returning. Again with the same key: no change."""

    def open(self, key: str) -> BinaryIO:
        """The bytes, to be read and closed. Raises FileNotFoundError."""

    def remove(self, key: str) -> None:
        """Forget the bytes; quiet when they are not there."""

    def keys(self, *, older_than: datetime) -> Iterator[str]:
        """Keys that were put before that instant."""


class LocalFolder:
    """Files under `MEDIA_ROOT`, two levels deep, readable only for the service's user."""

    def __init__(self, root: Path | None = None) -> None:
        """`root` defaults to the setting MEDIA_ROOT."""
        self._given = root

    @property
    def _root(self) -> Path:
        return Path(self._given or settings.MEDIA_ROOT)

    def put(self, key: str, content: bytes) -> None:
        """Write beside, force to disk, then give the name: no reader ever sees half a file."""
        place = self._path(key)
        try:
            if place.exists():
                os.utime(place)
                return
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = place.with_name(f".{new_id()}.tmp")
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
                f.write(content)
                f.flush()
                os.fsync(f.fileno())
            beside.replace(place)
            _force_names(place.parent, self._root)
        except OSError as problem:
            raise StoreUnavailable("files.store_unavailable") from problem

    def open(self, key: str) -> BinaryIO:
        """The bytes. Raises FileNotFoundError."""
        return self._path(key).open("rb")

    def remove(self, key: str) -> None:
        """Forget the bytes; quiet when they are not there."""
        self._path(key).unlink(missing_ok=True)

    def keys(self, *, older_than: datetime) -> Iterator[str]:
        """Keys that were put before that instant."""
        for path in self._root.glob("??/??/*"):
            if not _KEY.fullmatch(path.name):
                continue
            if datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) < older_than:
                yield path.name

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a key of the file store: {key!r}")
        return self._root / key[:2] / key[2:4] / key


@cache
def file_store() -> FileStore:
    """The store that the settings name."""
    chosen = getattr(settings, "SEWAKA_FILE_STORE", _LOCAL)
    store: FileStore = import_string(chosen)()
    return store


def _force_names(folder: Path, root: Path) -> None:
    """Force the directory entries to disk, up to the root: a file without a name is lost."""
    for place in (folder, folder.parent, root):
        descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
