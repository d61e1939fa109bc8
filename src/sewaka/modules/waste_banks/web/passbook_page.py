"""What the customer's own pages show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import day, long_day, moment, rupiah, weight
from sewaka.kernel.ui.values import Answer, Cell, Choice, Column, Link, Pages, Row, Table
from sewaka.modules.waste_banks.models import (
    Customer,
    Deposit,
    DepositLine,
    Dispute,
    Withdrawal,
)
from sewaka.modules.waste_banks.queries.passbook import Passbook, Weighed
from sewaka.modules.waste_banks.rules.disputing import is_in_time
from sewaka.modules.waste_banks.rules.kinds import Purpose
from sewaka.modules.waste_banks.rules.states import DisputeState
from sewaka.modules.waste_banks.web.forms import WithdrawalForm
from sewaka.modules.waste_banks.web.public_page import name_of, version_words
from sewaka.modules.waste_banks.words import (
    DEPOSIT_STATES,
    DISPUTES,
    FORMS,
    JOURNALS,
    REASONS,
    WEIGHT_SOURCES,
)
from sewaka.platform.cases import api as cases
from sewaka.platform.files import api as files
from sewaka.platform.ledger import api as ledger

_MOST_DIGITS = 12


def place(text: str) -> int | None:
    """The number of an entry in an address; None for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None


def book(
    shown: Passbook | None, accounts: Sequence[Customer], *, before: int | None, now: datetime
) -> Mapping[str, Any]:
    """The passbook, or that there is none."""
    if shown is None:
        return {"customer": None}
    return {
        "customer": shown.customer,
        "bank_url": reverse("waste_banks:bank", args=[shown.customer.bank.code]),
        "accounts": [_tab(one, shown.customer) for one in accounts] if len(accounts) > 1 else [],
        "sums": [
            Answer(_("You can take out"), rupiah(shown.balance_idr)),
            Answer(_("Set aside for withdrawals"), rupiah(shown.held_idr)),
        ],
        "print": _printing(shown),
        "withdraw_url": _with(reverse("waste_banks:withdraw"), nomor=shown.customer.number),
        "table": entries(shown.lines),
        "pages": _pages(shown, before=before),
        "waiting": [_waiting(one) for one in shown.waiting],
        "withdrawals": [withdrawal(one, now=now) for one in shown.withdrawals],
    }


def deposit(shown: Weighed, *, now: datetime) -> Mapping[str, Any]:
    """What was weighed, line by line."""
    row = shown.deposit
    return {
        "deposit": row,
        "bank": row.bank,
        "state": DEPOSIT_STATES[row.status],
        "reverse_url": reverse("waste_banks:review", args=[row.pk, "balik"])
        if shown.may_decide
        else "",
        "may_owe": row.customer_id is not None and row.purpose == Purpose.SAVINGS,
        "disputes": [_disputed(one, shown) for one in shown.disputes],
        "dispute": _to_dispute(shown, now=now),
        "anew_url": _anew(row) if shown.may_enter_anew else "",
        "replaced_by_url": reverse("waste_banks:deposit", args=[shown.replaced_by])
        if shown.replaced_by
        else "",
        "reasons": [REASONS.get(one, one) for one in row.reasons],
        "sums": [
            Answer(_("Net weight"), weight(row.net_g)),
            Answer(_("Worth"), rupiah(row.gross_idr)),
            Answer(_("Fee of the bank"), rupiah(row.fee_idr)),
            Answer(_("For you"), rupiah(row.gross_idr - row.fee_idr)),
        ],
        "table": Table(
            caption=_("What was on the scale"),
            columns=(
                Column("what", _("What"), is_main=True),
                Column("net", _("Net weight"), is_number=True),
                Column("price", _("A kilogram"), is_number=True),
                Column("value", _("Worth"), is_number=True),
                Column("list", _("Price list")),
                Column("photo", _("Photo")),
            ),
            rows=[_line(one, now=now) for one in shown.lines],
        ),
    }


def _anew(row: Deposit) -> str:
    number = row.customer.number if row.customer else ""
    url = reverse("waste_banks:counter", args=[row.bank.code, number])
    return _with(url, ganti=str(row.pk))


def _disputed(one: Dispute, shown: Weighed) -> Mapping[str, Any]:
    is_open = one.status == DisputeState.OPEN
    return {
        "line": f"{name_of(one.line.category)}, {weight(one.line.net_g)}",
        "words": one.words,
        "at": moment(one.opened_at),
        "state": DISPUTES[one.status],
        "answer": one.answer,
        "keep_url": reverse("waste_banks:dispute_keep", args=[one.pk])
        if is_open and shown.may_decide
        else "",
    }


def _to_dispute(shown: Weighed, *, now: datetime) -> Mapping[str, Any]:
    """The lines that can still be disputed; none, and there is no form."""
    row = shown.deposit
    known = {one.line_id for one in shown.disputes}
    is_time = is_in_time(received_at=row.received_at, now=now)
    lines = shown.lines if shown.may_dispute and is_time else []
    return {
        "url": reverse("waste_banks:dispute", args=[row.pk]),
        "lines": [
            Choice(str(one.n), f"{name_of(one.category)}, {weight(one.net_g)}")
            for one in lines
            if one.pk not in known
        ],
    }


def asking(shown: Passbook | None, form: WithdrawalForm, *, back: Link) -> Mapping[str, Any]:
    """The form of a withdrawal; `back`: where it was asked from."""
    return {
        "back": back,
        "customer": shown.customer if shown else None,
        "free": rupiah(shown.balance_idr) if shown else "",
        "least": rupiah(shown.customer.bank.min_withdrawal_idr) if shown else "",
        "form": form,
        "has_errors": form.is_bound,
    }


def _with(url: str, **query: str) -> str:
    return f"{url}?{urlencode(query)}"


def _tab(one: Customer, current: Customer) -> Link:
    url = _with(reverse("waste_banks:book"), nomor=one.number)
    return Link(f"{one.name or one.number} · {one.number}", url, is_current=one.pk == current.pk)


def _printing(shown: Passbook) -> Mapping[str, Any]:
    return {
        "url": _with(reverse("waste_banks:book_paper"), nomor=shown.customer.number),
        "done": shown.customer.printed_seq,
    }


def entries(lines: Sequence[ledger.Line]) -> Table:
    """Entries of a savings account; what was weighed is behind them."""
    return Table(
        caption=_("Entries, the newest first"),
        columns=(
            Column("day", _("Day")),
            Column("what", _("What"), is_main=True),
            Column("amount", _("Amount"), is_number=True),
            Column("balance", _("Balance"), is_number=True),
        ),
        rows=[_entry(one) for one in lines],
        empty=_("Nothing stands here yet. Bring sorted waste on the next weighing day."),
    )


def _entry(one: ledger.Line) -> Row:
    is_deposit = one.source_kind == "waste_banks.deposit"
    url = reverse("waste_banks:deposit", args=[one.source_id]) if is_deposit else ""
    amount = f"{'+' if one.amount > 0 else '−'}{rupiah(abs(one.amount))}"
    return Row(
        cells=(
            Cell(day(one.book_date)),
            Cell(JOURNALS.get(one.kind, one.kind), url=url),
            Cell(amount, value=str(one.amount)),
            Cell(rupiah(one.balance), value=str(one.balance)),
        ),
        key=str(one.seq),
    )


def _pages(shown: Passbook, *, before: int | None) -> Pages | None:
    if before is None and shown.older is None:
        return None
    here, number = reverse("waste_banks:book"), shown.customer.number
    older = _with(here, nomor=number, sebelum=str(shown.older)) if shown.older else ""
    newest = _with(here, nomor=number) if before is not None else ""
    lines = shown.lines
    first, last = (lines[0].seq, lines[-1].seq) if lines else (0, 0)
    return Pages(first=first, last=last, previous_url=newest, next_url=older)


def _waiting(one: Deposit) -> Link:
    return Link(
        f"{long_day(one.occurred_at)}: {weight(one.net_g)}",
        reverse("waste_banks:deposit", args=[one.pk]),
        hint=", ".join(str(REASONS.get(code, code)) for code in one.reasons),
    )


def withdrawal(one: Withdrawal, *, now: datetime) -> Mapping[str, Any]:
    """Savings that somebody has asked for."""
    return {
        "number": one.case.number,
        "what": f"{rupiah(one.amount_idr)} · {FORMS[one.form]}",
        "status": cases.status(one.case, now=now),
        "until": moment(one.expires_at),
    }


def _line(one: DepositLine, *, now: datetime) -> Row:
    price, photo = one.price, one.photo
    urls = files.urls(file=photo, sight=files.Sight.PARTY, now=now) if photo else None
    listed = price.price_list if price else None
    return Row(
        cells=(
            Cell(name_of(one.category), note=WEIGHT_SOURCES[one.weight_source]),
            Cell(weight(one.net_g), note=_tare(one), value=str(one.net_g)),
            Cell(rupiah(one.price_idr) if price else _("no price")),
            Cell(rupiah(one.value_idr), value=str(one.value_idr), note=_claimed(one)),
            Cell(
                version_words(listed.version, listed.valid_from) if listed else "",
                url=reverse("waste_banks:bank", args=[listed.bank.code]) if listed else "",
            ),
            Cell(_("Photo") if urls else _("none"), url=urls.medium if urls else ""),
        ),
        key=str(one.n),
    )


def _tare(one: DepositLine) -> str:
    if not one.tare_g:
        return ""
    return _("%(gross)s with its container") % {"gross": weight(one.gross_g)}


def _claimed(one: DepositLine) -> str:
    if one.claimed_value_idr is None or one.claimed_value_idr == one.value_idr:
        return ""
    return _("the phone had said %(rupiah)s") % {"rupiah": rupiah(one.claimed_value_idr)}
