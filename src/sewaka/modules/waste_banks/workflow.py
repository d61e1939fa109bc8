"""The way of a withdrawal: money set aside, a look, money paid or given back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Ask, AskKind, State, StateGroup, Transition, Workflow
from sewaka.modules.waste_banks import access
from sewaka.modules.waste_banks.effects import withdrawing
from sewaka.modules.waste_banks.rules import withdrawing as rules

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
            rule=access.own_withdrawal(),
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
