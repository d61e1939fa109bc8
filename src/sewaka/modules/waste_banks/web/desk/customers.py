"""One account at the counter: what stands in it, its state, its passbook, savings for its owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.text import clean_text
from sewaka.kernel.ui.values import Link
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.customers import change_phone, set_customer_state
from sewaka.modules.waste_banks.models import Customer
from sewaka.modules.waste_banks.queries import passbook
from sewaka.modules.waste_banks.queries.desk import customer_at
from sewaka.modules.waste_banks.queries.points import standing
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.rules.states import CustomerState, moves_from
from sewaka.modules.waste_banks.web import passbook_page, points_page
from sewaka.modules.waste_banks.web.asking import ask
from sewaka.modules.waste_banks.web.desk import customer_page
from sewaka.modules.waste_banks.web.forms import WithdrawalForm
from sewaka.modules.waste_banks.web.printing import printed
from sewaka.modules.waste_banks.web.refusals import at_fields, said
from sewaka.modules.waste_banks.words import CUSTOMER_STATES
from sewaka.platform.people.api import actor_of


class StateForm(forms.Form):
    """What becomes of an account, and why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)
    field_order = ("after", "reason")

    def __init__(self, data: Any, *, customer: Customer) -> None:
        super().__init__(data)
        moves = moves_from(CustomerState(customer.status))
        after = sorted(moves, key=lambda one: one is CustomerState.CLOSED)  # what stays comes last
        self.fields["after"] = forms.ChoiceField(
            label=_("What it becomes"),
            choices=[(one, CUSTOMER_STATES[one]) for one in after],
            widget=forms.RadioSelect,
        )
        self.order_fields(self.field_order)


@require_safe
@never_cache
@login_required
def page(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The account, as officers of its bank see it."""
    customer, duties = _customer(request, code, number)
    form = StateForm(None, customer=customer)
    return render(request, "waste_banks/customer.html", _context(request, customer, duties, form))


@require_POST
@never_cache
@login_required
def state(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Freeze, free or close it, with a reason; for the head of the bank."""
    customer, duties = _customer(request, code, number, of=frozenset({Duty.MANAGER}))
    form = StateForm(request.POST, customer=customer)
    if form.is_valid() and _is_set(form, customer, request):
        messages.success(request, _("The account is changed."))
        return redirect("waste_banks:customer", code=code, number=number)
    context = {**_context(request, customer, duties, form), "has_errors": True}
    return render(request, "waste_banks/customer.html", context, status=422)


@require_POST
@never_cache
@login_required
def phone(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Another phone number, and whether text messages go there; for cashier and head."""
    customer, _duties = _customer(request, code, number, of=access.DESK)
    typed = clean_text(request.POST.get("phone", ""))
    with said(request, _("The phone number is noted.")):
        change_phone(
            customer_id=customer.pk,
            phone=typed,
            wants_sms="no_sms" not in request.POST,
            actor=actor_of(request),
            now=clock.now(),
        )
    return redirect("waste_banks:customer", code=code, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def withdraw(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Ask for savings for somebody who has only a card; who asks does not approve."""
    actor = actor_of(request)
    customer, _duties = _customer(request, code, number, of=access.DESK)
    shown, form = (
        passbook.passbook_of(actor=actor, customer=customer, limit=1),
        WithdrawalForm(request.POST or None),
    )
    if form.is_valid() and ask(form, shown, actor=actor, now=clock.now()):
        messages.success(request, _("Asked for. The money is set aside; somebody else approves."))
        return redirect("waste_banks:customer", code=code, number=number)
    name = customer.name or customer.number
    back = Link(name, reverse("waste_banks:customer", args=[code, number]))
    context = {**passbook_page.asking(shown, form, back=back), "for_whom": name}
    return render(request, "waste_banks/withdraw.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@login_required
def book(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The passbook on paper, for who comes with it to the counter."""
    customer, _duties = _customer(request, code, number)
    return printed(request, customer)


def _customer(
    request: HttpRequest, code: str, number: str, *, of: frozenset[Duty] = access.EVERY_DUTY
) -> tuple[Customer, frozenset[Duty]]:
    actor, now = actor_of(request), clock.now()
    return customer_at(actor=actor, code=code, number=number, now=now, of=of)


def _is_set(form: StateForm, customer: Customer, request: HttpRequest) -> bool:
    with at_fields(form):
        set_customer_state(
            customer_id=customer.pk,
            after=CustomerState(form.cleaned_data["after"]),
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=clock.now(),
        )
    return form.is_valid()


def _context(
    request: HttpRequest, customer: Customer, duties: frozenset[Duty], form: StateForm
) -> Mapping[str, Any]:
    shown = passbook.passbook_of(
        actor=actor_of(request), customer=customer, limit=customer_page.LINES
    )
    may_pay = bool(duties & access.DESK)
    ask_url = reverse("waste_banks:reward_for", args=[customer.bank.code, customer.number])
    points = points_page.section(
        standing(actor=actor_of(request), customer=customer),
        ask_url=ask_url if may_pay and customer.status == CustomerState.ACTIVE else "",
        acts_for=actor_of(request).person_id,
        is_desk=may_pay,
    )
    may_change = Duty.MANAGER in duties and customer.status != CustomerState.CLOSED
    return {
        **customer_page.account(shown, duties=duties, now=clock.now()),
        "points": points,
        "form": form if may_change else None,
    }
