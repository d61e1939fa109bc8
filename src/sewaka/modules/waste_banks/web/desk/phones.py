"""The phones of a bank: which weigh for it, and one that is lost goes off the list."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sewaka.kernel import clock
from sewaka.modules.waste_banks.actions.devices import revoke_device
from sewaka.modules.waste_banks.queries import devices as queries
from sewaka.modules.waste_banks.web.refusals import said
from sewaka.platform.people.api import actor_of


@require_safe
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Registered phones, and since when."""
    found = queries.phones(actor=actor_of(request), code=code)
    return render(request, "waste_banks/phones.html", {"found": found})


@require_POST
@login_required
def revoke(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Take a lost phone off the list; for the head of the bank."""
    actor = actor_of(request)
    code = queries.bank_of_phone(actor=actor, device_id=device_id)
    with said(request, _("The phone is off the list.")):
        revoke_device(device_id=device_id, actor=actor, now=clock.now())
    return redirect("waste_banks:phones", code=code)
