"""Any sequence of acts by anybody keeps the laws of the case."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError
from sewaka.kernel.outbox.models import EventRow
from sewaka.kernel.workflow import StateGroup
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import Assignment, SlaClock
from sewaka.platform.cases.tests.conftest import NOW, Cast, make_case
from sewaka.platform.cases.tests.sample.module import WORKFLOW

GIVEN: dict[str, dict[str, Any]] = {
    "take": {"answer": "Siap pak"},
    "hand_over": {"agency": "pupr", "reason": "bidangnya"},
    "ask": {"question": "Di mana?"},
    "answer": {"reply": "Depan balai"},
    "finish": {"what": "Beres"},
    "reopen": {"why": "Masih ada"},
    "refuse": {"code": "spam"},
}
ACTIONS = sorted({transition.action for transition in WORKFLOW.transitions})
NAMES = ["made", "ketut", "wayan", "sari", "agus", "mayor", "system"]


class CaseLife(RuleBasedStateMachine):
    """One case in the hands of the cast; hypothesis makes one instance a run."""

    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.case = make_case(self.cast)
        self.now = NOW
        self.moves = 0

    @rule(
        action=st.sampled_from(ACTIONS),
        name=st.sampled_from(NAMES),
        hours=st.integers(min_value=-2, max_value=60),
        behind=st.integers(min_value=0, max_value=5),
    )
    def act(self, action: str, name: str, hours: int, behind: int) -> None:
        self.now += timedelta(hours=hours)
        before = (self.case.version, self.case.state)
        version = self.case.version - 1 if behind == 1 else None
        actor = SYSTEM if name == "system" else getattr(self.cast, name)
        moved = None
        with suppress(DomainError):
            moved = cases.move(
                case_id=self.case.pk,
                action=action,
                actor=actor,
                now=self.now,
                version=version,
                given=GIVEN.get(action, {}),
            )
        self.case.refresh_from_db()
        if moved is None:
            assert (self.case.version, self.case.state) == before
        else:
            self.moves += 1
            assert self.case.version == before[0] + 1
            assert action in {t.action for t in WORKFLOW.leaving(before[1])}

    @rule(hours=st.integers(min_value=0, max_value=200))
    def tick(self, hours: int) -> None:
        cases.mark_breaches(now=self.now + timedelta(hours=hours))

    @invariant()
    def one_entry_and_one_event_a_move(self) -> None:
        events = EventRow.objects.filter(case_id=self.case.pk, name="cases.case_moved")
        assert self.case.entries.filter(kind="moved").count() == self.moves
        assert events.count() == self.moves
        assert self.case.version == self.moves + 1

    @invariant()
    def states_follow_each_other(self) -> None:
        steps = self.case.entries.filter(kind__in=["opened", "moved"]).order_by("case_version")
        state = ""
        for entry in steps:
            assert entry.from_state == state
            state = entry.to_state
        assert state == self.case.state

    @invariant()
    def closed_is_final(self) -> None:
        group = StateGroup(self.case.state_group)
        assert group is WORKFLOW.state(self.case.state).group
        assert (self.case.closed_at is not None) == group.is_closed

    @invariant()
    def holders_follow_without_gap(self) -> None:
        spans = list(Assignment.objects.filter(case=self.case).order_by("from_at", "id"))
        open_spans = [span for span in spans if span.to_at is None]
        assert len(open_spans) == (self.case.closed_at is None)
        for earlier, later in pairwise(spans):
            assert earlier.to_at is not None
            assert earlier.to_at <= later.from_at
        if open_spans:
            assert open_spans[0].holder_role == self.case.holder_role
            assert open_spans[0].agency_id == self.case.agency_id

    @invariant()
    def clocks_fit_the_state(self) -> None:
        clocks = list(SlaClock.objects.filter(case=self.case, stopped_at=None))
        state = WORKFLOW.state(self.case.state)
        if state.group.is_closed:
            assert clocks == []
        assert all((clock.paused_at is not None) == state.pauses for clock in clocks)
        running = [clock.due_at for clock in clocks if clock.paused_at is None]
        assert self.case.due_at == min(running, default=None)


@pytest.mark.django_db
def test_life_of_a_case(cast: Cast) -> None:
    life = type("LifeWithThisCast", (CaseLife,), {"cast": cast})
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
