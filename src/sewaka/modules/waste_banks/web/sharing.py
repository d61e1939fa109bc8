"""The surplus of a bank: shown to the rupiah first, then given out as it was shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
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
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.kernel.ui.formats import number, rupiah
from sewaka.kernel.ui.values import Answer
from sewaka.modules.waste_banks.actions.sharing import share_surplus
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries import surplus as queries
from sewaka.modules.waste_banks.rules import chart
from sewaka.modules.waste_banks.rules.surplus import Shares
from sewaka.modules.waste_banks.web.refusals import at_fields
from sewaka.platform.people.api import actor_of

_YEAR = timedelta(days=365)


class ShareForm(forms.Form):
    """Whose deposits count; `shown` is the mark of the shares that were seen."""

    first = forms.DateField(
        label=gettext_lazy("Deposits from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("Deposits until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"first": today - _YEAR, "last": today})

    @property
    def span(self) -> tuple[date, date]:
        """As typed, else the last year."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return given["first"], given["last"]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def share(request: HttpRequest, code: str) -> HttpResponse:
    """Look, and agree; for the head of the bank."""
    bank = queries.bank_of_head(actor=actor_of(request), code=code)
    data = request.POST if request.method == "POST" else None
    form = ShareForm(data, today=localdate(clock.now()))
    if form.is_valid() and form.cleaned_data["shown"] and _is_shared(request, form, bank):
        messages.success(request, _("The surplus is shared; it stands in the passbooks."))
        return redirect("waste_banks:stock", code=code)
    context = _context(form, bank, actor=actor_of(request))
    return render(request, "waste_banks/share.html", context, status=422 if form.errors else 200)


def _is_shared(request: HttpRequest, form: ShareForm, bank: WasteBank) -> bool:
    first, last = form.span
    with at_fields(form):
        share_surplus(
            bank_id=bank.pk,
            first=first,
            last=last,
            shown=form.cleaned_data["shown"],
            actor=actor_of(request),
            now=clock.now(),
        )
    return form.is_valid()


def _context(form: ShareForm, bank: WasteBank, *, actor: Actor) -> Mapping[str, Any]:
    first, last = form.span
    result = queries.result_of(actor=actor, bank=bank)
    try:
        shares = queries.shares_of(actor=actor, bank=bank, first=first, last=last)
    except DomainError:
        shares = None
    return {
        "bank": bank,
        "form": form,
        "has_errors": bool(form.errors),
        "first": f"{first:%Y-%m-%d}",
        "last": f"{last:%Y-%m-%d}",
        "result": [
            Answer(_("Fees"), rupiah(result.income[chart.FEES.code])),
            Answer(_("Margins of sales"), rupiah(result.income[chart.MARGIN.code])),
            Answer(_("Dried, thrown away and missing"), rupiah(-result.shrink_idr)),
            Answer(_("Surplus"), rupiah(result.surplus_idr)),
        ],
        "shares": _shares(shares) if shares else [],
        "mark": shares.mark if shares else "",
    }


def _shares(found: Shares) -> list[Answer]:
    count = number(len(found.customers))
    return [
        Answer(
            _("%(count)s customers, by what they brought") % {"count": count},
            rupiah(sum(found.customers.values())),
        ),
        Answer(_("Board, in cash"), rupiah(found.board_idr)),
        Answer(_("Social fund"), rupiah(found.social_idr)),
    ]
