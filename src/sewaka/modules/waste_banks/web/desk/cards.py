"""Cards: made anew at the counter, printed while their code is known, found by strangers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sewaka.kernel import clock
from sewaka.kernel.ids import digest
from sewaka.modules.waste_banks.actions.customers import Registered, rotate_cards
from sewaka.modules.waste_banks.exporters import printing
from sewaka.modules.waste_banks.models import Customer, WasteBank
from sewaka.modules.waste_banks.queries import cards as queries
from sewaka.modules.waste_banks.queries.desk import customer_at
from sewaka.modules.waste_banks.web.printing import pdf_response
from sewaka.modules.waste_banks.web.refusals import said
from sewaka.platform.people.api import actor_of
from sewaka.platform.territory import api as territory

ON_A_SHEET = 10


class SheetForm(forms.Form):
    """Who gets a new card."""

    def __init__(self, data: Any, *, customers: Iterable[Customer]) -> None:
        super().__init__(data)
        self.fields["who"] = forms.MultipleChoiceField(
            label=_("Who gets a new card"),
            help_text=_("The newest customers stand first."),
            widget=forms.CheckboxSelectMultiple,
            choices=[(str(one.pk), f"{one.name} · {one.number}") for one in customers],
            error_messages={"required": _("Choose at least one customer.")},
        )

    def clean_who(self) -> list[str]:
        """As many as a sheet holds."""
        chosen: list[str] = self.cleaned_data["who"]
        if len(chosen) > ON_A_SHEET:
            raise forms.ValidationError(_("A sheet holds ten cards. Choose fewer."))
        return chosen


@require_POST
@never_cache
@login_required
def renew(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """A new card: its code is shown once."""
    actor, now = actor_of(request), clock.now()
    customer, _duties = customer_at(actor=actor, code=code, number=number, now=now)
    made: list[Registered] = []
    with said(request):
        made += rotate_cards(customer_ids=[customer.pk], actor=actor, now=now)
    if made:
        return card(request, made[0])
    return redirect("waste_banks:customer", code=code, number=number)


@require_POST
@never_cache
@login_required
def paper(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The card on paper, for who holds its code; with a code of before, back to the account."""
    actor, token = actor_of(request), request.POST.get("token", "")
    customer, _duties = customer_at(actor=actor, code=code, number=number, now=clock.now())
    if bytes(customer.card_hash) != digest(token):
        return redirect("waste_banks:customer", code=code, number=number)
    return _printed(request, [Registered(customer, token)], customer.bank)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """New cards for up to ten customers, on one sheet."""
    actor, now = actor_of(request), clock.now()
    bank, customers = queries.to_give(actor=actor, code=code, now=now)
    form = SheetForm(request.POST if request.method == "POST" else None, customers=customers)
    if form.is_valid():
        chosen = [one.pk for one in customers if str(one.pk) in form.cleaned_data["who"]]
        made = rotate_cards(customer_ids=chosen, actor=actor, now=now)
        return _printed(request, made, bank)
    context = {"bank": bank, "form": form, "has_errors": form.is_bound}
    return render(request, "waste_banks/cards.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def found(request: HttpRequest, token: str) -> HttpResponse:
    """A scanned card: officers of its bank go to the account, strangers see the bank."""
    actor = actor_of(request)
    card_found = queries.card_of(token=token, actor=actor)
    if card_found is None:
        return render(request, "waste_banks/found.html", {}, status=404)
    bank, customer = card_found.bank, card_found.customer
    if customer is not None:
        return redirect("waste_banks:customer", code=bank.code, number=customer.number)
    login_url = "" if actor.person_id else f"{reverse('account_login')}?next={request.path}"
    village = territory.name_of(bank.village_code)
    context = {"bank": bank, "village": village, "login_url": login_url}
    return render(request, "waste_banks/found.html", context)


def card(request: HttpRequest, made: Registered) -> HttpResponse:
    """The card's code on screen: nobody can show it again."""
    customer = made.customer
    place = [customer.bank.code, customer.number]
    context = {
        "bank": customer.bank,
        "customer": customer,
        "token": made.card_token,
        "card_url": _address(request, made.card_token),
        "paper_url": reverse("waste_banks:card_paper", args=place),
        "customer_url": reverse("waste_banks:customer", args=place),
        "desk_url": reverse("waste_banks:desk", args=place[:1]),
    }
    return render(request, "waste_banks/card.html", context)


def _printed(request: HttpRequest, made: Iterable[Registered], bank: WasteBank) -> HttpResponse:
    paper_made = printing.cards(
        made,
        bank=bank,
        address=lambda token: _address(request, token),
        on=localdate(clock.now()),
    )
    return pdf_response(paper_made, name=f"kartu-{bank.code}.pdf")


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("waste_banks:found", args=[token]))
