"""From a deed to the figures: the log marks the report, the job counts it, once or twice alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Event, Received
from sewaka.modules.reports import jobs
from sewaka.modules.reports.consumers import mark_to_count
from sewaka.modules.reports.events import ReportSubmitted
from sewaka.modules.reports.models import ReportFact, StaleReport, counted
from sewaka.modules.reports.models.counted import Choice
from sewaka.modules.reports.rules.figures.counts import Counts
from sewaka.modules.reports.tests.conftest import Way
from sewaka.platform.cases.api import ClockBreached
from tests.cast import NOW
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
WEEK = Choice(since=(NOW - timedelta(days=3)).date(), until=(NOW + timedelta(days=3)).date())


def hear(way: Way, event: Event | None = None) -> None:
    """The consumer hears of it."""
    told = event or ReportSubmitted.example()
    received = Received(
        event=told, id=new_id(), seq=1, name="", case_id=way.sent.case_id, subject_id=None,
        actor_id=None, via="session", occurred_at=NOW,
    )  # fmt: skip
    mark_to_count(received=received, now=NOW)


def total() -> Counts:
    """All figures of the week, without the durations."""
    found = counted.split(choice=WEEK).total
    return replace(found, answer_time=Counts().answer_time, done_time=Counts().done_time)


def test_a_deed_reaches_the_figures(rubbish: Way) -> None:
    hear(rubbish)
    assert total() == Counts()
    jobs.roll_up_daily(timestamp=0)
    assert total() == Counts(received=1, reached=1, open=1)
    rubbish.do("cancel", rubbish.author)
    hear(rubbish)
    hear(rubbish)
    assert StaleReport.objects.count() == 1
    assert counted.as_of(now=NOW + timedelta(minutes=9)) == NOW
    jobs.roll_up_daily(timestamp=0)
    assert total() == Counts(received=1, reached=1, withdrawn=1)
    facts = ReportFact.objects.count()
    jobs.roll_up_daily(timestamp=0)
    assert ReportFact.objects.count() == facts
    assert counted.as_of(now=NOW + timedelta(minutes=9)) == NOW + timedelta(minutes=9)


def test_another_module_s_missed_promise_is_not_ours(rubbish: Way) -> None:
    with nothing_written():
        hear(rubbish, replace(ClockBreached.example(), module="permits"))
    hear(rubbish, replace(ClockBreached.example(), module="reports"))
    assert StaleReport.objects.count() == 1
