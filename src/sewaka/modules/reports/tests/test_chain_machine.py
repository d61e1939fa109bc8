"""Any sequence of acts, delays and absences keeps the laws of the chain, in the real database."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sewaka.kernel import registry
from sewaka.kernel.access import Actor
from sewaka.kernel.errors import DomainError
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.ticking import notice_promises, skip_late_offices
from sewaka.modules.reports.models import Hop, Report, Watch
from sewaka.modules.reports.rules import numbers, states
from sewaka.modules.reports.tests.conftest import RUBBISH
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import SlaClock
from tests.cast import NOW, Cast, banjars
from tests.conformance.test_workflows import answer, one_who_may
from tests.writes import check_deferred

HOURS = st.sampled_from([0, 1, 3, 9, 30, 80])


class ReportLife(RuleBasedStateMachine):
    """One report in everybody's hands; hypothesis makes one instance a run."""

    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        sender = Sender(limits_apply=False)
        made = self.cast["made"].actor
        sent = submit_report(actor=made, now=NOW, draft=RUBBISH, sender=sender)
        self.case = cases.Case.objects.get(pk=sent.case_id)
        self.version = 1

    @rule(choice=st.integers(0, 1000), hours=HOURS)
    def act(self, choice: int, hours: int) -> None:
        """Somebody who may does one of the things that may be done; the clock runs meanwhile."""
        self.now += timedelta(hours=hours, minutes=1)
        flow = registry.workflow(numbers.WORKFLOW)
        ways = flow.leaving(self.case.state)
        way = ways[choice % len(ways)]
        actor = one_who_may(way, self.case)
        if actor is None:
            return
        given = {ask.name: answer(ask, now=self.now) for ask in way.asks}
        self._try(way.action, actor, given)

    @rule(hours=HOURS)
    def look(self, hours: int) -> None:
        """The city's clocks go round, late or twice."""
        self.now += timedelta(hours=hours)
        skip_late_offices(now=self.now)
        cases.mark_breaches(now=self.now)
        notice_promises(now=self.now)
        skip_late_offices(now=self.now)
        self.case.refresh_from_db()

    def _try(self, action: str, actor: Actor, given: dict[str, Any]) -> None:
        before = (self.case.version, self.case.state)
        done = False
        with suppress(DomainError), transaction.atomic():
            cases.move(case_id=self.case.pk, action=action, actor=actor, now=self.now, given=given)
            done = True
        self.case.refresh_from_db()
        assert done or (self.case.version, self.case.state) == before

    @invariant()
    def deferred_laws_hold(self) -> None:
        check_deferred()

    @invariant()
    def one_open_hop_while_nobody_has_answered(self) -> None:
        hops = Hop.objects.filter(case=self.case, to_at=None)
        is_waiting = self.case.state in states.CHAIN_STATES
        is_paused = self.case.state in states.PAUSING_STATES
        if is_waiting:
            assert hops.count() == 1
        elif not is_paused:
            assert hops.count() == 0
        for hop in hops:
            assert (hop.paused_at is not None) == is_paused

    @invariant()
    def hops_follow_each_other_without_gap(self) -> None:
        hops = list(Hop.objects.filter(case=self.case).order_by("n"))
        assert [hop.n for hop in hops] == list(range(1, len(hops) + 1))
        for former, later in pairwise(hops):
            assert former.to_at is not None
            assert former.to_at == later.from_at or (
                former.outcome == "acted" and former.to_at < later.from_at
            )
        assert all(hop.to_at == hop.due_at for hop in hops if hop.outcome == "skipped")
        assert all(hop.to_at == hop.from_at for hop in hops if hop.outcome == "vacant")

    @invariant()
    def closed_is_closed(self) -> None:
        group = states.GROUP_OF[self.case.state]
        assert (self.case.closed_at is not None) == group.is_closed

    @invariant()
    def clocks_and_list_fit_the_state(self) -> None:
        clocks = list(SlaClock.objects.filter(case=self.case, stopped_at=None))
        if self.case.closed_at is not None:
            assert clocks == []
        is_paused = self.case.state in states.PAUSING_STATES
        assert all((clock.paused_at is not None) == is_paused for clock in clocks)
        dues = [clock.due_at for clock in clocks if clock.paused_at is None]
        assert self.case.due_at == min([*dues, *self._hop_due()], default=None)

    def _hop_due(self) -> list[datetime]:
        running = Hop.objects.filter(case=self.case, to_at=None, paused_at=None)
        return [hop.due_at for hop in running if hop.due_at is not None]

    @invariant()
    def an_answer_stops_the_answers_clock(self) -> None:
        if states.is_worked_on(self.case.state):
            open_kinds = SlaClock.objects.filter(case=self.case, stopped_at=None)
            assert "response" not in set(open_kinds.values_list("kind", flat=True))

    @invariant()
    def watched_while_worked_on(self) -> None:
        has_watch = Watch.objects.filter(pk=self.case.pk).exists()
        if states.is_worked_on(self.case.state):
            assert has_watch
        elif self.case.state not in states.PAUSING_STATES:
            assert not has_watch

    @invariant()
    def version_counts_up(self) -> None:
        assert self.case.version >= self.version
        self.version = self.case.version
        assert Report.objects.get(pk=self.case.pk).pauses <= 2


def staff(cast: Cast) -> None:
    """Everybody of the chain, and triage."""
    banjars()
    for name in ("made", "wayan", "kadek", "oka", "sari", "agus", "dewi", "mayor"):
        cast[name]


@pytest.mark.django_db
def test_life_of_a_report(cast: Cast) -> None:
    staff(cast)
    life = type("LifeWithThisCast", (ReportLife,), {"cast": cast})
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=25,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
