"""What the fraud desk shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sewaka.kernel.ui.formats import long_day, moment, number, rupiah, weight
from sewaka.kernel.ui.paging import paged, pages_of
from sewaka.kernel.ui.values import Answer, Cell, Choice, Column, Filter, Link, Row, Status, Table
from sewaka.modules.waste_banks import words_fraud as words
from sewaka.modules.waste_banks.exporters import monthly
from sewaka.modules.waste_banks.models import (
    Customer,
    Deposit,
    FraudFlag,
    WeighingSession,
    Withdrawal,
)
from sewaka.modules.waste_banks.queries.flags import Draw, Finding
from sewaka.modules.waste_banks.rules.states import FlagState
from sewaka.modules.waste_banks.words import DEPOSIT_STATES, FORMS

_PAGE: Final = 30
_ALL: Final = "semua"
_NAMES: Final = {"keadaan": "status", "bank": "bank", "aturan": "rule"}
_DECISIONS: Final = (FlagState.EXPLAINED.value, FlagState.CONFIRMED.value)


class DecisionForm(forms.Form):
    """What the supervisor says to a finding."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[(one, words.STATES[one]) for one in _DECISIONS],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def asked(given: QueryDict) -> dict[str, str]:
    """The filters; without a word what is open. What is no code is no filter."""
    known = {"status": words.STATES, "rule": words.RULES}
    found = {name: given.get(word, "")[:20] for word, name in _NAMES.items()}
    found = {name: one for name, one in found.items() if one in known.get(name, (one,))}
    is_first = not any(word in given for word in _NAMES)
    return {"status": FlagState.OPEN.value} if is_first else found


def listing(
    found: QuerySet[FraudFlag],
    banks: Sequence[tuple[str, str]],
    sessions: Sequence[WeighingSession],
    *,
    asked: Mapping[str, str],
    page: str,
) -> Mapping[str, Any]:
    """The desk."""
    shown = paged(found, asked=page, size=_PAGE)
    query = {word: asked.get(name, "") for word, name in _NAMES.items()}
    return {
        "table": _flags(list(shown)),
        "pages": pages_of(shown, query=query),
        "filters": [
            _filter("keadaan", _("State"), words.STATES.items(), query),
            _filter("bank", _("Bank"), banks, query),
            _filter("aturan", _("Rule"), words.RULES.items(), query),
        ],
        "clear_url": f"{reverse('waste_banks:flags')}?keadaan=",
        "sessions": [_session(one) for one in sessions],
    }


def files(semesters: Sequence[tuple[int, int, int]], *, today: date) -> Mapping[str, Any]:
    """What can be taken along: the report of the last month, the semester files."""
    month = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    reports = [
        Link(form.upper(), reverse("api:waste_banks_month", args=[month, form]))
        for form in monthly.TYPES
    ]
    return {"month": month, "reports": reports, "semesters": [_semester(*one) for one in semesters]}


def _semester(year: int, half: int, waiting: int) -> Link:
    url = reverse("api:waste_banks_sipsn", args=[year, half])
    if not waiting:
        return Link(_("Semester %(half)d of %(year)d") % {"half": half, "year": year}, url)
    return Link(
        _("Semester %(half)d of %(year)d, a draft") % {"half": half, "year": year},
        f"{url}?draft=true",
        hint=_("%(count)s weighing days are not locked yet") % {"count": number(waiting)},
    )


def _filter(name: str, label: str, choices: Any, query: Mapping[str, str]) -> Filter:
    return Filter(name, label, [Choice(code, said) for code, said in choices], query[name])


def _flags(found: Sequence[FraudFlag]) -> Table:
    return Table(
        caption=_("Findings, the newest first"),
        columns=(
            Column("rule", _("What"), is_main=True),
            Column("bank", _("Bank")),
            Column("found", _("Found")),
            Column("look", _("Look")),
            Column("state", _("State")),
        ),
        rows=[_flag(one) for one in found],
        empty=_("No finding fits. The rules run every night and after each weighing day."),
    )


def _flag(one: FraudFlag) -> Row:
    return Row(
        cells=(
            Cell(
                words.RULES[one.rule], url=reverse("waste_banks:flag", args=[one.pk]), note=one.rule
            ),
            Cell(one.bank.name, note=one.bank.code),
            Cell(moment(one.found_at)),
            Cell(words.SEVERITIES[one.severity]),
            Cell(status=_status(one)),
        ),
        key=str(one.pk),
    )


def _status(one: FraudFlag) -> Status:
    return Status(words.STATE_GROUPS[one.status], words.STATES[one.status])


def _session(one: WeighingSession) -> Link:
    return Link(
        f"{long_day(one.on)}: {one.bank.name}", reverse("waste_banks:weigh_again", args=[one.pk])
    )


def one(shown: Finding, form: DecisionForm) -> Mapping[str, Any]:
    """A finding: what the rule looks for, what was seen, and what it names."""
    flag = shown.flag
    return {
        "flag": flag,
        "rule": words.RULES[flag.rule],
        "about": words.ABOUT[flag.rule],
        "status": _status(flag),
        "bank_url": reverse("waste_banks:bank", args=[flag.bank.code]),
        "seen": [*_whom(shown), *_seen(shown)],
        "tables": [
            table
            for table in (
                _customers(shown.customers),
                _deposits(shown.deposits),
                _withdrawals(shown.withdrawals, shown.officers),
            )
            if table.rows
        ],
        "form": form if flag.status == FlagState.OPEN else None,
        "has_errors": form.is_bound,
    }


def _whom(shown: Finding) -> list[Answer]:
    """Whom or what it is about, where that is no row of a table below."""
    found = []
    if shown.flag.subject in shown.officers:
        found.append(Answer(_("Officer"), shown.officers[shown.flag.subject]))
    if shown.category is not None:
        found.append(Answer(_("Sort"), shown.category.local_name))
    if shown.session is not None:
        found.append(Answer(_("Weighing day"), f"{long_day(shown.session.on)}"))
    if shown.price_list is not None:
        version, since = shown.price_list.version, long_day(shown.price_list.valid_from)
        said = _("No. %(version)d, since %(day)s") % {"version": version, "day": since}
        found.append(Answer(_("Price list"), said))
    return found


def _seen(shown: Finding) -> list[Answer]:
    """The figures of the evidence, in the order of the rule."""
    return [
        Answer(words.SEEN[name], _said(name, value, shown.officers))
        for name, value in shown.flag.evidence.items()
        if name in words.SEEN and value != ""
    ]


def _said(name: str, value: Any, officers: Mapping[str, str]) -> str:
    if name.endswith("_g"):
        return weight(int(value))
    if name.endswith("_idr"):
        return rupiah(int(value))
    if name.endswith("_at"):
        return moment(datetime.fromisoformat(value))
    if isinstance(value, int):
        return number(value)
    return str(officers.get(value) or words.CODES.get(value, value))


def _customers(found: Sequence[Customer]) -> Table:
    return Table(
        caption=_("Customers"),
        columns=(
            Column("name", _("Customer"), is_main=True),
            Column("number", _("Number"), is_code=True),
            Column("bank", _("Bank")),
            Column("joined", _("Since")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(one.name or one.number),
                    Cell(one.number),
                    Cell(one.bank.name),
                    Cell(moment(one.joined_at)),
                ),
                key=one.number,
            )
            for one in found
        ],
    )


def _deposits(found: Sequence[Deposit]) -> Table:
    return Table(
        caption=_("Deposits"),
        columns=(
            Column("at", _("Weighed"), is_main=True),
            Column("who", _("Customer")),
            Column("what", _("What")),
            Column("weight", _("Net weight"), is_number=True),
            Column("worth", _("Worth"), is_number=True),
            Column("fee", _("Fee of the bank"), is_number=True),
        ),
        rows=[_deposit(one) for one in found],
        empty=_("No deposit is drawn."),
    )


def _deposit(one: Deposit) -> Row:
    sorts = ", ".join(
        f"{line.category.local_name} {weight(line.net_g)}" for line in one.lines.all()
    )
    return Row(
        cells=(
            Cell(moment(one.occurred_at), url=reverse("waste_banks:deposit", args=[one.pk])),
            Cell(one.customer.number if one.customer else _("unknown card")),
            Cell(sorts, note=DEPOSIT_STATES[one.status]),
            Cell(weight(one.net_g)),
            Cell(rupiah(one.gross_idr)),
            Cell(rupiah(one.fee_idr)),
        ),
        key=str(one.pk),
    )


def _withdrawals(found: Sequence[Withdrawal], officers: Mapping[str, str]) -> Table:
    return Table(
        caption=_("Withdrawals"),
        columns=(
            Column("number", _("Number"), is_main=True, is_code=True),
            Column("at", _("Asked for")),
            Column("who", _("Customer")),
            Column("amount", _("Amount"), is_number=True),
            Column("approved", _("Approved by")),
            Column("paid", _("Paid by")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(one.case.number, url=reverse("inbox:case", args=[one.case.number])),
                    Cell(moment(one.case.opened_at)),
                    Cell(one.customer.number),
                    Cell(rupiah(one.amount_idr), note=FORMS[one.form]),
                    Cell(_name(one.approved_by, officers)),
                    Cell(_name(one.paid_by, officers)),
                ),
                key=one.case.number,
            )
            for one in found
        ],
    )


def _name(person: object, officers: Mapping[str, str]) -> str:
    return officers.get(str(person), _("somebody else")) if person else _("nobody yet")


def drawn(found: Draw | None) -> Mapping[str, Any]:
    """The draw of a session, with all that is needed to draw it again."""
    if found is None:
        return {"draw": None}
    return {
        "draw": found,
        "day": long_day(found.session.on),
        "seed": f"{found.session.pk}|{found.head}",
        "count": number(len(found.deposits)),
        "of": number(found.of),
        "table": _deposits(found.deposits),
    }
