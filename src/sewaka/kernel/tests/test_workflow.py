"""Workflows are values; what is wrong with one is said in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sewaka.kernel.access import anyone
from sewaka.kernel.workflow import (
    BACK,
    Ask,
    NotAllowed,
    State,
    StateGroup,
    Transition,
    Workflow,
    problems,
)


def go(action: str, sources: tuple[str, ...], target: str, *asks: Ask) -> Transition:
    return Transition(action, action, sources, target, anyone(), asks=asks)


LAMP = Workflow(
    code="lamps",
    version=1,
    initial="broken",
    states=(
        State("broken", "Broken", StateGroup.NEW),
        State("asked", "Asked", StateGroup.WAITING, pauses=True),
        State("mended", "Mended", StateGroup.DONE),
        State("refused", "Refused", StateGroup.REJECTED),
    ),
    transitions=(
        go("ask", ("broken",), "asked", Ask("question", "Question")),
        go("answer", ("asked",), BACK),
        go("mend", ("broken",), "mended"),
        go("refuse", ("broken", "asked"), "refused"),
        go("undo", ("refused",), BACK),
    ),
)


def test_sound_workflow_has_no_problems() -> None:
    assert list(problems(LAMP)) == []


def test_finds_states_and_transitions() -> None:
    assert LAMP.state("asked").pauses
    with pytest.raises(KeyError):
        LAMP.state("stolen")
    assert LAMP.transition(action="refuse", source="asked").target == "refused"
    assert [t.action for t in LAMP.leaving("broken")] == ["ask", "mend", "refuse"]
    assert LAMP.leaving("mended") == ()


@pytest.mark.parametrize(("action", "source"), [("mend", "asked"), ("paint", "broken")])
def test_action_that_does_not_lead_on_is_refused(action: str, source: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        LAMP.transition(action=action, source=source)
    assert refusal.value.code == "workflow.not_allowed"
    assert refusal.value.facts == {"action": action, "state": source}
    assert refusal.value.status == 409


def test_groups_say_who_still_waits() -> None:
    closed = {group for group in StateGroup if group.is_closed}
    assert closed == {StateGroup.DONE, StateGroup.REJECTED}


ISLAND = State("island", "Island", StateGroup.DONE)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (replace(LAMP, states=(*LAMP.states, LAMP.states[0])), ["lamps: a state stands twice"]),
        (
            replace(LAMP, initial="stolen"),
            [
                "lamps: the initial state stolen does not exist",
                "lamps: state broken can not be reached",
                "lamps: state asked can not be reached",
                "lamps: state mended can not be reached",
                "lamps: state refused can not be reached",
            ],
        ),
        (
            replace(LAMP, states=(*LAMP.states, ISLAND)),
            ["lamps: state island can not be reached"],
        ),
        (
            replace(LAMP, transitions=(*LAMP.transitions, go("lose", ("lost",), "gone"))),
            [
                "lamps.lose: the state lost does not exist",
                "lamps.lose: the state gone does not exist",
            ],
        ),
        (
            replace(LAMP, transitions=(*LAMP.transitions, go("mend", ("broken",), "refused"))),
            ["lamps.mend: stands twice for state broken"],
        ),
        (
            replace(
                LAMP,
                transitions=(
                    *LAMP.transitions,
                    go("x", ("broken",), "mended", Ask("a", "A"), Ask("a", "B")),
                ),
            ),
            ["lamps.x: asks twice for the same name"],
        ),
        (
            replace(
                LAMP, transitions=tuple(t for t in LAMP.transitions if "asked" not in t.sources)
            ),
            [
                "lamps: state asked is open and has no way out",
                "lamps: state refused can not be reached",
            ],
        ),
    ],
)
def test_each_fault_is_named(broken: Workflow, words: list[str]) -> None:
    assert sorted(problems(broken)) == sorted(words)
