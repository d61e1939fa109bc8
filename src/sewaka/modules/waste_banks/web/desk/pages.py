"""What the officers' pages show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import day, moment, number, rupiah, weight
from sewaka.kernel.ui.values import Answer, Cell, Column, Link, Row, Table
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.models import (
    Customer,
    Deposit,
    Dispute,
    Redemption,
    WasteBank,
    WasteCategory,
)
from sewaka.modules.waste_banks.queries.desk import AtCounter, Desk
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import DepositState
from sewaka.modules.waste_banks.rules.weighing.clocks import LATE
from sewaka.modules.waste_banks.web.desk.forms import WeighingForm
from sewaka.modules.waste_banks.web.public_page import name_of
from sewaka.modules.waste_banks.words import BANK_KINDS, BANK_STATES, CUSTOMER_STATES, REASONS


def banks(found: Sequence[WasteBank], *, door: str, is_watched: bool) -> Table:
    """Where somebody works, or all banks to who watches over them. `door`: where a bank opens."""
    return Table(
        caption=_("My waste banks"),
        columns=(
            Column("name", _("Bank"), is_main=True),
            Column("kind", _("Kind")),
            Column("state", _("State")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(one.name, url=reverse(door, args=[one.code]), note=one.code),
                    Cell(BANK_KINDS[one.kind]),
                    Cell(
                        BANK_STATES[one.status],
                        url=reverse("waste_banks:bank_state", args=[one.code])
                        if is_watched
                        else "",
                    ),
                ),
                key=one.code,
            )
            for one in found
        ],
        empty=_("You have no duty at a waste bank yet. The supervisor at the agency gives it."),
    )


def desk(shown: Desk, *, words: str) -> Mapping[str, Any]:
    """One bank's day."""
    code = shown.bank.code
    return {
        "bank": shown.bank,
        "words": words,
        "register_url": reverse("waste_banks:register", args=[code]),
        "phones_url": reverse("waste_banks:phones", args=[code]),
        "contact_url": reverse("waste_banks:contact", args=[code]),
        "fees_url": reverse("waste_banks:fees", args=[code]),
        "prices_url": reverse("waste_banks:prices", args=[code]),
        "cards_url": reverse("waste_banks:cards", args=[code]),
        "sums": [
            Answer(_("Deposits today"), number(shown.deposits)),
            Answer(_("Weighed today"), weight(shown.net_g)),
            Answer(_("Worth"), rupiah(shown.gross_idr)),
        ],
        "table": _customers(shown.found, code=code) if words else None,
        "waiting": [_waiting(one, bank=shown.bank) for one in shown.waiting],
        "disputes": [_disputed(one) for one in shown.disputes],
        "unknown": [_unknown(one) for one in shown.unknown],
        "rewards": [_reward(one, code=code) for one in shown.rewards],
        "may_decide": Duty.MANAGER in shown.duties,
        "has_cash": bool(shown.duties & access.DESK),
    }


def _reward(one: Redemption, *, code: str) -> Link:
    who = one.customer.name or one.customer.number
    url = reverse("waste_banks:customer", args=[code, one.customer.number])
    return Link(f"{one.reward.local_name} · {who}", url, hint=day(one.expires_at))


def counter(shown: AtCounter, form: WeighingForm) -> Mapping[str, Any]:
    """The form of a weighing."""
    return {
        "bank": shown.bank,
        "customer": shown.customer,
        "instead_of": shown.instead_of,
        "customer_url": reverse(
            "waste_banks:customer", args=[shown.bank.code, shown.customer.number]
        ),
        "balance": rupiah(shown.balance_idr),
        "form": form,
        "has_errors": form.is_bound and bool(form.errors),
    }


def choices_of(priced: Sequence[tuple[WasteCategory, int]]) -> list[tuple[str, str]]:
    """What the bank takes, with its price."""
    return [(one.code, f"{name_of(one)} · {rupiah(price)}/kg") for one, price in priced]


def booked(row: Deposit) -> str:
    """What the officer says to the customer."""
    if row.status != DepositState.POSTED:
        return _("Written down: %(weight)s. Somebody looks at it before it is booked.") % {
            "weight": weight(row.net_g)
        }
    return _("Booked: %(weight)s, worth %(gross)s, for the customer %(net)s.") % {
        "weight": weight(row.net_g),
        "gross": rupiah(row.gross_idr),
        "net": rupiah(row.gross_idr - row.fee_idr),
    }


def _customers(found: Sequence[Customer], *, code: str) -> Table:
    return Table(
        caption=_("Customers found"),
        columns=(
            Column("name", _("Customer"), is_main=True),
            Column("banjar", _("Banjar")),
            Column("account", _("Account")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(
                        one.name or one.number,
                        url=reverse("waste_banks:counter", args=[code, one.number]),
                        note=one.number,
                    ),
                    Cell(one.banjar),
                    Cell(
                        CUSTOMER_STATES[one.status],
                        url=reverse("waste_banks:customer", args=[code, one.number]),
                    ),
                ),
                key=one.number,
            )
            for one in found
        ],
        empty=_("Nobody of this bank is meant by that."),
    )


def _disputed(one: Dispute) -> Mapping[str, Any]:
    line, customer = one.line, one.line.deposit.customer
    return {
        "what": f"{line.category.local_name}, {weight(line.net_g)}",
        "who": (customer.name or customer.number) if customer else "",
        "at": moment(one.opened_at),
        "url": reverse("waste_banks:deposit", args=[line.deposit_id]),
    }


def _unknown(one: Deposit) -> Mapping[str, Any]:
    return {
        "what": f"{moment(one.occurred_at)}: {weight(one.net_g)}, {rupiah(one.gross_idr)}",
        "url": reverse("waste_banks:deposit", args=[one.pk]),
        "give_url": reverse("waste_banks:identify", args=[one.pk]),
    }


def _waiting(one: Deposit, *, bank: WasteBank) -> Mapping[str, Any]:
    is_foreign = one.bank_id != bank.pk
    is_late = LATE in one.reasons and one.bank.parent_id is not None
    what = f"{moment(one.occurred_at)}: {weight(one.net_g)}"
    return {
        "what": f"{one.bank.name}, {what}" if is_foreign else what,
        "is_elsewhere": is_late and not is_foreign,  # the main bank accepts it
        "who": (one.customer.name or one.customer.number) if one.customer else _("unknown card"),
        "why": ", ".join(str(REASONS.get(code, code)) for code in one.reasons),
        "url": reverse("waste_banks:deposit", args=[one.pk]),
        "is_booked": one.status == DepositState.POSTED,  # and only its sum has to be read
        "read_url": reverse("waste_banks:review", args=[one.pk, "dibaca"]),
        "accept_url": reverse("waste_banks:review", args=[one.pk, "terima"]),
        "reject_url": reverse("waste_banks:review", args=[one.pk, "tolak"]),
    }
