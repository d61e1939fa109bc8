"""What the city does by itself: silence, and reports of other systems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Transition
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import author, checking, office, triage
from sewaka.modules.reports.effects.acts import effect_of
from sewaka.modules.reports.rules.states import (
    AUTO_CLOSED,
    AWAITING_VALIDATION,
    NEEDS_INFO,
    NOT_RESPONSIBLE,
    REJECTED,
    REOPENED,
    RESOLVED,
)

BY_ITSELF = (
    Transition(
        action="auto_close",
        label=_("Close after ten days"),
        sources=(RESOLVED,),
        target=AUTO_CLOSED,
        rule=access.the_city_itself(),
        effect=effect_of(author.auto_close),
    ),
    Transition(
        action="expire",
        label=_("Close without an answer"),
        sources=(NEEDS_INFO,),
        target=REJECTED,
        rule=access.the_city_itself(),
        effect=effect_of(office.expire),
    ),
    Transition(
        action="pass_on",
        label=_("Nobody looked in time"),
        sources=(AWAITING_VALIDATION,),
        target=AWAITING_VALIDATION,
        rule=access.the_city_itself(),
        effect=effect_of(checking.pass_on),
    ),
    Transition(
        action="ask_back",
        label=_("The day to ask the other body again"),
        sources=(NOT_RESPONSIBLE,),
        target=NOT_RESPONSIBLE,
        rule=access.the_city_itself(),
        effect=effect_of(triage.ask_back),
    ),
    Transition(
        action="reopen_for_supporters",
        label=_("Three who have the same problem say: not settled"),
        sources=(RESOLVED,),
        target=REOPENED,
        rule=access.the_city_itself(),
        effect=effect_of(author.reopen_for_supporters),
    ),
)
