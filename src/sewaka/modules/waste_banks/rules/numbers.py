"""Numbers and codes that people read: of customers, of banks."""

from __future__ import annotations

import re
import secrets
from typing import Final

from sewaka.kernel.errors import DomainError, Invalid
from sewaka.kernel.ids import CROCKFORD
from sewaka.modules.waste_banks.rules.kinds import BankKind

_NUMBER: Final = re.compile(r"\d{10}", re.ASCII)
_PHONE: Final = re.compile(r"\+?\d[\d -]{4,18}", re.ASCII)
_CARD_SYMBOLS: Final = 26  # 130 bits


def luhn(digits: str) -> int:
    """The check digit of ISO/IEC 7812-1 annex B, for digits that it is written behind."""
    summed = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        summed += doubled - 9 * (doubled > 9)  # noqa: PLR2004 - the sum of its two digits
    return -summed % 10


def customer_number(*, bank_no: int, serial: int) -> str:
    """Bank (4 digits), serial (5), check digit. Raises DomainError("waste_banks.bank.full")."""
    if not (0 < bank_no <= 9_999 and 0 < serial <= 99_999):  # noqa: PLR2004 - what the digits hold
        raise DomainError("waste_banks.bank.full")
    body = f"{bank_no:04d}{serial:05d}"
    return f"{body}{luhn(body)}"


def read_number(text: str) -> str | None:
    """The number that somebody typed or read aloud, blanks and dashes aside; None if it is none."""
    squeezed = re.sub(r"[\s.-]", "", text)
    if not _NUMBER.fullmatch(squeezed) or luhn(squeezed[:-1]) != int(squeezed[-1]):
        return None
    return squeezed


def bank_code(*, kind: BankKind, village_code: str, serial: int) -> str:
    """Such as `BSU-5171011003-02`: kind, the ministry's code of the village, serial in it."""
    return f"{kind.prefix}-{village_code.replace('.', '')}-{serial:02d}"


def new_card_token() -> str:
    """What a card's code ends with; random, and kept by nobody but the card."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(_CARD_SYMBOLS))


def read_card_token(text: str) -> str | None:
    """The token in an address that was scanned or typed; None if it is none."""
    token = text.upper()
    is_one = len(token) == _CARD_SYMBOLS and all(symbol in CROCKFORD for symbol in token)
    return token if is_one else None


def check_phone(text: str) -> str:
    """A bank's own number as people write it, "+62 361 123456"; empty is none.

    Raises Invalid("phone").
    """
    number = " ".join(text.split())
    if number and not _PHONE.fullmatch(number):
        raise Invalid(fields={"phone": "waste_banks.bank.phone"})
    return number
