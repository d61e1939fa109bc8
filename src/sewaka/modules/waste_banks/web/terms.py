"""A supervisor decides how a bank pays out and shares, with a reason."""

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
from sewaka.modules.waste_banks.actions.terms import decide_terms
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries.desk import bank_to_watch
from sewaka.modules.waste_banks.rules.kinds import PayoutRule
from sewaka.modules.waste_banks.rules.terms import Terms
from sewaka.modules.waste_banks.web.fees import PercentField, percent
from sewaka.modules.waste_banks.web.refusals import at_fields
from sewaka.modules.waste_banks.words import PAYOUTS
from sewaka.platform.people.api import actor_of


class TermsForm(forms.Form):
    """What holds from now on, and why."""

    least = forms.IntegerField(label=gettext_lazy("The least that is paid out, rupiah"))
    payout = forms.ChoiceField(
        label=gettext_lazy("When savings are paid out"),
        choices=list(PAYOUTS.items()),
        widget=forms.RadioSelect,
    )
    hold_days = forms.IntegerField(
        label=gettext_lazy("Days for which a deposit is kept back"),
        help_text=gettext_lazy("0 for the other rules."),
    )
    customers = PercentField(label=gettext_lazy("Surplus for customers, percent"), max_length=6)
    board = PercentField(label=gettext_lazy("Surplus for the board, percent"), max_length=6)
    social = PercentField(label=gettext_lazy("Surplus for the social fund, percent"), max_length=6)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What holds now, ready to be changed."""
    bank = bank_to_watch(actor=actor_of(request), code=code)
    form = TermsForm(request.POST or None, initial=_now(bank))
    if form.is_valid() and _is_decided(form, bank, request):
        messages.success(request, _("The bank is changed."))
        return redirect("waste_banks:terms", code=code)
    context = {"bank": bank, "form": form, "has_errors": form.is_bound}
    return render(request, "waste_banks/terms.html", context, status=422 if form.errors else 200)


def _now(bank: WasteBank) -> dict[str, Any]:
    return {
        "least": bank.min_withdrawal_idr,
        "payout": bank.payout_rule,
        "hold_days": bank.hold_days,
        "customers": percent(bank.share_customers_bp),
        "board": percent(bank.share_board_bp),
        "social": percent(bank.share_social_bp),
    }


def _is_decided(form: TermsForm, bank: WasteBank, request: HttpRequest) -> bool:
    given = form.cleaned_data
    terms = Terms(
        least_idr=given["least"],
        payout=PayoutRule(given["payout"]),
        hold_days=given["hold_days"],
        customers_bp=given["customers"],
        board_bp=given["board"],
        social_bp=given["social"],
    )
    with at_fields(form):
        decide_terms(
            bank_id=bank.pk,
            terms=terms,
            reason=given["reason"],
            actor=actor_of(request),
            now=clock.now(),
        )
    return form.is_valid()
