"""The customer's own page of pick-ups: ask for one, see each step, take it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.problems import sentence
from sewaka.modules.waste_banks.actions.pickups import PickupWish, request_pickup
from sewaka.modules.waste_banks.queries.pickups import OwnPickups, own_pickups
from sewaka.modules.waste_banks.rules.pickups import Slot, read_point
from sewaka.modules.waste_banks.web import photos, pickups_page
from sewaka.modules.waste_banks.web.pickup_form import FIELDS, PickupForm
from sewaka.platform.cases import api as cases
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The newest request and its steps, or the form of the next one."""
    actor, now = actor_of(request), clock.now()
    shown = own_pickups(actor=actor, number=request.GET.get("nomor", ""))
    tomorrow = localdate(now) + timedelta(days=1)
    form = PickupForm(request.POST if request.method == "POST" else None, tomorrow=tomorrow)
    if shown and form.is_valid() and _is_asked(request, form, shown, actor=actor, now=now):
        messages.success(request, _("Asked for. The bank plans the day and tells you."))
        return redirect("waste_banks:pickup")
    context = pickups_page.own(shown, form, actor=actor, now=now)
    status = 422 if form.is_bound else 200
    return render(request, "waste_banks/pickup.html", context, status=status)


@require_POST
@login_required
def cancel(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take a request back; a refusal is said on the page."""
    try:
        cases.move(case_id=case_id, action="cancel", actor=actor_of(request), now=clock.now())
        messages.success(request, _("Taken back. Nobody comes."))
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("waste_banks:pickup")


def _is_asked(
    request: HttpRequest, form: PickupForm, shown: OwnPickups, *, actor: Actor, now: datetime
) -> bool:
    sent = request.FILES.get("photo") or request.FILES.get("photo_gallery")
    photo_id = photos.take(sent, form, field=None, actor=actor, now=now)
    if form.errors:
        return False
    given = form.cleaned_data
    try:
        wish = PickupWish(
            id=given["wish"],
            customer_id=shown.customer.pk,
            address=given["landmark"],
            wished_on=given["wished_on"],
            slot=Slot(given["slot"]),
            estimate_g=given["estimate"],
            position=read_point(given["lat"], given["lon"]),
            photo_id=photo_id,
        )
        request_pickup(wish=wish, actor=actor, now=now)
    except (NotFound, Forbidden):
        raise
    except Invalid as refusal:
        for name, code in refusal.fields.items():
            form.add_error(FIELDS.get(name, name), sentence(DomainError(code)))
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
    return not form.errors
