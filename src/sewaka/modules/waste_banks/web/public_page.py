"""What the public pages show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sewaka.kernel import registry
from sewaka.kernel.ui.formats import clock_time, long_day, number, rupiah
from sewaka.kernel.ui.values import Cell, Column, Filter, Kpi, Row, Table
from sewaka.modules.waste_banks.models import WasteBank, WasteCategory, WeighingSession
from sewaka.modules.waste_banks.queries.banks import BankPage, Figures, Listed, PriceShown
from sewaka.modules.waste_banks.queries.paid_today import PaidToday
from sewaka.modules.waste_banks.words import BANK_KINDS
from sewaka.platform.territory import api as territory


def listing(found: Sequence[Listed], figures: Figures, *, words: str) -> Mapping[str, Any]:
    """The page of all banks."""
    return {
        "table": Table(
            caption=_("Waste banks, by their code"),
            columns=(
                Column("name", _("Bank"), is_main=True),
                Column("village", _("Village")),
                Column("kind", _("Kind")),
                Column("next", _("Next weighing day")),
            ),
            rows=[_row(one) for one in found],
            empty=_("No waste bank fits. Try another word."),
        ),
        "filters": [Filter("cari", _("Name or banjar"), (), words)],
        "clear_url": reverse("waste_banks:start"),
        "kpis": kpis(figures),
    }


def paid(found: Sequence[PaidToday]) -> Table:
    """What banks pay today for a kilogram, from the lowest to the highest price."""
    return Table(
        caption=_("What banks pay today for a kilogram"),
        columns=(
            Column("category", _("What"), is_main=True),
            Column("lowest", _("Lowest price"), is_number=True),
            Column("highest", _("Highest price"), is_number=True),
            Column("bank", _("Highest at")),
        ),
        rows=[_paid(one) for one in found],
        empty=_("No prices are published for today."),
    )


def one(shown: BankPage) -> Mapping[str, Any]:
    """The page of one bank."""
    bank = shown.bank
    return {
        "bank": bank,
        "tel": bank.phone.replace(" ", ""),
        "kind": BANK_KINDS[bank.kind],
        "village": territory.name_of(bank.village_code),
        "kpis": kpis(shown.figures),
        "prices": _prices(shown.prices, code=bank.code),
        "sessions": [_session(one) for one in shown.sessions],
        "report": _report(bank),
    }


def _report(bank: WasteBank) -> Mapping[str, str] | None:
    """Where a report of this bank begins, and what it is about; None where nobody takes it."""
    name = registry.report_here_url()
    if not name or bank.lat is None or bank.lon is None:
        return None
    return {"url": reverse(name), "lat": str(bank.lat), "lon": str(bank.lon)}


def kpis(figures: Figures) -> list[Kpi]:
    """Four numbers, each from what was booked; large ones in tonnes and millions, for a phone."""
    average = figures.gross_idr * 1_000 // figures.net_g if figures.net_g else 0
    tonnes, millions = figures.net_g / 1_000_000, figures.gross_idr / 1_000_000
    return [
        Kpi(_("Waste gathered"), number(tonnes, digits=1), _("tonnes"), count=figures.deposits),
        Kpi(
            _("Paid for it"), number(millions, digits=1), _("million rupiah"),
            count=figures.deposits,
        ),
        Kpi(
            _("For a kilogram, on average"), number(average), _("rupiah"), count=figures.deposits
        ),
        Kpi(_("Customers"), number(figures.customers)),
    ]  # fmt: skip


def name_of(category: WasteCategory) -> str:
    """A category's name in the reader's language."""
    return category.name if (get_language() or "id").startswith("id") else category.name_en


def _row(one: Listed) -> Row:
    bank = one.bank
    return Row(
        cells=(
            Cell(bank.name, url=reverse("waste_banks:bank", args=[bank.code]), note=bank.code),
            Cell(territory.name_of(bank.village_code)),
            Cell(BANK_KINDS[bank.kind]),
            Cell(long_day(one.next_on) if one.next_on else _("none planned")),
        ),
        key=bank.code,
    )


def _paid(one: PaidToday) -> Row:
    bank = one.best_at
    at = bank.name if one.highest_idr > one.lowest_idr else _("the same everywhere")
    return Row(
        cells=(
            Cell(name_of(one.category)),
            Cell(rupiah(one.lowest_idr), value=str(one.lowest_idr)),
            Cell(rupiah(one.highest_idr), value=str(one.highest_idr)),
            Cell(at, url=reverse("waste_banks:bank", args=[bank.code])),
        ),
        key=one.category.code,
    )


def _prices(found: Sequence[PriceShown], *, code: str) -> Table:
    return Table(
        caption=_("What is paid today"),
        columns=(
            Column("category", _("What"), is_main=True),
            Column("price", _("A kilogram"), is_number=True),
            Column("list", _("Price list")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(
                        name_of(one.category),
                        url=reverse("waste_banks:price_history", args=[code, one.category.code]),
                    ),
                    Cell(rupiah(one.buy_idr), value=str(one.buy_idr)),
                    Cell(
                        version_words(one.version, one.since),
                        note="" if one.is_own else _("of the main bank"),
                    ),
                )
            )
            for one in found
        ],
        empty=_("No prices are published for today."),
    )


def version_words(version: int, since: Any) -> str:
    """Which price list it is."""
    return _("No. %(version)d, since %(day)s") % {"version": version, "day": long_day(since)}


def _session(one: WeighingSession) -> str:
    return _("%(day)s, %(begin)s to %(end)s: %(place)s") % {
        "day": long_day(one.on),
        "begin": clock_time(one.begins_at),
        "end": clock_time(one.ends_at),
        "place": one.place,
    }
