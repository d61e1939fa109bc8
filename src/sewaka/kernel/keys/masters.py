"""Master keys: files outside the database, `<class>-<version>.key`, mode 0600.

The highest version is the present one. A missing first version is made on first use; a rotation
adds the next and, once no data key needs it, destroys the old (`rotation`).
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from sewaka.kernel import crypto

BLIND = "blind"  # the key of the blind indexes lies beside the masters, named blind-<class>


class KeyMissing(RuntimeError):
    """A key file that the database needs is not there. Restore it from where keys are kept."""


@dataclass(frozen=True, slots=True)
class Master:
    """A master key and its version."""

    version: int
    key: bytes


def folder() -> Path:
    """Where the key files lie; made with mode 0700 when absent."""
    found = Path(settings.SEWAKA_KEYS_DIR)
    if not found.is_dir():
        found.mkdir(parents=True, mode=0o700, exist_ok=True)
    return found


def current(name: str) -> Master:
    """The present key of that name ("identity", "blind-identity"); version 1 is made if absent."""
    present = versions(name)
    version = present[-1] if present else _create(name, version=1)
    return load(name, version=version)


def load(name: str, *, version: int) -> Master:
    """The key of that version. Raises `KeyMissing`."""
    path = _path(name, version)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError as error:
        raise KeyMissing(f"{path.name} is not in the folder of keys") from error
    if len(key) != crypto.KEY_BYTES:
        raise KeyMissing(f"{path.name} is not a whole key")
    return Master(version, key)


def versions(name: str) -> list[int]:
    """The versions that lie there, oldest first."""
    found = []
    for path in folder().glob(f"{name}-*.key"):
        number = path.stem.removeprefix(f"{name}-")
        if number.isdigit():
            found.append(int(number))
    return sorted(found)


def add_version(name: str) -> Master:
    """Make the next version, which is the present one from now on."""
    return load(name, version=_create(name, version=current(name).version + 1))


def destroy(name: str, *, version: int) -> None:
    """Overwrite and remove a version. The caller has proven that nothing needs it."""
    path = _path(name, version)
    with path.open("r+b", buffering=0) as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        os.fsync(file.fileno())
    path.unlink()


def _path(name: str, version: int) -> Path:
    return folder() / f"{name}-{version}.key"


def _create(name: str, *, version: int) -> int:
    """Write a new key whole or not at all; of two at once the first one wins."""
    path = _path(name, version)
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(crypto.new_key().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return version
    finally:
        draft.unlink()
    return version
