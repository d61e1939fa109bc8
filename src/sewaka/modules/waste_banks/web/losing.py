"""What is gone from the stock and nobody paid for: dried, worthless, or missing when counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sewaka.kernel import clock
from sewaka.kernel.errors import Forbidden
from sewaka.kernel.ids import new_id
from sewaka.kernel.ui.formats import weight
from sewaka.modules.waste_banks.actions.selling import write_off
from sewaka.modules.waste_banks.queries.stock import StockDesk, stock_desk
from sewaka.modules.waste_banks.rules.kinds import StockCause
from sewaka.modules.waste_banks.web.kilograms import KilogramField
from sewaka.modules.waste_banks.web.refusals import at_fields
from sewaka.modules.waste_banks.words import LOSSES
from sewaka.platform.people.api import actor_of


class LossForm(forms.Form):
    """Why, and how much of each sort; what is all there stays empty."""

    cause = forms.ChoiceField(
        label=gettext_lazy("What became of it"), choices=LOSSES, widget=forms.RadioSelect
    )
    act = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, desk: StockDesk) -> None:
        """A fresh form has its own id, so that sending twice is losing once."""
        super().__init__(data, initial={"act": new_id()})
        self.sorts = [heap.category.code for heap in desk.heaps]
        for heap in desk.heaps:
            self.fields[heap.category.code] = KilogramField(
                label=heap.category.local_name,
                help_text=_("In kg. There are %(there)s.") % {"there": weight(heap.grams)},
            )

    @property
    def lost_g(self) -> Mapping[str, int]:
        """Grams by sort."""
        return {code: grams for code in self.sorts if (grams := self.cleaned_data[code])}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def lose(request: HttpRequest, code: str) -> HttpResponse:
    """Write off, by the head of the bank."""
    desk = stock_desk(actor=actor_of(request), code=code, on=localdate(clock.now()))
    if not desk.can_sell:
        raise Forbidden
    form = LossForm(request.POST if request.method == "POST" else None, desk=desk)
    if form.is_valid() and _is_lost(request, form, desk):
        messages.success(request, _("It is written off."))
        return redirect("waste_banks:stock", code=code)
    context = {"form": form, "desk": desk, "has_errors": form.is_bound}
    return render(request, "waste_banks/lose.html", context, status=422 if form.is_bound else 200)


def _is_lost(request: HttpRequest, form: LossForm, desk: StockDesk) -> bool:
    now = clock.now()
    with at_fields(form):
        write_off(
            bank_id=desk.bank.pk,
            act_id=form.cleaned_data["act"],
            lost_g=form.lost_g,
            cause=StockCause(form.cleaned_data["cause"]),
            day=localdate(now),
            actor=actor_of(request),
            now=now,
        )
    return form.is_valid()
