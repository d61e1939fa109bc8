"""The ways of a withdrawal (set aside, looked at, paid or given back) and of a pick-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Ask, AskKind, State, StateGroup, Transition, Workflow
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.effects import fetching, withdrawing
from sewaka.modules.waste_banks.rules import pickups
from sewaka.modules.waste_banks.rules import withdrawing as rules
from sewaka.modules.waste_banks.words import FAILURES

WITHDRAWAL_WORKFLOW = Workflow(
    code=rules.WORKFLOW,
    version=1,
    initial=rules.REQUESTED,
    states=(
        State(rules.REQUESTED, _("Asked for, the money is set aside"), StateGroup.NEW),
        State(rules.APPROVED, _("Approved, waiting to be fetched"), StateGroup.OPEN),
        State(rules.PAID, _("Paid"), StateGroup.DONE),
        State(rules.REJECTED, _("Refused, the money is back"), StateGroup.REJECTED),
        State(rules.CANCELLED, _("Taken back, the money is back"), StateGroup.REJECTED),
        State(rules.EXPIRED, _("Not fetched in time, the money is back"), StateGroup.REJECTED),
    ),
    transitions=(
        Transition(
            action="approve",
            label=_("Approve"),
            sources=(rules.REQUESTED,),
            target=rules.APPROVED,
            rule=access.paying(),
            effect=withdrawing.approve,
            is_main=True,
        ),
        Transition(
            action="pay",
            label=_("Pay"),
            sources=(rules.APPROVED,),
            target=rules.PAID,
            rule=access.paying(),
            effect=withdrawing.pay,
            asks=(
                Ask(
                    "proof",
                    _("Number of the receipt"),
                    kind=AskKind.TEXT,
                    is_required=False,
                    max_length=120,
                ),
            ),
            is_main=True,
        ),
        Transition(
            action="reject",
            label=_("Refuse with a reason"),
            sources=(rules.REQUESTED, rules.APPROVED),
            target=rules.REJECTED,
            rule=access.paying(),
            effect=withdrawing.reject,
            asks=(Ask("reason", _("Reason"), min_length=5, max_length=500),),
        ),
        Transition(
            action="cancel",
            label=_("Take my withdrawal back"),
            sources=(rules.REQUESTED, rules.APPROVED),
            target=rules.CANCELLED,
            rule=access.own_case(),
            effect=withdrawing.cancel,
        ),
        Transition(
            action="expire",
            label=_("Not fetched in time"),
            sources=(rules.REQUESTED, rules.APPROVED),
            target=rules.EXPIRED,
            rule=access.by_itself(),
            effect=withdrawing.expire,
        ),
    ),
)

PICKUP_WORKFLOW = Workflow(
    code=pickups.WORKFLOW,
    version=1,
    initial=pickups.NEW,
    states=(
        State(pickups.NEW, _("Asked for, the bank plans the day"), StateGroup.NEW),
        State(pickups.SCHEDULED, _("The day is promised"), StateGroup.OPEN),
        State(pickups.EN_ROUTE, _("The vehicle is on its way"), StateGroup.OPEN),
        State(pickups.FAILED, _("Not fetched, the bank plans another day"), StateGroup.WAITING),
        State(pickups.DONE, _("Fetched and weighed"), StateGroup.DONE),
        State(pickups.OFFERED, _("Not fetched: a weighing day is offered"), StateGroup.REJECTED),
        State(pickups.CANCELLED, _("Pick-up taken back"), StateGroup.REJECTED),
    ),
    transitions=(
        Transition(
            action="schedule",
            label=_("Promise a day"),
            sources=(pickups.NEW, pickups.SCHEDULED, pickups.FAILED),
            target=pickups.SCHEDULED,
            rule=access.fetching(),
            effect=fetching.schedule,
            asks=(Ask("on", _("Day of the pick-up"), kind=AskKind.DATE),),
            is_main=True,
        ),
        Transition(
            action="unschedule",
            label=_("Take it off the day"),
            sources=(pickups.SCHEDULED,),
            target=pickups.NEW,
            rule=access.fetching(),
            effect=fetching.unschedule,
        ),
        Transition(
            action="depart",
            label=_("We are on our way"),
            sources=(pickups.SCHEDULED,),
            target=pickups.EN_ROUTE,
            rule=access.fetching(),
            effect=fetching.depart,
        ),
        Transition(
            action="arrive",
            label=_("We are at the door"),
            sources=(pickups.EN_ROUTE,),
            target=pickups.EN_ROUTE,
            rule=access.fetching(),
            effect=fetching.arrive,
        ),
        Transition(
            action="finish",
            label=_("It is weighed"),
            sources=(pickups.EN_ROUTE,),
            target=pickups.DONE,
            rule=access.fetching(),
            effect=fetching.finish,
            is_main=True,
        ),
        Transition(
            action="fail",
            label=_("Nothing was fetched"),
            sources=(pickups.EN_ROUTE,),
            target=pickups.FAILED,
            rule=access.fetching(),
            effect=fetching.fail,
            asks=(
                Ask(
                    "reason",
                    _("Why nothing was fetched"),
                    kind=AskKind.CHOICE,
                    choices=tuple((code, words) for code, words in FAILURES.items()),
                ),
                Ask("words", _("In words"), is_required=False, max_length=300),
            ),
        ),
        Transition(
            action="offer",
            label=_("Offer a weighing day instead"),
            sources=(pickups.NEW, pickups.FAILED),
            target=pickups.OFFERED,
            rule=access.fetching(),
            effect=fetching.offer,
        ),
        Transition(
            action="cancel",
            label=_("Take my pick-up back"),
            sources=(pickups.NEW, pickups.SCHEDULED, pickups.FAILED),
            target=pickups.CANCELLED,
            rule=access.own_case(),
            effect=fetching.cancel,
        ),
    ),
)
