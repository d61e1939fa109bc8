"""What a bank takes: its fees by day, and the next one by the head of the bank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sewaka.kernel import clock
from sewaka.kernel.errors import Forbidden
from sewaka.kernel.ui.formats import day
from sewaka.kernel.ui.values import Cell, Column, Row, Table
from sewaka.modules.waste_banks.actions.fees import decide_fee
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.models.fees import fees_of
from sewaka.modules.waste_banks.queries.desk import bank_at
from sewaka.modules.waste_banks.rules.fees import Fee, in_force
from sewaka.modules.waste_banks.rules.kinds import Duty, FeeOn
from sewaka.modules.waste_banks.web.refusals import at_fields
from sewaka.modules.waste_banks.words import FEES_ON
from sewaka.platform.people.api import actor_of

_SHAPE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")


class PercentField(forms.CharField):
    """ "5" or "2,5" percent become basis points."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> int:
        """Basis points."""
        found = _SHAPE.fullmatch(str(super().clean(value)).strip())
        if found is None:
            raise ValidationError(_("Write percent, like 2,5."), code="shape")
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


class FeeForm(forms.Form):
    """The next fee."""

    bp = PercentField(label=gettext_lazy("Percent"), max_length=5)
    on = forms.ChoiceField(
        label=gettext_lazy("Taken"), choices=list(FEES_ON.items()), widget=forms.RadioSelect
    )
    since = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The fees of a bank; its head decides on the next one."""
    bank, duties = bank_at(actor=actor_of(request), code=code)
    is_head = Duty.MANAGER in duties
    if request.method == "POST" and not is_head:
        raise Forbidden
    known = fees_of(bank)
    held = in_force(known, day=localdate(clock.now()))
    form = FeeForm(request.POST or None, initial={"bp": percent(held.bp), "on": held.on.value})
    if form.is_valid() and _is_decided(form, bank, request):
        messages.success(request, _("Decided. Everybody at the bank sees it here."))
        return redirect("waste_banks:fees", code=code)
    context = {"bank": bank, "table": _table(known, held=held), "form": form if is_head else None}
    context["has_errors"] = form.is_bound
    return render(request, "waste_banks/fees.html", context, status=422 if form.errors else 200)


def _is_decided(form: FeeForm, bank: WasteBank, request: HttpRequest) -> bool:
    given = form.cleaned_data
    with at_fields(form):
        fee = Fee(given["since"], given["bp"], FeeOn(given["on"]))
        decide_fee(bank_id=bank.pk, fee=fee, actor=actor_of(request), now=clock.now())
    return form.is_valid()


def percent(bp: int) -> str:
    """ "2,5" of 250 basis points, as the field reads it."""
    whole, rest = divmod(bp, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",") if rest else str(whole)


def _table(known: Sequence[Fee], *, held: Fee) -> Table:
    return Table(
        caption=_("What the bank takes, the newest first"),
        columns=(
            Column("since", _("Holds from"), is_main=True),
            Column("fee", _("Percent"), is_number=True),
            Column("on", _("Taken")),
            Column("state", _("State")),
        ),
        rows=[
            Row(
                cells=(
                    Cell(day(one.since)),
                    Cell(f"{percent(one.bp)} %"),
                    Cell(FEES_ON[one.on]),
                    Cell(_state(one, held=held)),
                ),
                key=one.since.isoformat(),
            )
            for one in reversed(known)
        ],
    )


def _state(one: Fee, *, held: Fee) -> str:
    if one == held:
        return _("holds now")
    return _("begins then") if one.since > held.since else _("ended")
