"""What a customer without a phone holds: the printed passbook, and the card with its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import day, long_day, number, rupiah
from sewaka.platform.documents import api as documents

_FOLDER: Final = Path(__file__).parents[1] / "documents"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose passbook."""

    bank: str
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line: rupiah in (above zero) or out, and the balance after it."""

    on: date
    words: str
    amount_idr: int
    balance_idr: int
    detail: str = ""  # sorts and kilograms of a deposit


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `address` is in the code: a stranger learns there only whom to give it back to."""

    bank: str
    name: str
    number: str
    address: str
    found: str  # what a finder is asked to do


def passbook(
    *, holder: Holder, rows: Sequence[Row], carried_idr: int | None, address: str, on: date
) -> bytes:
    """The passbook as a tagged PDF on A6; the same rows and day give the same bytes.

    `carried_idr` is the balance of the last printed line, None when it begins. `address`, in the
    code, is where its balance can be checked.
    """
    lines = [_line(row) for row in rows]
    if carried_idr is not None:
        words = _("Carried forward")
        lines.insert(0, _printed(day="", words=words, detail="", amount="", balance=carried_idr))
    facts = {
        "title": _("Passbook"),
        "language": _language(),
        "bank": holder.bank,
        "holder": holder.name,
        "number": holder.number,
        "heads": [_("Day"), _("What"), _("Rupiah"), _("Balance")],
        "rows": lines,
        "empty": _("Nothing has been weighed yet."),
        "closing": _("Every line can be followed to its weighing: scan the code, or ask the bank."),
        "address": address,
        "qr": documents.code(address),
        "printed": _("State of %(day)s") % {"day": long_day(on)},
    }
    return documents.typeset(template=_FOLDER / "passbook.typ", facts=facts, now=_noon(on))


def cards(*, found: Sequence[Card], on: date) -> bytes:
    """Sheets of ten cards each, to be cut; level Q, since cards get scratched."""
    facts = {
        "title": _("Customers' cards"),
        "language": _language(),
        "office": found[0].bank if found else "",
        "label": _("Waste bank customer's card"),
        "cards": [
            {
                "bank": one.bank,
                "name": one.name,
                "number": one.number,
                "found": one.found,
                "alt": one.address,
                "qr": documents.code(one.address, level="q"),
            }
            for one in found
        ],
    }
    return documents.typeset(template=_FOLDER / "cards.typ", facts=facts, now=_noon(on))


def _line(row: Row) -> dict[str, str]:
    sign = "+" if row.amount_idr > 0 else "\N{MINUS SIGN}"
    amount = f"{sign}{number(abs(row.amount_idr))}"
    return _printed(
        day=day(row.on), words=row.words, detail=row.detail, amount=amount, balance=row.balance_idr
    )


def _printed(*, day: str, words: str, detail: str, amount: str, balance: int) -> dict[str, str]:
    shown = rupiah(balance)
    return {"day": day, "words": words, "detail": detail, "amount": amount, "balance": shown}


def _noon(on: date) -> datetime:
    """The document's own instant, noon in Bali: printing it again changes no byte."""
    return datetime.combine(on, time(4), tzinfo=UTC)


def _language() -> str:
    return (get_language() or "id")[:2]
