"""Cash to have ready: what waits at the counter, and what the next Galungan may ask for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sewaka.kernel import clock
from sewaka.kernel.ui.formats import day, long_day, number, rupiah
from sewaka.kernel.ui.values import Answer
from sewaka.modules.waste_banks.queries.cash import CashDesk, cash_desk
from sewaka.platform.people.api import actor_of


@require_safe
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What the cashier brings along."""
    desk = cash_desk(actor=actor_of(request), code=code, today=localdate(clock.now()))
    context = {"bank": desk.bank, "now": _now(desk), "season": _season(desk)}
    context |= {
        "why": _why(desk),
        "first": long_day(desk.coming.first),
        "feast": long_day(desk.coming.feast),
    }
    return render(request, "waste_banks/cash.html", context)


def _now(desk: CashDesk) -> list[Answer]:
    return [
        Answer(_("Cash in the books"), rupiah(desk.cash_idr)),
        Answer(
            _("Asked for in cash, not paid yet"),
            f"{rupiah(desk.asked_idr)} ({number(desk.asked)})",
        ),
    ]


def _season(desk: CashDesk) -> list[Answer]:
    said = rupiah(desk.expected_idr) if desk.expected_idr is not None else _("not known yet")
    return [
        Answer(_("Expected until Galungan"), said),
        Answer(_("At most: all savings"), rupiah(desk.saved_idr)),
        Answer(_("Short of cash by"), rupiah(desk.missing_idr)),
    ]


def _why(desk: CashDesk) -> str:
    if desk.expected_idr is None:
        return _("Before the last Galungan nobody fetched savings in cash here.")
    return _(
        "Before the last Galungan (%(first)s to %(feast)s) %(paid)s were paid in cash out of "
        "savings of %(saved)s. As large a part of today's savings is expected again."
    ) % {
        "first": day(desk.former.first),
        "feast": day(desk.former.feast),
        "paid": rupiah(desk.then_paid_idr),
        "saved": rupiah(desk.then_saved_idr),
    }
