"""What comes in: bytes, or a file object of Django or of plain Python."""

from __future__ import annotations

from typing import Any, Protocol

from sewaka.platform.files.photo import MAX_BYTES


class Readable(Protocol):
    """A file object as Django's uploads and plain Python give it."""

    def seek(self, offset: int, /) -> Any:
        """Go to that byte."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes from there."""


Upload = bytes | Readable


def read_upload(upload: Upload) -> bytes:
    """At most one byte more than allowed: enough to know that it is too much."""
    if isinstance(upload, bytes):
        return upload
    upload.seek(0)
    raw: bytes = upload.read(MAX_BYTES + 1)
    return raw
