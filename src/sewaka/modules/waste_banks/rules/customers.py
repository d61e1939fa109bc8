"""Who may become a customer: identity numbers, age, guardian."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from sewaka.kernel.errors import Invalid

ADULT_YEARS: Final = 17
_NIK: Final = re.compile(r"\d{16}", re.ASCII)  # family cards have as many digits
_WOMEN: Final = 40  # added to the day of birth (Perpres 96/2018)


def born_on(nik: str, *, today: date) -> date | None:
    """The day of birth that an identity number says; None where it says no day."""
    if not _NIK.fullmatch(nik):
        return None
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    century = 2000 if year <= today.year % 100 else 1900
    try:
        return date(century + year, month, day - _WOMEN if day > _WOMEN else day)
    except ValueError:
        return None


def of_age_on(born: date) -> date:
    """The 17th birthday; for the 29th of February the day after it."""
    try:
        return born.replace(year=born.year + ADULT_YEARS)
    except ValueError:
        return date(born.year + ADULT_YEARS, 3, 1)


def minor_until(*, born: date | None, today: date) -> date | None:
    """The day from which no guardian is needed any more; None where none is needed today."""
    if born is None or of_age_on(born) <= today:
        return None
    return of_age_on(born)


def check_customer(
    *,
    name: str,
    nik: str | None,
    is_minor: bool,
    has_guardian: bool,
    family_card: str | None = None,
) -> None:
    """Raises Invalid with a code per field."""
    wrong = {}
    if not name.strip():
        wrong["name"] = "waste_banks.customer.name"
    if nik is not None and not _NIK.fullmatch(nik):
        wrong["nik"] = "waste_banks.customer.nik"
    if family_card is not None and not _NIK.fullmatch(family_card):
        wrong["family_card"] = "waste_banks.customer.family_card"
    if is_minor and not has_guardian:
        wrong["guardian"] = "waste_banks.customer.guardian"
    if wrong:
        raise Invalid(fields=wrong)
