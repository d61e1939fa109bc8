"""Descriptor of the sample service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sewaka.kernel.access import Actor, Scope, has, system
from sewaka.kernel.calendar import Unit
from sewaka.kernel.registry import Module, Role
from sewaka.kernel.workflow import BACK, Ask, AskKind, State, StateGroup, Transition, Workflow
from sewaka.platform.cases import api as cases


def take(*, case: cases.Case, given: Mapping[str, Any], actor: Actor, now: datetime) -> Any:
    """The first answer: the response clock stops."""
    return cases.Outcome(entry=cases.EntryDraft(text=given["answer"]), stop_clocks=("response",))


def hand_over(*, case: cases.Case, given: Mapping[str, Any], actor: Actor, now: datetime) -> Any:
    """To the officers of an agency."""
    return cases.Outcome(
        entry=cases.EntryDraft(text=given["reason"], facts={"agency": given["agency"]}),
        holder_role="sample.officer",
        agency_id=given["agency"],
    )


def ask(*, case: cases.Case, given: Mapping[str, Any], actor: Actor, now: datetime) -> Any:
    """A question that only the author reads."""
    return cases.Outcome(entry=cases.EntryDraft(text=given["question"], audience="applicant"))


def reopen(*, case: cases.Case, given: Mapping[str, Any], actor: Actor, now: datetime) -> Any:
    """A new round with a promise of its own."""
    promise = cases.ClockStart(
        kind="resolution",
        due_at=now + timedelta(hours=24),
        unit=Unit.HOURS,
        policy="again",
    )
    return cases.Outcome(entry=cases.EntryDraft(text=given["why"]), start_clocks=(promise,))


_REASON = Ask("reason", "Reason", min_length=5)

WORKFLOW = Workflow(
    code="sample.request",
    version=1,
    initial="received",
    states=(
        State("received", "Received", StateGroup.NEW),
        State("asked", "Waiting for you", StateGroup.WAITING, pauses=True),
        State("working", "Being worked on", StateGroup.OPEN),
        State("done", "Done", StateGroup.DONE),
        State("confirmed", "Confirmed", StateGroup.DONE),
        State("refused", "Refused", StateGroup.REJECTED),
    ),
    transitions=(
        Transition(
            "take",
            "Take it on",
            ("received",),
            "working",
            cases.holds(),
            asks=(Ask("answer", "Answer", min_length=5, max_length=40),),
            effect=take,
            is_main=True,
        ),
        Transition(
            "hand_over",
            "Hand over",
            ("received", "working"),
            "received",
            cases.holds(),
            asks=(Ask("agency", "To", AskKind.AGENCY), _REASON),
            effect=hand_over,
        ),
        Transition(
            "ask",
            "Ask the citizen",
            ("received", "working"),
            "asked",
            cases.holds(),
            asks=(Ask("question", "Question"),),
            effect=ask,
        ),
        Transition(
            "answer",
            "Answer",
            ("asked",),
            BACK,
            cases.is_author(),
            asks=(Ask("reply", "Reply"),),
        ),
        Transition("give_up", "Close", ("asked",), "refused", system()),
        Transition(
            "finish",
            "Finish",
            ("working",),
            "done",
            cases.holds(),
            asks=(
                Ask("what", "What was done"),
                Ask("on", "Day", AskKind.DATE, is_required=False),
                Ask("cost", "Cost", AskKind.NUMBER, is_required=False),
                Ask("is_safe", "Made safe", AskKind.FLAG, is_required=False),
            ),
            is_main=True,
            is_bulk=True,
        ),
        Transition(
            "prove",
            "Finish with a photo",
            ("working",),
            "done",
            cases.holds(),
            asks=(
                Ask("what", "What was done"),
                Ask("after", "Photo of the result", AskKind.PHOTO),
                Ask("more", "More photos", AskKind.PHOTO, is_required=False),
            ),
        ),
        Transition("confirm", "Settled", ("done",), "confirmed", cases.is_author()),
        Transition(
            "reopen",
            "Not yet",
            ("done",),
            "working",
            cases.is_author(),
            asks=(Ask("why", "Why"),),
            effect=reopen,
        ),
        Transition(
            "refuse",
            "Refuse",
            ("received", "working"),
            "refused",
            cases.holds(),
            asks=(
                Ask("code", "Because", AskKind.CHOICE, choices=(("spam", "Spam"), ("no", "No"))),
            ),
        ),
    ),
)

MODULE = Module(
    code="sample",
    name="Sample",
    icon="inbox",
    roles=(
        Role("sample.head", "Hamlet head", Scope.TERRITORY),
        Role("sample.village", "Village office", Scope.TERRITORY),
        Role("sample.officer", "Officer", Scope.AGENCY),
        Role("sample.desk", "City desk", Scope.CITY),
        Role("sample.inspector", "Inspector", Scope.CITY),
    ),
    workflows=(WORKFLOW,),
    sealed_readers={"sealed": has("sample.inspector")},
)
