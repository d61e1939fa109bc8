"""The counter of a bank, by keyboard alone and without scripts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.text import clean_text
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.correcting import identify_deposit
from sewaka.modules.waste_banks.queries import desk as queries
from sewaka.modules.waste_banks.web.desk import pages, sending
from sewaka.modules.waste_banks.web.desk.cards import card
from sewaka.modules.waste_banks.web.desk.forms import CustomerForm, weighing_form
from sewaka.modules.waste_banks.web.refusals import said
from sewaka.platform.people.api import actor_of

_LONGEST = 60


@require_safe
@never_cache
@login_required
def banks(request: HttpRequest) -> HttpResponse:
    """Where the officer works."""
    actor = actor_of(request)
    is_watched = actor.holds(access.SUPERVISOR)
    door = "waste_banks:stock" if is_watched else "waste_banks:desk"
    table = pages.banks(queries.own_banks(actor=actor), door=door, is_watched=is_watched)
    return render(request, "waste_banks/desks.html", {"table": table})


@require_safe
@never_cache
@login_required
def desk(request: HttpRequest, code: str) -> HttpResponse:
    """One bank's day: look for a customer, see what waits."""
    words = clean_text(request.GET.get("cari", ""))[:_LONGEST]
    shown = queries.desk(actor=actor_of(request), code=code, now=clock.now(), words=words)
    return render(request, "waste_banks/desk.html", pages.desk(shown, words=words))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def weigh(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Weigh for a customer: the form, its problems, or on to what was booked."""
    actor, now = actor_of(request), clock.now()
    instead_of = request.GET.get("ganti", "")
    shown = queries.at_counter(
        actor=actor, code=code, number=number, now=now, instead_of=instead_of
    )
    form = weighing_form(request, categories=pages.choices_of(shown.priced))
    taken = sending.weigh(form, shown, actor=actor, now=now) if form.is_valid() else None
    if taken is not None:
        messages.success(request, pages.booked(taken.deposit))
        return redirect("waste_banks:desk", code=code)
    context = pages.counter(shown, form)
    return render(request, "waste_banks/counter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Open an account: the form, its problems, or the card's code, shown once."""
    actor, now = actor_of(request), clock.now()
    bank, _duties = queries.bank_at(actor=actor, code=code)
    form = CustomerForm(request.POST or None)
    made = sending.register(form, bank, actor=actor, now=now) if form.is_valid() else None
    if made is not None:
        return card(request, made)
    context = {"bank": bank, "form": form, "has_errors": form.is_bound}
    return render(request, "waste_banks/register.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def identify(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Give a booked deposit of an unknown card to its customer; for the head of the bank."""
    actor = actor_of(request)
    code = queries.code_of(actor=actor, deposit_id=deposit_id)
    bank, _duties = queries.bank_at(actor=actor, code=code)
    number = request.POST.get("number", "")
    customer_id = queries.id_by_number(actor=actor, bank=bank, number=number)
    with said(request, _("The deposit stands in the passbook now.")):
        identify_deposit(
            deposit_id=deposit_id, customer_id=customer_id, actor=actor, now=clock.now()
        )
    return redirect("waste_banks:desk", code=code)


@require_POST
@login_required
def review(request: HttpRequest, deposit_id: UUID, action: str) -> HttpResponse:
    """Accept or reject what waits, or reverse what was booked; a refusal is said on the desk."""
    actor, words = actor_of(request), clean_text(request.POST.get("reason", ""))
    with said(request, _("Decided.")):
        reason = sending.Reason(words, is_owed=bool(request.POST.get("is_owed")))
        sending.decide(action, deposit_id, reason=reason, actor=actor, now=clock.now())
    if action == "balik":
        return redirect("waste_banks:deposit", deposit_id=deposit_id)
    return redirect("waste_banks:desk", code=queries.desk_of(actor=actor, deposit_id=deposit_id))
