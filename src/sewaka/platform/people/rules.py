"""What people's records must be like. Pure."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from stdnum.exceptions import ValidationError as NumberError
from stdnum.id import nik as national

from sewaka.kernel.errors import Invalid

COUNTRY = "62"
NO_REGION = "99"  # issues no numbers; the demo city's people have theirs from it
_PHONE_DIGITS = range(9, 16)  # E.164 with country code


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


def normalise_phone(text: str) -> str:
    """The number in E.164: `+62812...`. What is no number stays as its digits.

    A leading 0 is the Indonesian trunk prefix, 62 without plus the country's own.
    """
    digits = "".join(ch for ch in text if ch.isdigit())
    if text.strip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("0"):
        return f"+{COUNTRY}{digits[1:]}"
    return f"+{digits}" if digits.startswith(COUNTRY) else f"+{COUNTRY}{digits}"


def normalise_nik(text: str) -> str:
    """The sixteen digits without blanks, dots and dashes."""
    return "".join(ch for ch in text if ch.isdigit())


def check_phone(text: str) -> str:
    """The number in E.164. Raises `Invalid` when it can not be one."""
    number = normalise_phone(text)
    if len(number) - 1 not in _PHONE_DIGITS:
        raise Invalid("people.phone.malformed", fields={"phone": "people.phone.malformed"})
    return number


def check_nik(text: str) -> str:
    """The sixteen digits. Raises `Invalid` when region, birth date or length can not be right.

    Structure of the number: Permendagri 137/2017 (region) and the civil registry's own rule (birth
    day, plus 40 for women). There is no check digit: a well-formed number need not exist.
    """
    digits = normalise_nik(text)
    known = digits if not digits.startswith(NO_REGION) else f"51{digits[2:]}"
    try:
        national.validate(known)
    except NumberError:
        raise Invalid("people.nik.malformed", fields={"nik": "people.nik.malformed"}) from None
    return digits
