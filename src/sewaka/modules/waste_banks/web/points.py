"""Rewards: asked for in the passbook or at the counter, handed out there."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sewaka.kernel import clock
from sewaka.kernel.errors import NotFound
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.actions.rewards import (
    RewardWish,
    ask_reward,
    give_points_back,
    hand_out,
)
from sewaka.modules.waste_banks.models import Customer
from sewaka.modules.waste_banks.queries.desk import customer_at
from sewaka.modules.waste_banks.queries.passbook import account_of
from sewaka.modules.waste_banks.queries.points import place_of
from sewaka.modules.waste_banks.web.refusals import said
from sewaka.platform.people.api import actor_of

_DEEDS = {"serahkan": hand_out, "batal": give_points_back}


@require_POST
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Set points aside, in the own passbook."""
    number = request.GET.get("nomor", "")
    customer = account_of(actor=actor_of(request), number=number)
    if customer is None:
        return redirect("waste_banks:book")
    _ask(request, customer)
    response = redirect("waste_banks:book")
    response["Location"] += f"?nomor={customer.number}#points"
    return response


@require_POST
@login_required
def ask_for(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Set points aside for who has only a card; who asks does not hand out."""
    actor, now = actor_of(request), clock.now()
    customer, _duties = customer_at(actor=actor, code=code, number=number, now=now, of=access.DESK)
    _ask(request, customer)
    return redirect("waste_banks:customer", code=code, number=number)


@require_POST
@login_required
def end(request: HttpRequest, redemption_id: UUID, action: str) -> HttpResponse:
    """Hand out, or give the points back."""
    actor, deed = actor_of(request), _DEEDS.get(action)
    code, number = place_of(actor=actor, redemption_id=redemption_id)
    if deed is None:
        raise NotFound("waste_banks.reward.not_found")
    done = _("Handed out.") if deed is hand_out else _("The points are back in the purse.")
    with said(request, done):
        deed(redemption_id=redemption_id, actor=actor, now=clock.now())
    return redirect("waste_banks:customer", code=code, number=number)


def _ask(request: HttpRequest, customer: Customer) -> None:
    with said(request, _("The points are set aside. The bank hands the reward out.")):
        wish = RewardWish(
            id=_id(request.POST.get("wish", "")),
            customer_id=customer.pk,
            reward=request.POST.get("reward", "")[:20],
        )
        ask_reward(wish=wish, actor=actor_of(request), now=clock.now())


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("waste_banks.reward.not_found") from None
