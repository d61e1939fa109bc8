"""The way of a report through the city: states, actions, who may, what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import BACK, Ask, AskKind, State, Transition, Workflow
from sewaka.modules.reports import access
from sewaka.modules.reports.effects import author, mayor, office, rights
from sewaka.modules.reports.effects.acts import effect_of
from sewaka.modules.reports.models.labels import EXTERNAL_BODIES, REASONS, STATES
from sewaka.modules.reports.rules import numbers, states
from sewaka.modules.reports.rules.states import (
    ACCEPTED,
    AUTO_CLOSED,
    CANCELLED,
    CONFIRMED,
    FORWARDED,
    IN_PROGRESS,
    NEEDS_INFO,
    NOT_RESPONSIBLE,
    REJECTED,
    REOPENED,
    RESOLVED,
    SUBMITTED,
    VERIFIED,
)

_ANSWER = 20  # characters of a public answer: "sudah" alone is none
_QUESTION = 15

_KEEP_PHOTOS_BACK = Ask(
    "keep_photos_back",
    _("Keep the photos back"),
    kind=AskKind.FLAG,
    is_required=False,
    hint=_("A face or a number plate can be recognised."),
)
_REMARK = Ask("remark", _("Remark"), is_required=False, max_length=1000)


def _answer(label: Any, hint: Any = "") -> Ask:
    return Ask("answer", label, min_length=_ANSWER, hint=hint)


_LOCAL = (
    Transition(
        action="verify",
        label=_("True, pass it on"),
        sources=(SUBMITTED,),
        target=VERIFIED,
        rule=access.territorial_desk() | access.triage_desk(),
        effect=effect_of(office.verify),
        asks=(
            _REMARK,
            _KEEP_PHOTOS_BACK,
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
        asks=(
            Ask(
                "agency",
                _("Agency"),
                kind=AskKind.AGENCY,
                is_required=False,
                hint=_("Leave empty for the agency that is responsible for this kind."),
            ),
            Ask("remark", _("Remark or reason"), is_required=False, max_length=1000),
            _KEEP_PHOTOS_BACK,
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
            _answer(_("Answer to the citizen")),
            _KEEP_PHOTOS_BACK,
        ),
    ),
)


_AGENCY = (
    Transition(
        action="accept",
        label=_("Answer and take on"),
        sources=(SUBMITTED, VERIFIED, FORWARDED, REOPENED),
        target=ACCEPTED,
        rule=access.agency_desk(),
        effect=effect_of(office.accept),
        asks=(
            _answer(_("Answer to the citizen"), _("Everybody can read it: what happens and when.")),
            _KEEP_PHOTOS_BACK,
        ),
        is_main=True,
    ),
    Transition(
        action="start",
        label=_("Start work"),
        sources=(ACCEPTED, REOPENED),
        target=IN_PROGRESS,
        rule=access.agency_desk() | access.local_desk(),
        effect=effect_of(office.start),
        asks=(_REMARK,),
        is_bulk=True,
    ),
    Transition(
        action="resolve",
        label=_("Done"),
        sources=(ACCEPTED, IN_PROGRESS),
        target=RESOLVED,
        rule=access.agency_desk() | access.local_desk(),
        effect=effect_of(office.resolve),
        asks=(
            _answer(_("What was done")),
            Ask("after", _("Photo of the result"), kind=AskKind.PHOTO, is_required=False),
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
            Ask("reason", _("Reason"), min_length=_QUESTION),
            Ask("proposal", _("Whose is it?"), kind=AskKind.AGENCY, is_required=False),
        ),
    ),
    Transition(
        action="not_responsible",
        label=_("Not the city's task"),
        sources=(SUBMITTED, VERIFIED, FORWARDED, ACCEPTED),
        target=NOT_RESPONSIBLE,
        rule=access.agency_desk() | access.triage_desk(),
        effect=effect_of(office.not_responsible),
        asks=(
            Ask("external_body", _("Who has to act"), kind=AskKind.CHOICE, choices=EXTERNAL_BODIES),
            _answer(_("Answer to the citizen")),
        ),
    ),
)


_EVERY_DESK = (
    Transition(
        action="ask_info",
        label=_("Ask the citizen"),
        sources=(SUBMITTED, VERIFIED, FORWARDED, ACCEPTED),
        target=NEEDS_INFO,
        rule=access.any_desk(),
        effect=effect_of(office.ask_info),
        asks=(Ask("question", _("Question"), min_length=_QUESTION, max_length=1000),),
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
        effect=effect_of(office.reject),
        asks=(
            Ask("reason_code", _("Reason"), kind=AskKind.CHOICE, choices=REASONS),
            _answer(_("Answer to the citizen")),
        ),
    ),
)


_PHOTO = Ask("evidence", _("Photo"), kind=AskKind.PHOTO, is_required=False)
_AUTHOR = (
    Transition(
        action="give_info",
        label=_("Send the answer"),
        sources=(NEEDS_INFO,),
        target=BACK,
        rule=access.author(),
        effect=effect_of(office.give_info),
        asks=(
            Ask("answer", _("Your answer"), min_length=2),
            _PHOTO,
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
        sources=(RESOLVED,),
        target=REOPENED,
        rule=access.author(),
        effect=effect_of(author.dispute),
        asks=(
            Ask("reason", _("What is still missing?"), min_length=5),
            _PHOTO,
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
)


_BY_ITSELF = (
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
)


# What another system has ended before the report came here
_IMPORTED = (
    Transition(
        action="take_over_result",
        label=_("Taken over from another system"),
        sources=(SUBMITTED,),
        target=AUTO_CLOSED,
        rule=access.the_city_itself(),
        effect=effect_of(office.take_over_result),
        asks=(
            Ask(
                "result",
                _("Result"),
                kind=AskKind.CHOICE,
                choices=(("closed", _("Closed")), ("cancelled", _("Cancelled"))),
            ),
        ),
    ),
)


def _mayor() -> Iterator[Transition]:
    """Asking the office leaves the state as it is: one transition per open state."""
    for code in states.OPEN_STATES:
        yield Transition(
            action="ask_office",
            label=_("Ask the office"),
            sources=(code,),
            target=code,
            rule=access.mayors_desk(),
            effect=effect_of(mayor.ask_office),
            asks=(
                Ask("question", _("Question"), is_required=False, max_length=1000),
                Ask(
                    "answer_by",
                    _("Answer by"),
                    kind=AskKind.DATE,
                    is_required=False,
                    hint=_("Leave empty for the next working day."),
                ),
            ),
        )


def _moderation() -> Iterator[Transition]:
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
                _KEEP_PHOTOS_BACK,
            ),
        )
        yield Transition(
            action="withhold",
            label=_("Take out of public sight"),
            sources=(code,),
            target=code,
            rule=access.moderation(),
            effect=effect_of(office.withhold),
            asks=(Ask("reason", _("Reason"), min_length=_QUESTION, max_length=1000),),
        )


def _rights_of_the_author() -> Iterator[Transition]:
    """What the author may do in every state, closed ones included."""
    deeds = (
        ("make_private", _("Close it to the public"), rights.make_private),
        ("ask_public", _("Ask to show it in public"), rights.ask_public),
        ("erase_contact", _("Erase my contact"), rights.erase_contact),
    )
    for code in states.GROUP_OF:
        for action, label, deed in deeds:
            yield Transition(
                action=action,
                label=label,
                sources=(code,),
                target=code,
                rule=access.author(),
                effect=effect_of(deed),
            )


REPORT_WORKFLOW = Workflow(
    code=numbers.WORKFLOW,
    version=1,
    initial=SUBMITTED,
    states=tuple(
        State(code, STATES[code], group, pauses=code in states.PAUSING_STATES)
        for code, group in states.GROUP_OF.items()
    ),
    transitions=(
        *_LOCAL,
        *_AGENCY,
        *_EVERY_DESK,
        *_AUTHOR,
        *_BY_ITSELF,
        *_IMPORTED,
        *_mayor(),
        *_moderation(),
        *_rights_of_the_author(),
    ),
)
