"""Price lists: written and signed by heads of banks, and their history for everybody."""

from __future__ import annotations

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
from django.views.decorators.http import require_http_methods, require_safe

from sewaka.kernel import clock
from sewaka.modules.waste_banks.actions.pricing import draft_prices, publish_prices
from sewaka.modules.waste_banks.models import PriceList
from sewaka.modules.waste_banks.queries import pricing as queries
from sewaka.modules.waste_banks.rules.kinds import BankKind
from sewaka.modules.waste_banks.rules.pricing import MOST_PER_KG_IDR
from sewaka.modules.waste_banks.web import prices_page
from sewaka.modules.waste_banks.web.refusals import at_fields, said
from sewaka.platform.people.api import actor_of

_UNITS = "-units"


class PriceForm(forms.Form):
    """The next list, beginning with the present one; what is left empty is not in it."""

    valid_from = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, desk: queries.PriceDesk) -> None:
        first = {"valid_from": prices_page.usual_day(localdate(clock.now()))}
        super().__init__(data, initial=first)
        for sort in desk.categories:
            paid = desk.paid.get(sort.code)
            is_own = paid is not None and paid.bank_no == desk.bank.no
            self.fields[sort.code] = forms.IntegerField(
                label=sort.local_name,
                initial=paid.buy_idr if paid and is_own else None,
                help_text=prices_page.main_banks(paid) if paid and not is_own else "",
                required=False,
                min_value=0,
                max_value=MOST_PER_KG_IDR,
            )
            if desk.bank.kind == BankKind.MAIN:
                self.fields[f"{sort.code}{_UNITS}"] = forms.IntegerField(
                    label=_("%(sort)s, paid to units") % {"sort": sort.local_name},
                    initial=desk.for_units.get(sort.code),
                    required=False,
                    min_value=0,
                    max_value=MOST_PER_KG_IDR,
                )

    @property
    def prices(self) -> dict[str, int]:
        """Rupiah a kilogram by category."""
        return {
            name: price
            for name, price in self._amounts().items()
            if name != "valid_from" and not name.endswith(_UNITS)
        }

    @property
    def for_units(self) -> dict[str, int]:
        """What a main bank pays its units, by category."""
        found = self._amounts().items()
        return {name.removesuffix(_UNITS): one for name, one in found if name.endswith(_UNITS)}

    def _amounts(self) -> dict[str, Any]:
        return {name: one for name, one in self.cleaned_data.items() if one is not None}


@require_safe
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What holds, what comes, what was."""
    return render(request, "waste_banks/prices.html", prices_page.lists(_desk(request, code)))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Write the next list; it holds only when it is published."""
    desk = _desk(request, code)
    form = PriceForm(request.POST if request.method == "POST" else None, desk=desk)
    made = _drafted(request, form, desk) if form.is_valid() else None
    if made is not None:
        messages.success(request, _("The draft is written. Look at it once more, then publish it."))
        return redirect("waste_banks:price_list", code=code, version=made.version)
    context = {"bank": desk.bank, "form": form, "has_errors": form.is_bound}
    status = 422 if form.errors else 200
    return render(request, "waste_banks/draft_prices.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def sheet(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """One list beside what is paid today; a draft is published here."""
    desk = _desk(request, code)
    shown = queries.price_list(actor=actor_of(request), bank=desk.bank, version=version)
    if request.method == "POST":
        with said(request, _("Published.")):
            publish_prices(
                price_list_id=shown.price_list.pk, actor=actor_of(request), now=clock.now()
            )
        return redirect("waste_banks:price_list", code=code, version=version)
    return render(request, "waste_banks/price_list.html", prices_page.sheet(shown, desk))


@require_safe
def history(request: HttpRequest, code: str, category: str) -> HttpResponse:
    """What a bank has paid for one category."""
    shown = queries.price_history(actor=actor_of(request), code=code, category=category)
    context = prices_page.history(shown, today=localdate(clock.now()))
    return render(request, "waste_banks/price_history.html", context)


def _desk(request: HttpRequest, code: str) -> queries.PriceDesk:
    return queries.price_desk(actor=actor_of(request), code=code, today=localdate(clock.now()))


def _drafted(request: HttpRequest, form: PriceForm, desk: queries.PriceDesk) -> PriceList | None:
    with at_fields(form):
        return draft_prices(
            bank_id=desk.bank.pk,
            prices=form.prices,
            for_units=form.for_units,
            valid_from=form.cleaned_data["valid_from"],
            actor=actor_of(request),
            now=clock.now(),
        )
    return None
