"""What hamlet and village do with a report."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Ask, AskKind, Transition
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import office, triage
from sewaka.modules.reports.effects.acts import effect_of
from sewaka.modules.reports.models.labels import REASONS
from sewaka.modules.reports.rules.states import (
    FORWARDED,
    IN_PROGRESS,
    REOPENED,
    SUBMITTED,
    VERIFIED,
)
from sewaka.modules.reports.workflow.asks import KEEP_PHOTOS_BACK, QUESTION, REMARK, answer

LOCAL = (
    Transition(
        action="verify",
        label=_("True, pass it on"),
        sources=(SUBMITTED,),
        target=VERIFIED,
        rule=access.territorial_desk() | access.triage_desk() | access.on_the_spot(),
        effect=effect_of(office.verify),
        asks=(
            Ask(
                "how",
                _("How you know"),
                kind=AskKind.CHOICE,
                is_required=False,
                choices=(("seen", _("I have seen it")), ("called", _("I have called the author"))),
            ),
            REMARK,
            KEEP_PHOTOS_BACK,
        ),
        is_main=True,
        is_bulk=True,
    ),
    Transition(
        action="hand_over",
        label=_("Hand over to the agency"),
        sources=(SUBMITTED, VERIFIED),
        target=FORWARDED,
        rule=access.village_desk() | access.district_desk() | access.triage_desk(),
        effect=effect_of(office.hand_over),
        undo=effect_of(office.take_hand_over_back),
        asks=(
            Ask(
                "agency",
                _("Agency"),
                kind=AskKind.AGENCY,
                is_required=False,
                hint=_("Leave empty for the agency that is responsible for this kind."),
            ),
            Ask("remark", _("Remark or reason"), is_required=False, max_length=1000),
            KEEP_PHOTOS_BACK,
        ),
        is_main=True,
        is_bulk=True,
    ),
    Transition(
        action="act_locally",
        label=_("We take care of it ourselves"),
        sources=(SUBMITTED, VERIFIED, REOPENED),
        target=IN_PROGRESS,
        rule=access.local_desk(),
        effect=effect_of(office.act_locally),
        asks=(
            answer(_("Answer to the citizen")),
            KEEP_PHOTOS_BACK,
        ),
    ),
    Transition(
        action="not_mine",
        label=_("Not my area"),
        sources=(SUBMITTED,),
        target=SUBMITTED,
        rule=access.hamlet_desk(),
        effect=effect_of(office.not_mine),
        asks=(REMARK,),
    ),
    Transition(
        action="propose_rejection",
        label=_("Propose not to take it on"),
        sources=(SUBMITTED,),
        target=SUBMITTED,
        rule=access.hamlet_desk(),
        effect=effect_of(triage.propose_rejection),
        asks=(
            Ask("reason_code", _("Reason"), kind=AskKind.CHOICE, choices=REASONS),
            Ask(
                "reason",
                _("In your words"),
                min_length=QUESTION,
                max_length=1000,
                hint=_("The village office reads it and decides."),
            ),
        ),
    ),
)
