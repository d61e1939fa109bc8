"""A deed taken back, a merge undone: the office goes on with what was left of its time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sewaka.kernel.access import Actor, Held
from sewaka.kernel.calendar import working_minutes
from sewaka.modules.reports.models import Hop
from sewaka.modules.reports.tests.conftest import MODERATOR_DESK, TRIAGE_DESK, Way
from sewaka.modules.reports.tests.test_actions_merging import another, merge
from sewaka.platform.calendars import api as calendars
from sewaka.platform.cases import api as cases
from tests.cast import Player
from tests.writes import check_deferred

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(rubbish: Way) -> Way:
    """Ketut's report of Made's heap."""
    rubbish.do("publish", MODERATOR_DESK)
    return another(rubbish)


def tomorrow(hour: int, minute: int) -> datetime:
    """An instant of the day after NOW."""
    return datetime.fromisoformat(f"2026-11-24T{hour:02d}:{minute:02d}+08:00")


def hops(way: Way) -> list[tuple[str, datetime, datetime | None, str]]:
    """Level, begin, due and outcome of every turn."""
    check_deferred()
    rows = Hop.objects.filter(case_id=way.sent.case_id).order_by("n")
    return [(hop.level, hop.from_at, hop.due_at, hop.outcome) for hop in rows]


def test_taken_back_the_office_goes_on_with_what_was_left(
    rubbish: Way, wayan: Player, kadek: Player
) -> None:
    """Clocks do not restart: the village had two hours, and used 61 minutes of them."""
    rubbish.do("verify", wayan.actor)
    (level, _begun, due, _) = hops(rubbish)[-1]
    assert (level, due) == ("village", tomorrow(8, 6))
    rubbish.at += timedelta(minutes=60)
    rubbish.do("hand_over", kadek.actor)
    back = rubbish.at + timedelta(minutes=9)
    cases.undo(case_id=rubbish.sent.case_id, actor=kadek.actor, now=back)
    assert hops(rubbish)[-1] == ("village", back, tomorrow(8, 15), "")
    case = rubbish.case
    assert (case.holder_role, case.due_at) == ("reports.village_staff", tomorrow(8, 15))


def test_taken_apart_days_later_the_office_has_the_minutes_it_had(
    rubbish: Way, second: Way
) -> None:
    (_, _begun, due, _) = hops(second)[-1]
    merge(second, rubbish)
    assert due is not None
    left = working_minutes(calendars.work_calendar(), second.at, due)
    assert 0 < left < 120
    second.at += timedelta(days=3)
    second.do("unmerge", TRIAGE_DESK)
    (level, start, new_due, outcome) = hops(second)[-1]
    assert (level, start, outcome) == ("hamlet", second.at, "")
    assert new_due is not None
    assert working_minutes(calendars.work_calendar(), start, new_due) == left


def test_merged_while_a_question_is_open_the_turn_waits_on(rubbish: Way, second: Way) -> None:
    holder = Actor(grants=(Held("reports.hamlet_head", area_code=rubbish.case.area_code),))
    second.do("ask_info", holder, question="Di sebelah mana persisnya?")
    merge(second, rubbish)
    second.at += timedelta(days=2)
    second.do("unmerge", TRIAGE_DESK)
    assert second.case.state == "needs_info"
    hop = Hop.objects.get(case_id=second.sent.case_id, to_at=None)
    assert hop.paused_at == second.at
    second.do("give_info", second.author, answer="Di depan balai")
    check_deferred()
    assert hops(second)[-1][0] == "hamlet"
    assert second.case.holder_role == "reports.hamlet_head"
