"""The receipt of a lost phone, written down at the counter; another person accepts it."""

from __future__ import annotations

from datetime import datetime

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
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.modules.waste_banks.actions.claiming import ClaimWish, file_claim
from sewaka.modules.waste_banks.queries import desk as queries
from sewaka.modules.waste_banks.rules.kinds import Purpose
from sewaka.modules.waste_banks.rules.weighing import receipts
from sewaka.modules.waste_banks.rules.weighing.receipts import Receipt
from sewaka.modules.waste_banks.web.desk import pages, sending
from sewaka.modules.waste_banks.web.desk.forms import WeighingForm
from sewaka.modules.waste_banks.web.refusals import at_fields
from sewaka.platform.people.api import actor_of


class ClaimForm(WeighingForm):
    """What stands on the receipt, then what was weighed."""

    receipt = forms.CharField(
        label=gettext_lazy("What stands on the receipt"),
        help_text=gettext_lazy("The code below the square, or what a scan of it gives."),
        max_length=300,
    )

    def clean_receipt(self) -> Receipt:
        """The receipt. Raises ValidationError for anything else."""
        found = receipts.read(self.cleaned_data["receipt"])
        if found is None:
            raise forms.ValidationError(sentence(DomainError("waste_banks.claim.receipt")))
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def claim(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The form of a claim, its problems, or back to the desk where it waits."""
    actor, now = actor_of(request), clock.now()
    shown = queries.at_counter(actor=actor, code=code, number=number, now=now)
    form = ClaimForm(request.POST or None, request.FILES, categories=pages.choices_of(shown.priced))
    if form.is_valid() and _is_filed(form, shown, actor=actor, now=now):
        messages.success(request, _("Written down. Another person accepts it."))
        return redirect("waste_banks:desk", code=code)
    context = pages.counter(shown, form)
    return render(request, "waste_banks/claim.html", context, status=422 if form.errors else 200)


def _is_filed(form: ClaimForm, shown: queries.AtCounter, *, actor: Actor, now: datetime) -> bool:
    lines = sending.lines_of(form, actor=actor, now=now)
    if form.errors:
        return False
    wish = ClaimWish(
        id=form.cleaned_data["wish"],
        receipt=form.cleaned_data["receipt"],
        customer_id=shown.customer.pk,
        lines=lines,
        purpose=Purpose(form.cleaned_data["purpose"]),
    )
    with at_fields(form, name_of=sending.field_of):
        file_claim(bank_id=shown.bank.pk, wish=wish, actor=actor, now=now)
    return not form.errors
