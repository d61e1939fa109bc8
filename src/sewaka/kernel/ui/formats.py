"""Dates, numbers and measures as people here write them (Babel; look.md section 4).

Indonesian: "Sen, 23 Nov 2026 14.05 WITA", "1.234.567,8", "Rp 12.500". English: "Mon, 23 Nov 2026,
14:05 WITA", "1,234,567.8". The zone is always named; machines get ISO 8601 beside it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import dates, numbers
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

# CLDR knows Indonesia's zones by these names; their short forms are law (Keppres 41/1987).
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_DAY, _LONG_DAY = "EEE, d MMM y", "EEEE, d MMMM y"
BADGE_LIMIT = 100  # a badge counts no further
_KM = 1000
_G_PER_KG = 1000


def _is_indonesian() -> bool:
    return (get_language() or "id").startswith("id")


def _locale() -> str:
    return "id_ID" if _is_indonesian() else "en_GB"


def zone_name() -> str:
    """The short name of the city's time zone."""
    return ZONE_NAMES.get(settings.TIME_ZONE, settings.TIME_ZONE)


def clock_time(at: datetime) -> str:
    """ "14.05" or, in English, "14:05"."""
    local = timezone.localtime(at)
    return local.strftime("%H.%M") if _is_indonesian() else local.strftime("%H:%M")


def day(on: date | datetime) -> str:
    """ "Jum, 27 Nov 2026"."""
    local = timezone.localtime(on).date() if isinstance(on, datetime) else on
    return _date(local, _DAY, _locale())


def long_day(on: date | datetime) -> str:
    """ "Jumat, 27 November 2026"."""
    local = timezone.localtime(on).date() if isinstance(on, datetime) else on
    return _date(local, _LONG_DAY, _locale())


@lru_cache(maxsize=4096)  # promises fall on the same few days
def _date(local: date, pattern: str, locale: str) -> str:
    return dates.format_date(local, pattern, locale=locale)


def moment(at: datetime) -> str:
    """ "Sen, 23 Nov 2026 14.05 WITA"; English puts a comma before the time."""
    between = " " if _is_indonesian() else ", "
    return f"{day(at)}{between}{clock_time(at)} {zone_name()}"


def ago(at: datetime, *, now: datetime) -> str:
    """ "2 jam lalu". Only ever beside the absolute time."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return gettext("just now")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if passed < timedelta(days=1):
        hours = int(passed.total_seconds() // 3600)
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    return ngettext("%(n)d day ago", "%(n)d days ago", passed.days) % {"n": passed.days}


def number(value: float | Decimal, *, digits: int | None = None) -> str:
    """ "1.234.567,8". With `digits` exactly so many decimals."""
    return _decimal(value, digits, _locale())


def badge(count: int) -> str:
    """A count beside a link: "99+" from BADGE_LIMIT on, so that nobody need count further."""
    return str(count) if count < BADGE_LIMIT else f"{BADGE_LIMIT - 1}+"


@lru_cache(maxsize=8192)  # a board shows a thousand figures, most of them small and the same
def _decimal(value: float | Decimal, digits: int | None, locale: str) -> str:
    pattern = None if digits is None else f"#,##0.{'0' * digits}".rstrip(".")
    return numbers.format_decimal(value, format=pattern, locale=locale)


def percent(share: float) -> str:
    """A share of 1 as "94%"."""
    return f"{number(round(share * 100))}%"


def rupiah(amount_rp: int) -> str:
    """ "Rp 12.500": whole rupiah, a blank after the sign; below nothing "−Rp 12.500"."""
    minus = "\N{MINUS SIGN}" if amount_rp < 0 else ""
    return f"{minus}Rp\u00a0{number(abs(amount_rp))}"


def weight(weight_g: int) -> str:
    """Grams as "2,5 kg"."""
    return f"{number(Decimal(weight_g) / _G_PER_KG)}\u00a0kg"


def distance(metres: float) -> str:
    """ "200 m" up to a kilometre (rounded to ten), then "1,4 km"."""
    if metres < _KM:
        return f"{round(metres, -1):.0f}\u00a0m"
    return f"{number(round(metres / _KM, 1))}\u00a0km"


def phone(digits: str) -> str:
    """ "0812-3456-7890": national form in groups of four."""
    plain = "".join(ch for ch in digits if ch.isdigit())
    if plain.startswith("62"):
        plain = f"0{plain[2:]}"
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))
