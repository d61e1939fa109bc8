"""What the page of a bank's stock shows, as values of the components."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sewaka.kernel.ui.formats import day, rupiah, weight
from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.waste_banks.models import Sale
from sewaka.modules.waste_banks.queries.stock import Heap, StockDesk
from sewaka.modules.waste_banks.rules import reminding


def context(desk: StockDesk, *, today: date) -> Mapping[str, Any]:
    """The context of the page."""
    month = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    report = reverse("api:waste_banks_month", args=[month, "xlsx"])
    return {
        "month": month,
        "report_url": f"{report}?bank={desk.bank.code}",
        "desk": desk,
        "stock": _stock(desk),
        "sales": _sales(desk),
        "all_g": weight(sum(one.grams for one in desk.heaps)),
        "all_idr": rupiah(sum(one.value_idr for one in desk.heaps)),
    }


def _stock(desk: StockDesk) -> Table:
    return Table(
        caption=_("What lies here, by sort"),
        columns=(
            Column("sort", _("Sort"), is_main=True),
            Column("weight", _("Weight"), is_number=True),
            Column("worth", _("Paid for it"), is_number=True),
            Column("price", _("A kilogram sells for"), is_number=True),
        ),
        rows=[_heap(one) for one in desk.heaps],
        empty=_("Nothing lies here."),
    )


def _heap(heap: Heap) -> Row:
    price = "" if heap.sell_idr is None else rupiah(heap.sell_idr)
    cells = (
        Cell(heap.category.local_name),
        Cell(weight(heap.grams), note=_aged(heap)),
        Cell(rupiah(heap.value_idr)),
        Cell(price),
    )
    return Row(cells, key=heap.category.code)


def _aged(heap: Heap) -> str:
    if not heap.aged_g:
        return ""
    return _("%(weight)s of it for more than %(days)d days") % {
        "weight": weight(heap.aged_g),
        "days": reminding.KEEP.days,
    }


def _sales(desk: StockDesk) -> Table:
    return Table(
        caption=_("The newest sales"),
        columns=(
            Column("day", _("Day"), is_main=True),
            Column("buyer", _("Who bought")),
            Column("total", _("For"), is_number=True),
        ),
        rows=[_sale(one) for one in desk.sales],
        empty=_("Nothing was sold yet."),
    )


def _sale(sale: Sale) -> Row:
    owed = "" if sale.is_paid else _("not paid yet")
    cells = (
        Cell(day(sale.sold_on), note=sale.note_number),
        Cell(sale.buyer),
        Cell(rupiah(sale.total_idr), note=owed),
    )
    return Row(cells, key=str(sale.pk))
