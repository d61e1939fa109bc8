"""What every desk may do, and the moderator."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import BACK, Ask, AskKind, Text, Transition
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import merging, office, triage
from sewaka.modules.reports.effects.acts import effect_of
from sewaka.modules.reports.models import catalogue
from sewaka.modules.reports.models.labels import REASONS
from sewaka.modules.reports.rules import states
from sewaka.modules.reports.rules.states import (
    ACCEPTED,
    FORWARDED,
    NEEDS_INFO,
    REJECTED,
    SUBMITTED,
    VERIFIED,
)
from sewaka.modules.reports.workflow.asks import KEEP_PHOTOS_BACK, QUESTION, REMARK, answer

EVERY_DESK = (
    Transition(
        action="ask_info",
        label=_("Ask the citizen"),
        sources=(SUBMITTED, VERIFIED, FORWARDED, ACCEPTED),
        target=NEEDS_INFO,
        rule=access.any_desk(),
        effect=effect_of(office.ask_info),
        asks=(Ask("question", _("Question"), min_length=QUESTION, max_length=1000),),
    ),
    Transition(
        action="reject",
        label=_("Do not take on"),
        sources=(SUBMITTED, VERIFIED, FORWARDED, ACCEPTED),
        target=REJECTED,
        rule=access.village_desk()
        | access.district_desk()
        | access.agency_desk()
        | access.triage_desk(),
        effect=effect_of(triage.reject),
        undo=effect_of(triage.take_rejection_back),
        asks=(
            Ask("reason_code", _("Reason"), kind=AskKind.CHOICE, choices=REASONS),
            answer(_("Answer to the citizen")),
        ),
    ),
    Transition(
        action="merge",
        label=_("Merge into another report"),
        sources=states.OPEN_STATES,
        target=states.DUPLICATE,
        rule=access.any_desk() | access.anywhere_triage(),
        effect=effect_of(merging.merge),
        undo=effect_of(merging.take_merge_back),
        asks=(
            Ask(
                "master",
                _("Number of the other report"),
                kind=AskKind.TEXT,
                max_length=20,
                hint=_("The one that goes on. Everybody who follows this one follows that one."),
            ),
            REMARK,
        ),
    ),
    Transition(
        action="unmerge",
        label=_("Let it stand for itself again"),
        sources=(states.DUPLICATE,),
        target=BACK,
        rule=access.any_desk() | access.anywhere_triage(),
        effect=effect_of(merging.unmerge),
    ),
)


def _categories() -> tuple[tuple[str, Text], ...]:
    return tuple((one.pk, one.local_name) for one in catalogue.current().categories.values())


def recategorising() -> Iterator[Transition]:
    """Another kind of problem leaves the state as it is: one transition per open state."""
    for code in states.OPEN_STATES:
        yield Transition(
            action="recategorise",
            label=_("Correct the kind of problem"),
            sources=(code,),
            target=code,
            rule=access.any_desk() | access.anywhere_triage(),
            effect=effect_of(triage.recategorise),
            asks=(
                Ask("category", _("Kind of problem"), kind=AskKind.CHOICE, offers=_categories),
                Ask(
                    "reason",
                    _("Reason"),
                    is_required=False,
                    max_length=1000,
                    hint=_("Only triage may set a later date with it."),
                ),
            ),
            is_bulk=True,
        )


def moderation() -> Iterator[Transition]:
    """Showing and hiding leaves the state as it is: one transition per state."""
    for code in states.GROUP_OF:
        yield Transition(
            action="publish",
            label=_("Show in public"),
            sources=(code,),
            target=code,
            rule=access.moderation(),
            effect=effect_of(office.publish),
            asks=(
                Ask(
                    "public_text",
                    _("Public text"),
                    is_required=False,
                    hint=_("Leave empty to show the text as checked by the author."),
                ),
                KEEP_PHOTOS_BACK,
            ),
        )
        yield Transition(
            action="withhold",
            label=_("Take out of public sight"),
            sources=(code,),
            target=code,
            rule=access.moderation(),
            effect=effect_of(office.withhold),
            asks=(Ask("reason", _("Reason"), min_length=QUESTION, max_length=1000),),
        )
