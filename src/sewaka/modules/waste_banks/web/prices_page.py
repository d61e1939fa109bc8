"""What the pages of price lists show, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from sewaka.kernel import clock
from sewaka.kernel.ui.formats import day, long_day, rupiah
from sewaka.kernel.ui.values import Cell, Column, Line, Row, Table
from sewaka.modules.waste_banks.models import PriceList
from sewaka.modules.waste_banks.queries.pricing import ListShown, PriceDesk, PriceHistory
from sewaka.modules.waste_banks.rules.kinds import BankKind
from sewaka.modules.waste_banks.rules.pricing import PriceRow, Step
from sewaka.modules.waste_banks.rules.states import PriceState
from sewaka.modules.waste_banks.words import PRICE_LISTS

_POINTS = 13  # of the chart: a year, by four weeks
_STEP = timedelta(weeks=4)


def usual_day(today: date) -> date:
    """The first day for which one signature always suffices."""
    return today + timedelta(days=2)


def main_banks(paid: PriceRow) -> str:
    """What holds where a unit gives no price of its own."""
    return _("Main bank: %(price)s") % {"price": rupiah(paid.buy_idr)}


def lists(desk: PriceDesk) -> Mapping[str, Any]:
    """A bank's lists."""
    code = desk.bank.code
    return {
        "bank": desk.bank,
        "draft_url": reverse("waste_banks:draft_prices", args=[code]),
        "table": _lists(desk.lists, desk, caption=_("Price lists, the newest first")),
        "of_units": _lists(desk.of_units, desk, caption=_("Drafts of the units"))
        if desk.of_units
        else None,
    }


def sheet(shown: ListShown, desk: PriceDesk) -> Mapping[str, Any]:
    """One list beside today's prices."""
    one, is_main = shown.price_list, desk.bank.kind == BankKind.MAIN
    return {
        "bank": desk.bank,
        "price_list": one,
        "state": PRICE_LISTS[_state(one, desk)],
        "since": long_day(one.valid_from),
        "is_draft": one.status == PriceState.DRAFT,
        "table": Table(
            caption=_("What it pays"),
            columns=(
                Column("what", _("What"), is_main=True),
                Column("price", _("A kilogram"), is_number=True),
                Column("today", _("Today"), is_number=True),
                *([Column("units", _("To units"), is_number=True)] if is_main else []),
            ),
            rows=[
                Row(
                    cells=(
                        Cell(price.category.local_name),
                        Cell(rupiah(price.buy_idr), value=str(price.buy_idr)),
                        Cell(_paid(desk, price.category.code)),
                        *([Cell(rupiah(price.sell_idr))] if is_main else []),
                    )
                )
                for price in shown.prices
            ],
        ),
    }


def history(shown: PriceHistory, *, today: date) -> Mapping[str, Any]:
    """What was paid, as a line over a year and as a table."""
    days = [today - _STEP * back for back in reversed(range(_POINTS))]
    return {
        "bank": shown.bank,
        "category": shown.category,
        "name": shown.category.local_name,
        "lines": [Line(_("A kilogram"), [_price_on(shown.steps, one) for one in days])],
        "labels": [day(one) for one in days],
        "table": Table(
            caption=_("Every price, the newest first"),
            columns=(
                Column("since", _("Since"), is_main=True),
                Column("price", _("A kilogram"), is_number=True),
                Column("list", _("Price list")),
            ),
            rows=[_step(one, shown) for one in reversed(shown.steps)],
            empty=_("No price was ever published for it."),
        ),
    }


def _price_on(steps: Sequence[Step], on: date) -> float | None:
    held = [one for one in steps if one.since <= on]
    return float(held[-1].price.buy_idr) if held and held[-1].price else None


def _step(one: Step, shown: PriceHistory) -> Row:
    price = one.price
    is_own = price is not None and price.bank_no == shown.bank.no
    return Row(
        cells=(
            Cell(long_day(one.since)),
            Cell(rupiah(price.buy_idr) if price else _("not taken")),
            Cell(
                _("No. %(version)d") % {"version": price.version} if price else "",
                note="" if is_own or price is None else _("of the main bank"),
            ),
        )
    )


def _lists(found: Sequence[PriceList], desk: PriceDesk, *, caption: str) -> Table:
    return Table(
        caption=caption,
        columns=(
            Column("list", _("Price list"), is_main=True),
            Column("since", _("Holds from")),
            Column("state", _("State")),
            Column("sorts", _("Sorts"), is_number=True),
        ),
        rows=[_listed(one, desk) for one in found],
        empty=_("This bank has no list of its own; the main bank's prices hold."),
    )


def _listed(one: PriceList, desk: PriceDesk) -> Row:
    bank = desk.bank if one.bank_id == desk.bank.pk else one.bank
    url = reverse("waste_banks:price_list", args=[bank.code, one.version])
    note = "" if bank is desk.bank else bank.name
    return Row(
        cells=(
            Cell(_("No. %(version)d") % {"version": one.version}, url=url, note=note),
            Cell(long_day(one.valid_from)),
            Cell(PRICE_LISTS[_state(one, desk)]),
            Cell(str(getattr(one, "count", ""))),
        ),
        key=str(one.pk),
    )


def _state(one: PriceList, desk: PriceDesk) -> str:
    """By its days: a list that was followed is ENDED as soon as the next one is published."""
    if one.status == PriceState.DRAFT:
        return "draft"
    if one.valid_from > localdate(clock.now()):
        return "coming"
    return "current" if desk.current is not None and desk.current.pk == one.pk else "ended"


def _paid(desk: PriceDesk, code: str) -> str:
    paid = desk.paid.get(code)
    return rupiah(paid.buy_idr) if paid else _("not taken")
