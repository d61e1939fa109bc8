"""The register of vehicles that may ask for priority. A key is shown once, when it is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import DomainError
from sewaka.kernel.problems import sentence
from sewaka.kernel.ui.formats import moment
from sewaka.kernel.ui.values import Cell, Column, Row, Status, Table
from sewaka.kernel.workflow import StateGroup
from sewaka.modules.traffic import words
from sewaka.modules.traffic.actions.vehicles import register_vehicle, renew_key, revoke_vehicle
from sewaka.modules.traffic.control.priority import VehicleClass
from sewaka.modules.traffic.queries import vehicles as queries
from sewaka.modules.traffic.queries.vehicles import Registered
from sewaka.platform.people.api import actor_of

_LONGEST_CODE, _LONGEST_OWNER = 32, 120


class VehicleForm(forms.Form):
    """Which vehicle, as what, whose."""

    code = forms.CharField(
        label=gettext_lazy("Code of the vehicle"),
        max_length=_LONGEST_CODE,
        help_text=gettext_lazy("Capitals, digits and hyphens, as AMB-07; not its number plate."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("It asks as"))
    owner = forms.CharField(
        label=gettext_lazy("Whose it is"),
        max_length=_LONGEST_OWNER,
        help_text=gettext_lazy("The office or hospital that answers for it."),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        choices = [(one.value, words.VEHICLES[one.value]) for one in VehicleClass]
        self.fields["kind"] = forms.ChoiceField(label=_("It asks as"), choices=choices)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """All vehicles; POST registers one, and shows its key."""
    form = VehicleForm(request.POST if request.method == "POST" else None)
    queries.vehicles(actor=actor_of(request))
    if form.is_valid():
        try:
            given = form.cleaned_data | {"kind": VehicleClass(form.cleaned_data["kind"])}
            key = register_vehicle(**given, actor=actor_of(request), now=clock.now())
            return _page(request, VehicleForm(None), vehicle=given["code"], key=key)
        except DomainError as refusal:
            form.add_error(None, sentence(refusal))
    return _page(request, form)


@require_POST
@never_cache
@login_required
def renew(request: HttpRequest, vehicle: str) -> HttpResponse:
    """A new key, shown this once."""
    key = renew_key(code=vehicle, actor=actor_of(request), now=clock.now())
    return _page(request, VehicleForm(None), vehicle=vehicle, key=key)


@require_POST
@login_required
def revoke(request: HttpRequest, vehicle: str) -> HttpResponse:
    """It may not ask any more."""
    revoke_vehicle(code=vehicle, actor=actor_of(request), now=clock.now())
    messages.success(request, _("%(vehicle)s may not ask any more.") % {"vehicle": vehicle})
    return redirect("traffic:vehicles")


def _page(
    request: HttpRequest, form: VehicleForm, *, vehicle: str = "", key: str = ""
) -> HttpResponse:
    found = queries.vehicles(actor=actor_of(request))
    context = {
        "form": form, "vehicle": vehicle, "key": key, "table": _table(found),
        "found": [one.vehicle for one in found],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "traffic/vehicles.html", context, status=status)


def _table(found: Sequence[Registered]) -> Table:
    return Table(
        caption=_("Vehicles"),
        columns=(
            Column("code", _("Vehicle"), is_main=True),
            Column("kind", _("Asks as")),
            Column("owner", _("Whose it is")),
            Column("state", _("State")),
            Column("asked", _("Asked last")),
        ),
        rows=[_row(one) for one in found],
        empty=_("No vehicle may ask yet."),
    )


def _row(one: Registered) -> Row:
    vehicle = one.vehicle
    may = Status(StateGroup.DONE, _("may ask"))
    gone = Status(StateGroup.REJECTED, _("revoked"))
    return Row(
        (
            Cell(vehicle.code),
            Cell(words.VEHICLES.get(vehicle.kind, vehicle.kind)),
            Cell(vehicle.owner or _("not written down")),
            Cell(status=may if vehicle.is_active else gone),
            Cell(moment(one.asked_at) if one.asked_at else _("not in 90 days")),
        )
    )
