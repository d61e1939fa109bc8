"""What people's records must be like. Pure."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sewaka.kernel.errors import Invalid


def normalise_email(text: str) -> str:
    """The one spelling under which an address is stored and looked up.

    NFKC, no outer blanks, lower case. The part before the @ is folded too: the few servers that
    tell `Made@` from `made@` lose less than the many people who type a capital.
    """
    return unicodedata.normalize("NFKC", text).strip().lower()


def check_validity(*, valid_from: datetime, valid_to: datetime | None) -> None:
    """A grant holds over a half-open interval. Raises `Invalid` when it would be empty."""
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid("people.grant.empty", fields={"valid_to": "people.grant.empty"})
