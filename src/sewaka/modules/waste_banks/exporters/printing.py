"""A customer's papers from what is booked: the passbook, and cards with fresh tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import weight
from sewaka.modules.waste_banks.actions.customers import Registered
from sewaka.modules.waste_banks.exporters import papers
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries.printing import ToPrint
from sewaka.modules.waste_banks.words import JOURNALS


def passbook(found: ToPrint, *, address: str, on: date) -> bytes:
    """The passbook as PDF. `address`: where its owner reads it on screen."""
    customer = found.customer
    rows = [
        papers.Row(
            on=one.book_date,
            words=str(JOURNALS.get(one.kind, one.kind)),
            amount_idr=one.amount,
            balance_idr=one.balance,
            detail="; ".join(
                f"{line.category.local_name} {weight(line.net_g)}"
                for line in found.lines_of.get(one.source_id, ())
            ),
        )
        for one in found.entries
    ]
    holder = papers.Holder(customer.bank.name, customer.name or customer.number, customer.number)
    return papers.passbook(
        holder=holder, rows=rows, carried_idr=found.carried_idr, address=address, on=on
    )


def cards(
    made: Iterable[Registered], *, bank: WasteBank, address: Callable[[str], str], on: date
) -> bytes:
    """Cards as PDF, ten on a sheet. `address` makes the code of a token."""
    finder = _("If you find it, please bring it to %(bank)s, %(place)s.") % {
        "bank": bank.name,
        "place": bank.place or bank.banjar or bank.code,
    }
    found = [
        papers.Card(
            bank=bank.name,
            name=one.customer.name or "",
            number=one.customer.number,
            address=address(one.card_token),
            found=finder,
        )
        for one in made
    ]
    return papers.cards(found=found, on=on)
