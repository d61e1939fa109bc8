"""What the author may still do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import BACK, Ask, AskKind, Transition
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import author, office, triage
from sewaka.modules.reports.effects.acts import effect_of
from sewaka.modules.reports.rules.states import (
    AUTO_CLOSED,
    CANCELLED,
    CONFIRMED,
    NEEDS_INFO,
    REJECTED,
    REOPENED,
    RESOLVED,
    SUBMITTED,
    VERIFIED,
)
from sewaka.modules.reports.workflow.asks import PHOTO, QUESTION

AUTHOR = (
    Transition(
        action="give_info",
        label=_("Send the answer"),
        sources=(NEEDS_INFO,),
        target=BACK,
        rule=access.author() | access.any_desk(),  # a desk writes down what it heard by phone
        effect=effect_of(office.give_info),
        asks=(
            Ask("answer", _("Your answer"), min_length=2),
            PHOTO,
        ),
        is_main=True,
    ),
    Transition(
        action="settle",
        label=_("It is settled"),
        sources=(RESOLVED,),
        target=CONFIRMED,
        rule=access.author(),
        effect=effect_of(author.settle),
        asks=(
            Ask(
                "stars",
                _("How satisfied are you?"),
                kind=AskKind.CHOICE,
                is_required=False,
                choices=tuple((str(n), str(n)) for n in range(5, 0, -1)),
            ),
        ),
        is_main=True,
    ),
    Transition(
        action="dispute",
        label=_("Not settled yet"),
        sources=(RESOLVED, AUTO_CLOSED),
        target=REOPENED,
        rule=access.author(),
        effect=effect_of(author.dispute),
        asks=(
            Ask("reason", _("What is still missing?"), is_required=False, min_length=5),
            PHOTO,
        ),
    ),
    Transition(
        action="cancel",
        label=_("Take the report back"),
        sources=(SUBMITTED, NEEDS_INFO, VERIFIED),
        target=CANCELLED,
        rule=access.author(),
        effect=effect_of(author.cancel),
        asks=(Ask("reason", _("Reason"), is_required=False, max_length=1000),),
    ),
    Transition(
        action="object",
        label=_("I do not agree"),
        sources=(REJECTED,),
        target=SUBMITTED,
        rule=access.author(),
        effect=effect_of(triage.object_to),
        asks=(Ask("reason", _("Why it should be taken on"), min_length=QUESTION),),
    ),
)
