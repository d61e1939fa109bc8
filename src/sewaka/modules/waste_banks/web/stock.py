"""The stock of a bank: what lies there, and how it leaves."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import Forbidden
from sewaka.modules.waste_banks.actions.selling import sell as sell_action
from sewaka.modules.waste_banks.queries.stock import StockDesk, stock_desk
from sewaka.modules.waste_banks.web import stock_page
from sewaka.modules.waste_banks.web.refusals import at_fields
from sewaka.modules.waste_banks.web.selling_forms import SaleForm
from sewaka.platform.people.api import actor_of


@require_safe
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """By sort what lies there and what was paid for it; the newest sales."""
    context = stock_page.context(_desk(request, code), today=localdate(clock.now()))
    return render(request, "waste_banks/stock.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def sell(request: HttpRequest, code: str) -> HttpResponse:
    """The note of a sale, by the head of the bank."""
    desk = _desk(request, code)
    if not desk.can_sell:
        raise Forbidden
    form = SaleForm(request.POST if request.method == "POST" else None, desk=desk)
    if form.is_valid() and _is_sold(request, form, desk):
        messages.success(request, _("The sale stands in the books."))
        return redirect("waste_banks:stock", code=code)
    context = {"sale": form, "problems": form.problems, "desk": desk}
    return render(request, "waste_banks/sell.html", context, status=422 if form.is_bound else 200)


def _is_sold(request: HttpRequest, form: SaleForm, desk: StockDesk) -> bool:
    actor, now = actor_of(request), clock.now()
    with at_fields(form):
        sell_action(bank_id=desk.bank.pk, wish=form.wish, actor=actor, now=now)
    return not form.errors


def _desk(request: HttpRequest, code: str) -> StockDesk:
    return stock_desk(actor=actor_of(request), code=code, on=localdate(clock.now()))
