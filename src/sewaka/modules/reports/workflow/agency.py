"""What an agency answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Ask, AskKind, Text, Transition
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import office, triage
from sewaka.modules.reports.effects.acts import effect_of
from sewaka.modules.reports.models.labels import EXTERNAL_BODIES
from sewaka.modules.reports.rules.states import (
    ACCEPTED,
    FORWARDED,
    NOT_RESPONSIBLE,
    REOPENED,
    SUBMITTED,
    VERIFIED,
)
from sewaka.modules.reports.workflow.asks import KEEP_PHOTOS_BACK, QUESTION, answer


def _ask_back(hint: Text) -> Ask:
    return Ask(
        "ask_back_days",
        _("Ask again after how many days"),
        kind=AskKind.NUMBER,
        is_required=False,
        hint=hint,
    )


AGENCY = (
    Transition(
        action="accept",
        label=_("Answer and take on"),
        sources=(SUBMITTED, VERIFIED, FORWARDED, REOPENED),
        target=ACCEPTED,
        rule=access.agency_desk(),
        effect=effect_of(office.accept),
        asks=(
            answer(_("Answer to the citizen"), _("Everybody can read it: what happens and when.")),
            KEEP_PHOTOS_BACK,
        ),
        is_main=True,
    ),
    Transition(
        action="return",
        label=_("Not our field"),
        sources=(SUBMITTED, FORWARDED, ACCEPTED),
        target=SUBMITTED,
        rule=access.agency_desk() & access.not_sealed(),
        effect=effect_of(office.send_back),
        asks=(
            Ask("reason", _("Reason"), min_length=QUESTION),
            Ask("proposal", _("Whose is it?"), kind=AskKind.AGENCY, is_required=False),
        ),
    ),
    Transition(
        action="not_responsible",
        label=_("Not the city's task"),
        sources=(SUBMITTED, VERIFIED, FORWARDED, ACCEPTED),
        target=NOT_RESPONSIBLE,
        rule=access.agency_desk() | access.triage_desk(),
        effect=effect_of(triage.not_responsible),
        asks=(
            Ask("external_body", _("Who has to act"), kind=AskKind.CHOICE, choices=EXTERNAL_BODIES),
            Ask(
                "reference",
                _("Their number"),
                kind=AskKind.TEXT,
                is_required=False,
                max_length=80,
                hint=_("Under which they keep it, if they gave one."),
            ),
            _ask_back(_("The city reminds you, and everybody reads the day. Empty: 14 days.")),
            answer(_("Answer to the citizen")),
        ),
    ),
    Transition(
        action="external_answer",
        label=_("Tell what the other body answered"),
        sources=(NOT_RESPONSIBLE,),
        target=NOT_RESPONSIBLE,
        rule=access.agency_desk() | access.triage_desk(),
        effect=effect_of(triage.external_answer),
        asks=(
            answer(_("What it answered")),
            _ask_back(_("Empty: it need not be asked again.")),
        ),
    ),
)
