"""Workflows as plain, frozen values, and a checker for them.

A workflow says which states a case can be in, which actions lead from one to the next, who may,
and what each action asks for. It holds no condition in words and no behaviour of its own: the
effect of an action is a function of the module, and only `platform.cases.api.move` runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sewaka.kernel.access import Rule
from sewaka.kernel.errors import DomainError

# `_StrPromise` of gettext_lazy behaves as a string; the kernel only carries it.
Text = Any


class StateGroup(StrEnum):
    """What a state means to somebody who waits; the same five for every service."""

    NEW = "NEW"
    OPEN = "OPEN"
    WAITING = "WAITING"
    DONE = "DONE"
    REJECTED = "REJECTED"

    @property
    def is_closed(self) -> bool:
        """Whether nobody has to act any more."""
        return self in (StateGroup.DONE, StateGroup.REJECTED)


class AskKind(StrEnum):
    """The kinds of input an action can ask for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    PHOTO = "photo"  # one or more stored files
    CHOICE = "choice"
    AGENCY = "agency"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Ask:
    """One input of an action. The form, the API schema and the validation all come from it."""

    name: str
    label: Text
    kind: AskKind = AskKind.LONG_TEXT
    is_required: bool = True
    min_length: int = 0
    max_length: int = 4000
    choices: tuple[tuple[str, Text], ...] = ()
    hint: Text = ""
    offers: Callable[[], tuple[tuple[str, Text], ...]] | None = None  # choices that are data
    is_proof: bool = False  # of a photo: offices keep where and when it says it was taken

    @property
    def options(self) -> tuple[tuple[str, Text], ...]:
        """The choices as they are now."""
        return self.offers() if self.offers else self.choices


@dataclass(frozen=True, slots=True)
class State:
    """One state. `pauses` stops the service clocks while a case is in it."""

    code: str
    label: Text
    group: StateGroup
    pauses: bool = False


BACK = "<previous>"  # a target: the state the case was in before the present one


@dataclass(frozen=True, slots=True)
class Transition:
    """One action: from where, to where, who may, what it asks for, what it does."""

    action: str
    label: Text  # the deed, as on the button: "Ask the citizen"
    sources: tuple[str, ...]
    target: str
    rule: Rule
    asks: tuple[Ask, ...] = ()
    effect: Callable[..., Any] | None = None
    is_main: bool = False  # the main button of the page
    is_bulk: bool = False  # may be applied to many cases at once from the inbox
    undo: Callable[..., Any] | None = None  # what taking it back at once does to the module's rows


class NotAllowed(DomainError):
    """The action does not lead out of the present state. Facts: action, state."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A versioned set of states and transitions for one kind of case."""

    code: str
    version: int
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    former: tuple[tuple[str, Text], ...] = ()  # words for the actions of earlier versions

    def state(self, code: str) -> State:
        """The state of that code. Raises KeyError: an unknown code is a programming error."""
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(code)

    def transition(self, *, action: str, source: str) -> Transition:
        """The transition for `action` out of `source`. Raises `NotAllowed`."""
        for transition in self.transitions:
            if transition.action == action and source in transition.sources:
                return transition
        raise NotAllowed("workflow.not_allowed", action=action, state=source)

    def leaving(self, source: str) -> tuple[Transition, ...]:
        """The transitions that lead out of `source`, in the order written."""
        return tuple(t for t in self.transitions if source in t.sources)


def problems(workflow: Workflow) -> Iterator[str]:
    """What is wrong with a workflow, in words; nothing when it is sound.

    Unknown states, duplicate (action, source) pairs, states that nobody can reach, open states
    without a way out, duplicate names of inputs.
    """
    codes = [state.code for state in workflow.states]
    if len(set(codes)) != len(codes):
        yield f"{workflow.code}: a state stands twice"
    if workflow.initial not in codes:
        yield f"{workflow.code}: the initial state {workflow.initial} does not exist"
    yield from _transition_problems(workflow, known=set(codes))
    reachable = _reachable(workflow)
    for state in workflow.states:
        if state.code not in reachable:
            yield f"{workflow.code}: state {state.code} can not be reached"
        if not state.group.is_closed and not workflow.leaving(state.code):
            yield f"{workflow.code}: state {state.code} is open and has no way out"


def _transition_problems(workflow: Workflow, *, known: set[str]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for transition in workflow.transitions:
        where = f"{workflow.code}.{transition.action}"
        for code in (*transition.sources, transition.target):
            if code not in known and code != BACK:
                yield f"{where}: the state {code} does not exist"
        for source in transition.sources:
            if (transition.action, source) in seen:
                yield f"{where}: stands twice for state {source}"
            seen.add((transition.action, source))
        names = [ask.name for ask in transition.asks]
        if len(set(names)) != len(names):
            yield f"{where}: asks twice for the same name"


def _reachable(workflow: Workflow) -> set[str]:
    found = {workflow.initial}
    frontier = [workflow.initial]
    while frontier:
        source = frontier.pop()
        for transition in workflow.leaving(source):
            if transition.target != BACK and transition.target not in found:
                found.add(transition.target)
                frontier.append(transition.target)
    return found
