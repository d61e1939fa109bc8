"""Every workflow is walked by generated sequences of actions, through the one door.

A module says in its `tests/scenes.py` how a case of it begins: `WALKS = {workflow code: function}`,
the function takes the cast and gives the new case.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sewaka.kernel import registry
from sewaka.kernel.access import SYSTEM, Actor, Held
from sewaka.kernel.errors import DomainError
from sewaka.kernel.outbox.models import EventRow
from sewaka.kernel.workflow import BACK, Ask, AskKind, Transition, Workflow
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import Case, CaseEntry
from tests.cast import NOW, PARTS, Cast
from tests.writes import check_deferred

WORDS = "Petugas sudah datang, melihat sendiri, dan mencatat semuanya."
STEPS = 7
MISSED = CaseEntry.Kind.BREACHED
FEWEST_ACTIONS = 3  # a walk that is refused everywhere proves nothing
WORKFLOWS = [
    (module.code, workflow) for module in registry.modules() for workflow in module.workflows
]


@dataclass(frozen=True, slots=True)
class Trace:
    """What a step may change, counted; promises that it finds missed are noted besides."""

    version: int
    entries: int
    events: int


def trace(case: Case) -> Trace:
    """The counts of a case now."""
    return Trace(
        version=Case.objects.values_list("version", flat=True).get(pk=case.pk),
        entries=CaseEntry.objects.filter(case=case).exclude(kind=MISSED).count(),
        events=EventRow.objects.filter(case_id=case.pk)
        .exclude(name=cases.ClockBreached.name)
        .count(),
    )


def actors(case: Case) -> Iterator[Actor]:
    """Everybody who could have a part in this case: desks, agencies, the author, the city."""
    named = {role for t in registry.workflow(case.workflow).transitions for role in t.rule.roles}
    for role in sorted({case.holder_role, *named}):
        yield Actor(grants=(Held(role, area_code=case.area_code),))
        yield Actor(grants=(Held(role, agency_code=case.agency_id or ""),))
        yield Actor(grants=(Held(role),))
    yield Actor(person_id=case.applicant_id)
    yield Actor(via="link", link_case_id=case.pk)
    yield SYSTEM


def one_who_may(transition: Transition, case: Case) -> Actor | None:
    """Somebody whom the rule allows."""
    return next((actor for actor in actors(case) if transition.rule.allows(actor, case)), None)


def answer(ask: Ask, *, now: datetime) -> Any:
    """Something right for what an action asks."""
    right: Mapping[AskKind, Any] = {
        AskKind.TEXT: WORDS[: ask.max_length],
        AskKind.LONG_TEXT: WORDS[: ask.max_length],
        AskKind.CHOICE: ask.options[0][0] if ask.options else "",
        AskKind.AGENCY: "pupr",
        AskKind.DATE: (now + timedelta(days=3)).date(),
        AskKind.NUMBER: "1",
        AskKind.FLAG: True,
        AskKind.PHOTO: (),
    }
    return right[ask.kind]


def opener(module: str, workflow: Workflow) -> Callable[[Cast], Case]:
    """How a case of this workflow begins."""
    scenes = importlib.import_module(f"sewaka.modules.{module}.tests.scenes")
    found: Callable[[Cast], Case] = scenes.WALKS[workflow.code]
    return found


def step(case: Case, transition: Transition, *, now: datetime) -> str:
    """Do one action, or see it refused; either leaves exactly the traces that it must.

    Gives the action that was done, "" when it was refused.
    """
    actor = one_who_may(transition, case)
    if actor is None:  # another desk's action: this case does not lie there
        return ""
    before, state = trace(case), case.state
    given_to_it = {ask.name: answer(ask, now=now) for ask in transition.asks}
    try:
        with transaction.atomic():
            moved = cases.move(
                case_id=case.pk, action=transition.action, actor=actor, now=now, given=given_to_it
            )
            check_deferred()
    except DomainError:
        assert trace(case) == before
        return ""
    after = trace(case)
    assert after.entries == before.entries + 1
    assert after.events == before.events + 1
    assert after.version > before.version
    assert moved.from_state == state
    case.refresh_from_db()
    flow = registry.workflow(case.workflow)
    assert case.state in {s.code for s in flow.states}
    assert (case.closed_at is not None) == flow.state(case.state).group.is_closed
    assert case.state_group == flow.state(case.state).group.value
    if transition.effect is None and transition.target != BACK:
        assert case.state == transition.target
    return transition.action


@pytest.mark.parametrize(("module", "workflow"), WORKFLOWS, ids=lambda v: getattr(v, "code", v))
def test_any_sequence_of_actions_leaves_one_trace_each(
    module: str, workflow: Workflow, cast: Cast
) -> None:
    done: set[str] = set()
    for name in PARTS:
        cast[name]  # entered now, so that no walk takes them back
    begun = opener(module, workflow)(cast)
    assert begun.state == workflow.initial

    @settings(
        max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
    )
    @given(choices=st.lists(st.integers(0, 1000), min_size=1, max_size=STEPS))
    def walk(choices: list[int]) -> None:
        with transaction.atomic():
            case = Case.objects.get(pk=begun.pk)
            for count, choice in enumerate(choices, start=1):
                ways = workflow.leaving(case.state)
                if not ways:
                    break
                now = NOW + timedelta(hours=count)
                done.add(step(case, ways[choice % len(ways)], now=now))
            transaction.set_rollback(True)

    walk()
    assert len(done - {""}) >= FEWEST_ACTIONS


@pytest.mark.parametrize(("module", "workflow"), WORKFLOWS, ids=lambda v: getattr(v, "code", v))
def test_no_action_is_for_everybody(module: str, workflow: Workflow, cast: Cast) -> None:
    case = opener(module, workflow)(cast)
    stranger = Actor(person_id=cast["ketut"].person.pk)
    open_to_all = [t.action for t in workflow.transitions if t.rule.allows(stranger, case)]
    assert open_to_all == []
