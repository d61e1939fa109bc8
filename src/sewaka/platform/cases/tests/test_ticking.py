"""Missed promises are noted once, whoever looks and however often."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.cases import api as cases
from sewaka.platform.cases import jobs
from sewaka.platform.cases.tests.conftest import NOW, Cast, OpenCase

pytestmark = pytest.mark.django_db
DUE = NOW + timedelta(hours=24)


def test_noted_once_with_the_instant_of_the_promise(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    assert cases.mark_breaches(now=DUE) == 0
    assert cases.mark_breaches(now=DUE + timedelta(hours=5)) == 1
    assert cases.mark_breaches(now=DUE + timedelta(hours=6)) == 0
    clocks = {clock.kind: clock.breached_at for clock in cases.clocks(case=case)}
    assert clocks == {"response": DUE, "resolution": None}
    entry = case.entries.get(kind="breached")
    assert (entry.at, entry.role, entry.audience) == (DUE, "system", "public")
    event = EventRow.objects.get(name="cases.clock_breached")
    assert (event.data["clock"], event.data["number"]) == ("response", case.number)


def test_paused_and_stopped_clocks_are_left_alone(cast: Cast, open_case: OpenCase) -> None:
    waiting, answered = open_case(), open_case()
    cases.move(
        case_id=waiting.pk, action="ask", actor=cast.wayan, now=NOW, given={"question": "Di mana?"}
    )
    cases.move(
        case_id=answered.pk, action="take", actor=cast.wayan, now=NOW, given={"answer": "Siap pak"}
    )
    assert cases.mark_breaches(now=DUE + timedelta(days=1)) == 0


def test_more_than_one_batch(cast: Cast, open_case: OpenCase) -> None:
    for _ in range(5):
        open_case()
    assert cases.mark_breaches(now=DUE + timedelta(days=30), batch=3) == 10
    assert EventRow.objects.filter(name="cases.clock_breached").count() == 10


def test_the_job_run_twice_is_run_once(cast: Cast, open_case: OpenCase) -> None:
    open_case()
    with time_machine.travel(DUE + timedelta(minutes=1), tick=False):
        jobs.tick()
        jobs.tick()
    assert EventRow.objects.filter(name="cases.clock_breached").count() == 1
