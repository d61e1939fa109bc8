"""The customer's own pages: passbook, what was weighed, asking for savings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.ui.values import Link
from sewaka.modules.waste_banks.models import Customer
from sewaka.modules.waste_banks.queries import passbook as queries
from sewaka.modules.waste_banks.queries import points
from sewaka.modules.waste_banks.web import passbook_page, points_page
from sewaka.modules.waste_banks.web.asking import ask
from sewaka.modules.waste_banks.web.forms import WithdrawalForm
from sewaka.modules.waste_banks.web.printing import printed
from sewaka.platform.people.api import actor_of


@require_safe
@never_cache
@login_required
def book(request: HttpRequest) -> HttpResponse:
    """The balance and what made it, the newest first."""
    actor, number = actor_of(request), request.GET.get("nomor", "")
    before = passbook_page.place(request.GET.get("sebelum", ""))
    shown, accounts = queries.passbooks(actor=actor, number=number, before=before)
    context = passbook_page.book(shown, accounts, before=before, now=clock.now())
    if shown and before is None:
        context = {**context, "points": _points(shown.customer, actor=actor)}
    return render(request, "waste_banks/book.html", context)


@require_safe
@never_cache
@login_required
def deposit(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Behind an entry: each line with its weight, its price and its price list."""
    shown = queries.weighed(actor=actor_of(request), deposit_id=deposit_id)
    context = passbook_page.deposit(shown, now=clock.now())
    return render(request, "waste_banks/deposit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask for savings: the form, the form with its problems, or back to the passbook."""
    actor, number = actor_of(request), request.GET.get("nomor", "")
    shown = queries.passbook(actor=actor, number=number)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if shown and form.is_valid() and ask(form, shown, actor=actor, now=clock.now()):
        messages.success(request, _("Asked for. The money is set aside for you."))
        return redirect("waste_banks:book")
    back = Link(_("My passbook"), reverse("waste_banks:book"))
    context = passbook_page.asking(shown, form, back=back)
    return render(
        request, "waste_banks/withdraw.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@login_required
def paper(request: HttpRequest) -> HttpResponse:
    """The passbook on paper, from the last printed line on or from the beginning."""
    account = queries.account_of(actor=actor_of(request), number=request.GET.get("nomor", ""))
    return redirect("waste_banks:book") if account is None else printed(request, account)


def _points(customer: Customer, *, actor: Actor) -> Mapping[str, Any]:
    ask_url = f"{reverse('waste_banks:reward')}?nomor={customer.number}"
    is_ward = customer.guardian is not None and customer.person_id == actor.person_id
    shown = points.standing(actor=actor, customer=customer)
    return points_page.section(shown, ask_url="" if is_ward else ask_url)
