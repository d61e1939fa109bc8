"""The number under which everybody reaches a bank; its head writes it."""

from __future__ import annotations

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
from sewaka.kernel.errors import Forbidden
from sewaka.modules.waste_banks.actions.banks import set_contact
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries.desk import bank_at
from sewaka.modules.waste_banks.rules.kinds import Duty
from sewaka.modules.waste_banks.web.refusals import at_fields
from sewaka.platform.people.api import actor_of


class ContactForm(forms.Form):
    """One number; empty: none."""

    phone = forms.CharField(
        label=gettext_lazy("Phone of the bank"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The form, its problem, or on to the desk."""
    bank, duties = bank_at(actor=actor_of(request), code=code)
    if Duty.MANAGER not in duties:
        raise Forbidden
    posted = request.POST if request.method == "POST" else None
    form = ContactForm(posted, initial={"phone": bank.phone})
    if form.is_valid() and _is_set(form, bank, request):
        messages.success(request, _("The number stands on the page of the bank."))
        return redirect("waste_banks:desk", code=code)
    context = {"bank": bank, "form": form, "has_errors": form.is_bound}
    return render(request, "waste_banks/contact.html", context, status=422 if form.errors else 200)


def _is_set(form: ContactForm, bank: WasteBank, request: HttpRequest) -> bool:
    phone = form.cleaned_data["phone"]
    with at_fields(form):
        set_contact(bank_id=bank.pk, phone=phone, actor=actor_of(request), now=clock.now())
    return form.is_valid()
