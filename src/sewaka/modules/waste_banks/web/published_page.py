"""What the pages of closed months and of the city's figures show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import moment, number, rupiah, weight
from sewaka.kernel.ui.values import Answer, Cell, Column, Kpi, Row, Table
from sewaka.modules.waste_banks.models import MassLine, PublishedMonth, TrialLine
from sewaka.modules.waste_banks.queries.published import Impact, Month
from sewaka.modules.waste_banks.rules import chart, impact
from sewaka.modules.waste_banks.rules.impact import Factor

_TONNE: Final = 1_000_000
_OF_CUSTOMERS: Final = (chart.savings(""), chart.held(""), chart.owed(""))
_NAMES: Final = {
    one.code.partition("/")[0]: one.name for one in (*chart.CHART, *_OF_CUSTOMERS)
}  # the names of the books, as the law's language has them


def months(found: Sequence[PublishedMonth], *, code: str) -> Table:
    """The closed months of a bank."""
    return Table(
        caption=_("Closed months"),
        columns=(
            Column("month", _("Month"), is_main=True),
            Column("deposits", _("Deposits"), is_number=True),
            Column("idr", _("Paid for it"), is_number=True),
            Column("trial", _("Hash of the books")),
            Column("mass", _("Hash of the grams")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(_month(one.month), url=_url(code, one.month)),
                    Cell(number(one.deposits)),
                    Cell(rupiah(one.in_idr)),
                    Cell(one.trial_sha256[:8]),
                    Cell(one.mass_sha256[:8]),
                ),
                key=f"{one.month:%Y-%m}",
            )
            for one in found
        ],
        empty=_("No month is closed yet: that is 35 days after its end."),
    )


def month(shown: Month) -> Mapping[str, Any]:
    """One of them."""
    one = shown.published
    names = {row.code: row.local_name for row in shown.categories}
    return {
        "bank": one.bank,
        "month": _month(one.month),
        "hashes": [
            Answer(_("Hash of the books (SHA-256)"), one.trial_sha256),
            Answer(_("Hash of the grams (SHA-256)"), one.mass_sha256),
            Answer(_("Published"), moment(one.published_at)),
        ],
        "trial": _trial(shown.trial),
        "mass": _mass(shown.mass, names),
    }


def _url(code: str, on: date) -> str:
    return reverse("waste_banks:month", args=[code, f"{on:%Y-%m}"])


def _month(on: date) -> str:
    return date_format(on, "F Y")


def _trial(found: Sequence[TrialLine]) -> Table:
    rows = [
        Row(
            cells=(
                Cell(f"{one.account} {_NAMES.get(one.account, '')}"),
                Cell(rupiah(one.opening_idr)),
                Cell(rupiah(one.debit_idr)),
                Cell(rupiah(one.credit_idr)),
                Cell(rupiah(one.closing_idr)),
            ),
            key=one.account,
        )
        for one in found
    ]
    sums = [
        sum(getattr(one, name) for one in found)
        for name in ("opening_idr", "debit_idr", "credit_idr", "closing_idr")
    ]
    rows.append(Row((Cell(_("Together")), *(Cell(rupiah(one)) for one in sums)), key="sum"))
    return Table(
        caption=_("Trial balance; debit is positive, all customers together"),
        columns=(
            Column("account", _("Account"), is_main=True),
            Column("opening", _("At the beginning"), is_number=True),
            Column("debit", _("Debit"), is_number=True),
            Column("credit", _("Credit"), is_number=True),
            Column("closing", _("At the end"), is_number=True),
        ),
        rows=rows,
    )


def _mass(found: Sequence[MassLine], names: Mapping[str, str]) -> Table:
    return Table(
        caption=_("Mass balance"),
        columns=(
            Column("sort", _("Sort"), is_main=True),
            Column("opening", _("At the beginning"), is_number=True),
            Column("in", _("Brought"), is_number=True),
            Column("bought", _("Bought"), is_number=True),
            Column("sold", _("Sold"), is_number=True),
            Column("lost", _("Lost"), is_number=True),
            Column("closing", _("At the end"), is_number=True),
        ),
        rows=[
            Row(
                cells=(
                    Cell(names.get(one.category, one.category)),
                    *(
                        Cell(weight(grams), value=str(grams))
                        for grams in (
                            one.opening_g, one.in_g, one.bought_g, one.sold_g, one.lost_g,
                            one.closing_g,
                        )
                    ),
                ),
                key=one.category,
            )
            for one in found
        ],
        empty=_("Nothing lay there, and nothing came."),
    )  # fmt: skip


def figures(shown: Impact | None) -> Mapping[str, Any]:
    """The city's page."""
    if shown is None:
        return {"shown": None}
    told = shown.figures
    return {
        "shown": shown,
        "counted": moment(told.counted_at),
        "kpis": [
            Kpi(_("Waste gathered"), number(told.net_g / _TONNE, digits=1), _("tonnes"),
                count=told.deposits),
            Kpi(_("Paid for it"), number(told.gross_idr / _TONNE, digits=1), _("million rupiah"),
                count=told.deposits),
            Kpi(_("Active customers"), number(told.active_customers),
                period=_("with a deposit in 90 days")),
        ],
        "year": [
            Answer(_("Waste of the last 365 days"), weight(shown.year_g)),
            Answer(_("Worth"), rupiah(told.year_idr)),
            Answer(_("Of all waste that arises"), f"{_percent(shown.reduction_bp)} %"),
            Answer(_("CO2e avoided"), _range(shown)),
            Answer(_("Waste without a factor, not counted"), weight(shown.avoided.uncounted_g)),
        ],
        "parameters": [
            Answer(_("Inhabitants (2016, from the press, not verified)"),
                   number(impact.INHABITANTS)),
            Answer(_("Waste of a person in a day (not verified)"),
                   weight(impact.WASTE_G_PER_HEAD_DAY)),
            Answer(_("Days"), number(365)),
        ],
        "sources": _sources(shown.avoided.factors),
    }  # fmt: skip


def _percent(basis_points: int) -> str:
    return number(basis_points / 100, digits=2)


def _range(shown: Impact) -> str:
    # An estimate: whole kilograms would say more than anybody knows.
    limits = (shown.avoided.low_g, shown.avoided.high_g)
    low, high = (number(one / _TONNE, digits=1) for one in limits)
    if shown.avoided.has_one_source:
        return _("0 to %(high)s tonnes (one source)") % {"high": high}
    return _("%(low)s to %(high)s tonnes") % {"low": low, "high": high}


def _sources(found: Sequence[Factor]) -> Table:
    return Table(
        caption=_("Where the factors of CO2e come from"),
        columns=(
            Column("material", _("Material"), is_main=True),
            Column("factor", _("Avoided for each kilogram"), is_number=True),
            Column("source", _("Source and edition")),
            Column("verified", _("Verified")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(one.material.value),
                    Cell(weight(one.avoided_g_per_kg)),
                    Cell(one.source, note=one.note),
                    Cell(_("yes") if one.is_verified else _("not yet")),
                ),
                key=f"{one.material}:{one.source}",
            )
            for one in found
        ],
    )
