"""The way of an incident through the control room: states, acts, who may, what is asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Ask, AskKind, State, StateGroup, Transition, Workflow
from sewaka.modules.traffic import access, effects, words
from sewaka.modules.traffic.rules import incidents as rules

_REMARK = Ask("remark", _("Remark"), is_required=False, max_length=500)
_GROUPS = {
    rules.DETECTED: StateGroup.NEW,
    rules.CONFIRMED: StateGroup.OPEN,
    rules.RESPONDING: StateGroup.OPEN,
    rules.CLEARED: StateGroup.OPEN,
    rules.CLOSED: StateGroup.DONE,
    rules.DISMISSED: StateGroup.REJECTED,
}

INCIDENT_WORKFLOW = Workflow(
    code=rules.WORKFLOW,
    version=1,
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
            effect=effects.confirm,
            asks=(_REMARK,),
            is_main=True,
        ),
        Transition(
            action="dismiss",
            label=_("No incident"),
            sources=(rules.DETECTED, rules.CONFIRMED),
            target=rules.DISMISSED,
            rule=access.control_room(),
            effect=effects.dismiss,
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
            effect=effects.respond,
            asks=(Ask("who", _("Who goes there"), kind=AskKind.TEXT, max_length=120),),
            is_main=True,
        ),
        Transition(
            action="clear",
            label=_("The street is free again"),
            sources=rules.ON_THE_STREET,
            target=rules.CLEARED,
            rule=access.control_room(),
            effect=effects.clear,
            asks=(_REMARK,),
        ),
        Transition(
            action="close",
            label=_("Write it down and close"),
            sources=(rules.CLEARED,),
            target=rules.CLOSED,
            rule=access.control_room(),
            effect=effects.close,
            asks=(
                Ask("cause", _("What it was"), kind=AskKind.CHOICE, choices=words.INCIDENT_CAUSES),
                _REMARK,
            ),
            is_main=True,
        ),
    ),
)
