"""Passes for pictures: whoever got the page from us may fetch its pictures for a while."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

_HOUR_S = 3600
_signer = Signer(salt="sewaka.files.pass")


def issue(file_id: UUID, *, now: datetime) -> str:
    """A pass until the end of the next full hour; the same for the whole hour, so caches work."""
    expires = (int(now.timestamp()) // _HOUR_S + 2) * _HOUR_S
    return f"{expires:x}.{_seal(file_id, expires)}"


def holds(written: str, *, file_id: UUID, now: datetime) -> bool:
    """Whether the pass is ours, for this file, and not over. Never raises."""
    stamp, _, seal = written.partition(".")
    try:
        expires = int(stamp, 16)
    except ValueError:
        return False
    is_ours = constant_time_compare(seal, _seal(file_id, expires))
    return is_ours and now.timestamp() < expires


def _seal(file_id: UUID, expires: int) -> str:
    return _signer.signature(f"{file_id}:{expires}")
