"""The ways of an incident and of a fault: states, acts, who may, what is asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Ask, AskKind, State, StateGroup, Transition, Workflow
from sewaka.modules.traffic import access, words
from sewaka.modules.traffic.effects import faults, incidents
from sewaka.modules.traffic.rules import faults as fault_rules
from sewaka.modules.traffic.rules import incidents as rules

_REMARK = Ask("remark", _("Remark"), is_required=False, max_length=500)
_GROUPS = {
    rules.DETECTED: StateGroup.NEW,
    rules.CONFIRMED: StateGroup.OPEN,
    rules.RESPONDING: StateGroup.OPEN,
    rules.ON_THE_SPOT: StateGroup.OPEN,
    rules.CLEARED: StateGroup.OPEN,
    rules.CLOSED: StateGroup.DONE,
    rules.DISMISSED: StateGroup.REJECTED,
}

INCIDENT_WORKFLOW = Workflow(
    code=rules.WORKFLOW,
    version=2,
    initial=rules.DETECTED,
    states=tuple(
        State(code, words.INCIDENT_STATES[code], group) for code, group in _GROUPS.items()
    ),
    transitions=(
        Transition(
            action="confirm",
            label=_("It is there"),
            sources=(rules.DETECTED,),
            target=rules.CONFIRMED,
            rule=access.control_room(),
            effect=incidents.confirm,
            asks=(_REMARK,),
            is_main=True,
        ),
        Transition(
            action="dismiss",
            label=_("No incident"),
            sources=(rules.DETECTED, rules.CONFIRMED),
            target=rules.DISMISSED,
            rule=access.control_room(),
            effect=incidents.dismiss,
            asks=(
                Ask("cause", _("What it was"), kind=AskKind.CHOICE, choices=words.FALSE_ALARMS),
                _REMARK,
            ),
            is_bulk=True,
        ),
        Transition(
            action="respond",
            label=_("Somebody is on the way"),
            sources=(rules.CONFIRMED,),
            target=rules.RESPONDING,
            rule=access.control_room(),
            effect=incidents.respond,
            asks=(Ask("who", _("Who goes there"), kind=AskKind.TEXT, max_length=120),),
            is_main=True,
        ),
        Transition(
            action="take",
            label=_("We go there"),
            sources=(rules.CONFIRMED,),
            target=rules.RESPONDING,
            rule=access.patrol(),
            effect=incidents.take,
        ),
        Transition(
            action="arrive",
            label=_("We are on the spot"),
            sources=(rules.RESPONDING,),
            target=rules.ON_THE_SPOT,
            rule=access.patrol(),
        ),
        Transition(
            action="clear",
            label=_("The street is free again"),
            sources=rules.ON_THE_STREET,
            target=rules.CLEARED,
            rule=access.patrol(),
            effect=incidents.clear,
            asks=(_REMARK,),
        ),
        Transition(
            action="close",
            label=_("Write it down and close"),
            sources=(rules.CLEARED,),
            target=rules.CLOSED,
            rule=access.control_room(),
            effect=incidents.close,
            asks=(
                Ask("cause", _("What it was"), kind=AskKind.CHOICE, choices=words.INCIDENT_CAUSES),
                _REMARK,
            ),
            is_main=True,
        ),
    ),
)

_FAULT_GROUPS = {
    fault_rules.OPEN: StateGroup.NEW,
    fault_rules.ASSIGNED: StateGroup.OPEN,
    fault_rules.REPAIRED: StateGroup.OPEN,
    fault_rules.VERIFIED: StateGroup.DONE,
}

FAULT_WORKFLOW = Workflow(
    code=fault_rules.WORKFLOW,
    version=1,
    initial=fault_rules.OPEN,
    states=tuple(
        State(code, words.FAULT_STATES[code], group) for code, group in _FAULT_GROUPS.items()
    ),
    transitions=(
        Transition(
            action="give",
            label=_("Give it to somebody"),
            sources=(fault_rules.OPEN,),
            target=fault_rules.ASSIGNED,
            rule=access.workshop(),
            asks=(Ask("who", _("Who mends it"), kind=AskKind.TEXT, max_length=120),),
            is_main=True,
            is_bulk=True,
        ),
        Transition(
            action="mend",
            label=_("It is mended"),
            sources=(fault_rules.OPEN, fault_rules.ASSIGNED),
            target=fault_rules.REPAIRED,
            rule=access.workshop(),
            effect=faults.mend,
            asks=(Ask("remark", _("What was done"), max_length=500),),
            is_main=True,
        ),
        Transition(
            action="verify",
            label=_("It counts right again"),
            sources=(fault_rules.OPEN, fault_rules.ASSIGNED, fault_rules.REPAIRED),
            target=fault_rules.VERIFIED,
            rule=access.workshop() | access.engine(),
            effect=faults.verify,
        ),
        Transition(
            action="fail_again",
            label=_("It has failed again"),
            sources=(fault_rules.REPAIRED,),
            target=fault_rules.ASSIGNED,
            rule=access.workshop() | access.engine(),
        ),
    ),
)
