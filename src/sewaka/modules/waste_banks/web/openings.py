"""Opening balances on screen: a workbook is shown cell by cell, then posted as it was shown."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sewaka.kernel import clock
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.kernel.problems import sentence
from sewaka.modules.waste_banks.actions.openings import Posted, look_at_openings, post_openings
from sewaka.modules.waste_banks.importers import read_workbook
from sewaka.modules.waste_banks.models import WasteBank
from sewaka.modules.waste_banks.queries.openings import Plan, opening_bank
from sewaka.modules.waste_banks.web import openings_page
from sewaka.modules.waste_banks.web.openings_page import WorkbookForm
from sewaka.platform.people.api import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a workbook, see what it means, choose it again to post it. Nothing is kept of it."""
    actor, now = actor_of(request), clock.now()
    bank = opening_bank(actor=actor, code=code)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    done = _posted(form, bank, actor=actor, now=now) if form.is_valid() else None
    if isinstance(done, Posted):
        messages.success(request, openings_page.booked(done))
        return redirect("waste_banks:openings", code=code)
    context = openings_page.context(bank, form, done)
    return render(request, "waste_banks/openings.html", context, status=422 if form.errors else 200)


def _posted(
    form: WorkbookForm, bank: WasteBank, *, actor: Actor, now: datetime
) -> Plan | Posted | None:
    """What was booked; the dry run where nothing was agreed to yet, or something has changed."""
    shown = form.cleaned_data["shown"]
    try:
        book = read_workbook(form.cleaned_data["workbook"].read())
        if shown:
            return post_openings(bank_id=bank.pk, workbook=book, shown=shown, actor=actor, now=now)
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        form.add_error("workbook", sentence(refusal))
        if refusal.code != "waste_banks.openings.changed":
            return None
    return look_at_openings(bank_id=bank.pk, workbook=book, actor=actor, now=now)
