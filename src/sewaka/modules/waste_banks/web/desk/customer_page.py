"""What an account at the counter shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import day, rupiah
from sewaka.kernel.ui.values import Answer, Link
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import Customer
from sewaka.modules.waste_banks.queries.passbook import Passbook
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import CustomerState
from sewaka.modules.waste_banks.web import passbook_page
from sewaka.modules.waste_banks.words import CUSTOMER_STATES

LINES = 20  # newest entries; the whole passbook is printed


def account(shown: Passbook, *, duties: frozenset[Duty], now: datetime) -> Mapping[str, Any]:
    """Balance, state, guardian, the newest entries and what can be done."""
    customer = shown.customer
    place = [customer.bank.code, customer.number]
    return {
        "bank": customer.bank,
        "customer": customer,
        "name": customer.name or customer.number,
        "guardian": _guardian(customer),
        "state": CUSTOMER_STATES[customer.status],
        "is_open": customer.status != CustomerState.CLOSED,
        "may_pay": bool(duties & access.DESK) and customer.status == CustomerState.ACTIVE,
        "facts": _facts(shown),
        "table": passbook_page.entries(shown.lines),
        "withdrawals": [passbook_page.withdrawal(one, now=now) for one in shown.withdrawals],
        "weigh_url": reverse("waste_banks:counter", args=place),
        "withdraw_url": reverse("waste_banks:withdraw_for", args=place),
        "card_url": reverse("waste_banks:card", args=place),
        "phone": customer.phone or "",
        "phone_url": reverse("waste_banks:customer_phone", args=place)
        if duties & access.DESK
        else "",
        "state_url": reverse("waste_banks:customer_state", args=place),
        "print": {
            "url": reverse("waste_banks:customer_book", args=place),
            "done": customer.printed_seq,
        },
    }


def _guardian(customer: Customer) -> Link | None:
    guardian = customer.guardian
    if guardian is None:
        return None
    url = reverse("waste_banks:customer", args=[customer.bank.code, guardian.number])
    return Link(guardian.name or guardian.number, url)


def _facts(shown: Passbook) -> list[Answer]:
    customer = shown.customer
    return [
        Answer(_("Balance"), rupiah(shown.balance_idr)),
        Answer(_("Set aside for withdrawals"), rupiah(shown.held_idr)),
        Answer(_("Customer since"), day(customer.joined_at)),
        Answer(_("Phone"), customer.phone or _("none")),
        Answer(_("Banjar"), customer.banjar or "\N{EN DASH}"),
    ]
