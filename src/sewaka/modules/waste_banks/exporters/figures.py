"""What the city's dashboard shows of all waste banks: grams, rupiah, people, CO2e as a range.

The dashboard keeps figures for readers of both languages: texts are lazy, numbers are numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from sewaka.kernel.figures import Column, Figures, Kpi, Row, Table
from sewaka.modules.waste_banks.models import Deposit, DepositLine, WasteBank, Withdrawal
from sewaka.modules.waste_banks.models.periods import ACTIVE
from sewaka.modules.waste_banks.rules import impact, withdrawing
from sewaka.modules.waste_banks.rules.states import DepositState
from sewaka.platform.territory import api as territory

_G_PER_T = 1_000_000
_MILLION = 1_000_000


def gathered(*, now: datetime, days: int, area_code: str = "") -> Figures:
    """What the banks of an area did in the last days, as it is booked. Three queries."""
    today = localdate(now)
    banks = _banks(area_code)
    booked = Deposit.objects.filter(bank__in=banks, status=DepositState.POSTED.value)
    lines = _lines(booked.filter(book_date__gt=today - timedelta(days=days), book_date__lte=today))
    active = booked.filter(book_date__range=(today - ACTIVE, today), customer__isnull=False)
    paid = Withdrawal.objects.filter(
        bank__in=banks,
        case__state=withdrawing.PAID,
        case__closed_at__gt=now - timedelta(days=days),
        case__closed_at__lte=now,
    )
    kpis = (
        Kpi("tonnes", _("Waste gathered"), _tonnes(sum(one["g"] for one in lines)), "t"),
        Kpi(
            "bought_idr", _("Paid for it"), _millions(sum(one["idr"] for one in lines)),
            _("million rupiah"),
        ),
        Kpi(
            "withdrawn_idr", _("Savings paid out"),
            _millions(paid.aggregate(idr=Sum("amount_idr"))["idr"] or 0), _("million rupiah"),
        ),
        Kpi(
            "active_customers", _("Active customers"),
            active.aggregate(n=Count("customer", distinct=True))["n"],
            basis=format_lazy(_("with a deposit in {days} days"), days=ACTIVE.days),
        ),
        _co2e(lines),
    )  # fmt: skip
    return Figures(as_of=now, kpis=kpis, tables=(_villages(lines),))


def _banks(area_code: str) -> QuerySet[WasteBank]:
    found = WasteBank.objects.all()
    if not area_code:
        return found
    return found.filter(Q(village_code=area_code) | Q(village_code__startswith=f"{area_code}."))


def _lines(deposits: QuerySet[Deposit]) -> Sequence[dict[str, Any]]:
    """Grams and rupiah by village and sort."""
    lines = DepositLine.objects.filter(deposit__in=deposits)
    grouped = lines.values("deposit__bank__village_code", "category__code").order_by()
    return [dict(one) for one in grouped.annotate(g=Sum("net_g"), idr=Sum("value_idr"))]


def _co2e(lines: Sequence[dict[str, Any]]) -> Kpi:
    """Whole tonnes, from the lowest to the highest that any source says, with the sources."""
    grams = Counter[str]()
    for one in lines:
        grams[one["category__code"]] += one["g"]
    found = impact.avoided(grams=grams)
    sources = ", ".join(sorted({one.source for one in found.factors})) or "-"
    low_t, high_t = found.low_g // _G_PER_T, -(-found.high_g // _G_PER_T)
    return Kpi(
        "co2e", _("CO2e avoided"), f"{low_t}-{high_t}", _("t CO2e"),
        basis=format_lazy(_("{sources}; not verified"), sources=sources),
        url=reverse("waste_banks:figures"),
    )  # fmt: skip


def _villages(lines: Sequence[dict[str, Any]]) -> Table:
    names = territory.places()
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in lines:
        sums[one["deposit__bank__village_code"]].update(g=one["g"], idr=one["idr"])
    return Table(
        code="villages",
        caption=_("Waste banks by village"),
        columns=(
            Column("village", _("Village"), is_number=False),
            Column("tonnes", _("Tonnes")),
            Column("bought_idr", _("Paid for it, million rupiah")),
        ),
        rows=tuple(
            Row(
                key=code,
                cells=(
                    names[code].name if code in names else code,
                    _tonnes(found["g"]),
                    _millions(found["idr"]),
                ),
            )
            for code, found in sorted(sums.items())
        ),
        is_map=True,
    )


def _tonnes(grams: int) -> float:
    return round(grams / _G_PER_T, 2)


def _millions(idr: int) -> float:
    return round(idr / _MILLION, 2)
