"""The receipt on the phone's screen: enough to ask the city whether it knows the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

_MARK = 8  # hex digits of the record's hash
_FORM = re.compile(
    r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?P<mark>[0-9a-f]{8})"
    r"\.(?P<total>\d{1,16})\.(?P<bank>[A-Z0-9-]{1,40})",
)


class Standing(StrEnum):
    """What is told to whoever holds a receipt; never more."""

    KNOWN = "known"
    NOT_YET = "not_yet"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands in the QR code. `mark`: first 8 hex digits of the hash."""

    record_id: UUID
    mark: str
    total_idr: int
    bank: str

    def __str__(self) -> str:
        return f"{self.record_id}.{self.mark}.{self.total_idr}.{self.bank}"


def read(text: str) -> Receipt | None:
    """A receipt from what was scanned or typed (the code itself, or an address that ends in it)."""
    found = _FORM.fullmatch(text.strip().rpartition("=")[2])
    if found is None:
        return None
    return Receipt(UUID(found["id"]), found["mark"], int(found["total"]), found["bank"])


def standing(receipt: Receipt, *, known: Receipt | None) -> Standing:
    """How a receipt stands to what the city knows under its id."""
    if known is None:
        return Standing.NOT_YET
    return Standing.KNOWN if receipt == known else Standing.DIFFERS


def mark_of(digest: bytes) -> str:
    """What a receipt shows of a record's hash."""
    return digest.hex()[:_MARK]
