"""A supervisor makes a bank active, dormant or closed, with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sewaka.kernel import clock
from sewaka.modules.waste_banks.actions.banks import set_bank_state
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries.desk import bank_to_watch
from sewaka.modules.waste_banks.rules.states import BankState, moves_from
from sewaka.modules.waste_banks.web.refusals import at_fields
from sewaka.modules.waste_banks.words import BANK_STATES
from sewaka.platform.people.api import actor_of


class BankStateForm(forms.Form):
    """What a bank becomes, and why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def __init__(self, data: Any, *, bank: WasteBank) -> None:
        super().__init__(data)
        moves = moves_from(BankState(bank.status))
        after = sorted(moves, key=lambda one: one is BankState.CLOSED)
        self.fields["after"] = forms.ChoiceField(
            label=_("What it becomes"),
            choices=[(one, BANK_STATES[one]) for one in after],
            widget=forms.RadioSelect,
        )
        self.order_fields(["after", "reason"])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The state of a bank; a closed one stays closed."""
    actor = actor_of(request)
    bank = bank_to_watch(actor=actor, code=code)
    form = BankStateForm(request.POST if request.method == "POST" else None, bank=bank)
    if form.is_valid() and _is_set(form, bank, request):
        messages.success(request, _("The bank is changed."))
        return redirect("waste_banks:bank_state", code=code)
    context = {"bank": bank, "state": BANK_STATES[bank.status], "form": form}
    context["is_final"] = not moves_from(BankState(bank.status))
    context["has_errors"] = form.is_bound
    status = 422 if form.errors else 200
    return render(request, "waste_banks/bank_state.html", context, status=status)


def _is_set(form: BankStateForm, bank: WasteBank, request: HttpRequest) -> bool:
    with at_fields(form):
        set_bank_state(
            bank_id=bank.pk,
            after=BankState(form.cleaned_data["after"]),
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=clock.now(),
        )
    return form.is_valid()
