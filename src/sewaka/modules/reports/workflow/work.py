"""The work itself, and the look of another office at it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Ask, AskKind, Transition
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import checking, work
from sewaka.modules.reports.effects.acts import effect_of
from sewaka.modules.reports.rules.states import (
    ACCEPTED,
    AWAITING_VALIDATION,
    IN_PROGRESS,
    REOPENED,
    RESOLVED,
    SCHEDULED,
)
from sewaka.modules.reports.workflow.asks import QUESTION, REMARK, answer

WORK = (
    Transition(
        action="schedule",
        label=_("Name the day of the work"),
        sources=(ACCEPTED, IN_PROGRESS, SCHEDULED),
        target=SCHEDULED,
        rule=access.agency_desk(),
        effect=effect_of(work.schedule),
        asks=(
            Ask(
                "day",
                _("Day"),
                kind=AskKind.DATE,
                hint=_("Everybody can read it. The promised date stays as it is."),
            ),
            Ask(
                "reason",
                _("Reason"),
                is_required=False,
                max_length=1000,
                hint=_("Needed for a day after the promised one, which only the head may name."),
            ),
        ),
        is_bulk=True,
    ),
    Transition(
        action="start",
        label=_("Start work"),
        sources=(ACCEPTED, SCHEDULED, REOPENED),
        target=IN_PROGRESS,
        rule=access.agency_desk() | access.local_desk(),
        effect=effect_of(work.start),
        asks=(
            Ask(
                "crew",
                _("Crew"),
                kind=AskKind.TEXT,
                is_required=False,
                max_length=120,
                hint=_("Only offices read it."),
            ),
            REMARK,
        ),
        is_bulk=True,
    ),
    Transition(
        action="finish",
        label=_("Finished, show the result"),
        sources=(ACCEPTED, IN_PROGRESS),
        target=AWAITING_VALIDATION,
        rule=access.agency_desk() | access.local_desk(),
        effect=effect_of(work.finish),
        asks=(
            answer(_("What was done")),
            Ask(
                "after",
                _("Photo of the result"),
                kind=AskKind.PHOTO,
                is_required=False,
                is_proof=True,
                hint=_("Taken on the spot, after the work. Where you stood is for offices only."),
            ),
            Ask(
                "reason",
                _("Why the photo was not taken on the spot"),
                is_required=False,
                min_length=QUESTION,
                max_length=1000,
                hint=_("Only if it was not. Everybody can read it."),
            ),
        ),
        is_main=True,
    ),
    Transition(
        action="validate",
        label=_("I have seen it, it is done"),
        sources=(AWAITING_VALIDATION,),
        target=RESOLVED,
        rule=access.validating_desk(),
        effect=effect_of(checking.accept),
        asks=(REMARK,),
        is_main=True,
    ),
    Transition(
        action="refuse",
        label=_("It is not done yet"),
        sources=(AWAITING_VALIDATION,),
        target=IN_PROGRESS,
        rule=access.validating_desk(),
        effect=effect_of(checking.refuse),
        asks=(
            Ask(
                "reason",
                _("What is still missing?"),
                min_length=QUESTION,
                max_length=1000,
                hint=_("Everybody can read it."),
            ),
        ),
    ),
)
