"""Weighing without a signal: the screen itself, the phone's registration, and the receipt."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ui.kept import for_everybody
from sewaka.modules.waste_banks.actions.devices import enrol_device
from sewaka.modules.waste_banks.queries import weighing
from sewaka.modules.waste_banks.rules.kinds import Grade
from sewaka.modules.waste_banks.rules.weighing import receipts
from sewaka.modules.waste_banks.rules.weighing.records import About
from sewaka.modules.waste_banks.web.weighing_page import notice_of
from sewaka.platform.people.api import actor_of

DIGITS = "1234567890"


@require_safe
def weigh(request: HttpRequest) -> HttpResponse:
    """The screen: the same bytes for everybody, so that the phone keeps it; names come from it."""
    reasons = (_("Wrong customer"), _("Wrong weight"), _("Wrong sort"))
    notes = [(About.SCALE_ZERO, _("Scale set to zero")), (About.REWEIGH, _("Weighed again"))]
    notes.append((About.PRICE_POSTER, _("Today's prices hang on the wall")))
    shown = {"digits": DIGITS, "grades": list(Grade), "reasons": reasons, "notes": notes}
    return for_everybody(render(request, "waste_banks/weigh.html", {"shared": True, **shown}))


@require_safe
@login_required
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    """Where an officer registers this phone and begins a session on it."""
    found = weighing.hall(actor=actor_of(request))
    if not found.banks:
        raise NotFound("waste_banks.bank.not_found")
    return render(request, "waste_banks/phone.html", {"hall": found})


@require_POST
@login_required
def enrol(request: HttpRequest) -> HttpResponse:
    """Register the public half of this phone's key."""
    enrol_device(
        bank_id=_uuid(request.POST.get("bank", "")),
        label=request.POST.get("label", ""),
        public_key=_bytes(request.POST.get("public_key", "")),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("This phone may weigh now."))
    return redirect("waste_banks:phone")


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Whether the city knows a receipt."""
    asked = request.GET.get("k", "")
    receipt = receipts.read(asked) if asked else None
    found = weighing.receipt_standing(receipt=receipt, actor=actor_of(request)) if receipt else None
    shown = {"asked": asked, "notice": notice_of(found, has_asked=bool(asked))}
    return render(request, "waste_banks/check.html", shown)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("waste_banks.bank.not_found") from error


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
