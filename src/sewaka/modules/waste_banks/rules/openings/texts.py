"""What a cell says: rupiah, phone, NIK, name, day. Excel's own damage is known and told."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any, Final

from sewaka.kernel.errors import DomainError

MOST_IDR: Final = 10**12  # of one customer: more is a slip of the hand
_MONEY: Final = re.compile(
    r"(?:rp\.?|idr)?\s*"
    r"(?P<whole>\d{1,3}(?:(?P<mark>[.,' ])\d{3})(?:(?P=mark)\d{3})*|\d+)"
    r"(?:(?P<point>[.,])(?P<rest>\d{1,2}|--?))?(?:\s*(?:rp|idr))?",
    re.IGNORECASE,
)
_NEGATIVE: Final = re.compile(r"^\(.*\)$|^(?:rp\.?|idr)?\s*[-−–]\s*(?:rp\.?\s*)?\d", re.IGNORECASE)
_NOTHING: Final = frozenset({"-", "–", "nihil", "kosong"})
_TITLES: Final = frozenset(
    {"i", "ni", "bapak", "bpk", "pak", "ibu", "bu", "sdr", "sdri", "tn", "ny", "h", "hj", "drs",
     "dra", "dr", "ir"}
)  # fmt: skip
# How Balinese birth names are written in short.
_SHORT: Final = {
    "md": "made", "wy": "wayan", "wyn": "wayan", "kt": "ketut", "nym": "nyoman", "nm": "nyoman",
    "pt": "putu", "gd": "gede", "gde": "gede", "kd": "kadek", "kmg": "komang", "km": "komang",
    "ngh": "nengah", "lh": "luh", "gst": "gusti", "ag": "agung", "cok": "cokorda",
}  # fmt: skip
BIRTH_NAMES: Final = frozenset(_SHORT.values())  # which half of the city bears
_NIK_DIGITS: Final = 16
_PHONE: Final = re.compile(r"08\d{7,11}")
_DAYS: Final = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y")


def rupiah(value: Any) -> int:
    """Whole rupiah that the cell means.

    Raises DomainError with `opening.negative`, `.fraction`, `.unreadable` or `.too_much`.
    """
    found = _of_number(value) if isinstance(value, int | float) else _of_text(str(value).strip())
    if found > MOST_IDR:
        raise DomainError("waste_banks.opening.too_much")
    return found


def _of_number(value: float) -> int:
    if isinstance(value, bool) or value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN
        raise DomainError("waste_banks.opening.unreadable")
    if value < 0:
        raise DomainError("waste_banks.opening.negative")
    if value != int(value):
        raise DomainError("waste_banks.opening.fraction")
    return int(value)


def _of_text(text: str) -> int:
    text = unicodedata.normalize("NFKC", text)
    if text.lower() in _NOTHING:
        return 0
    if _NEGATIVE.match(text):
        raise DomainError("waste_banks.opening.negative")
    found = _MONEY.fullmatch(text)
    if found is None or (found["mark"] and found["mark"] == found["point"]):
        raise DomainError("waste_banks.opening.unreadable")
    if (found["rest"] or "0").strip("0-"):
        raise DomainError("waste_banks.opening.fraction")
    return int(re.sub(r"\D", "", found["whole"]))


def phone(value: Any) -> str:
    """As 08...; empty where it is none. A number cell has lost its first nought."""
    text = str(int(value)) if isinstance(value, float) and value == int(value) else str(value)
    digits = re.sub(r"\D", "", text)
    digits = re.sub(r"^(?:00)?62", "0", digits)
    digits = f"0{digits}" if digits.startswith("8") else digits
    return digits if _PHONE.fullmatch(digits) else ""


def nik(value: Any) -> str:
    """Sixteen digits; empty where it is none. Of a number cell Excel keeps fifteen: it is none."""
    if isinstance(value, int | float):
        return ""
    digits = re.sub(r"\D", "", str(value))
    return digits if len(digits) == _NIK_DIGITS else ""


def number(value: Any) -> str:
    """The digits of a customer's number; a number cell has lost the noughts in front."""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    digits = re.sub(r"\D", "", str(value))
    return digits.zfill(10) if isinstance(value, int) else digits


def name(value: Any) -> tuple[str, ...]:
    """The words of a name for comparison: no titles, no capitals, birth names in full."""
    plain = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode().lower()
    plain = plain.partition(",")[0]  # degrees stand behind it
    words = re.findall(r"[a-z]+", plain)
    return tuple(_SHORT.get(word, word) for word in words if word not in _TITLES)


def place(value: Any) -> str:
    """A banjar for comparison."""
    words = re.findall(r"[a-z]+", str(value).lower())
    return " ".join(word for word in words if word not in {"br", "banjar", "bjr", "lingkungan"})


def day(value: Any) -> date | None:
    """The day that the cell means, day before month; None where it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in _DAYS:
        try:
            return datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def distance(left: str, right: str) -> int:
    """Changes of one letter (or two neighbours swapped) from one to the other."""
    rows = [list(range(len(right) + 1))]
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
