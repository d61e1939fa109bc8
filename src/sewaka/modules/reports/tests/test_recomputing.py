"""The calendar is changed afterwards: future dues move on command, past ones never."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.recomputing import Change, recompute_dues
from sewaka.modules.reports.actions.ticking import skip_late_offices
from sewaka.modules.reports.models import Hop, Watch
from sewaka.modules.reports.tests.conftest import ANSWER, SARI_AT_DLHK, VILLAGE_DESK, Way
from sewaka.platform.calendars import actions
from sewaka.platform.calendars.importing import HolidayDraft
from sewaka.platform.cases.models import CaseEntry, SlaClock
from tests.cast import NOW, Player, held
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db
EDITOR = held("editor")
WITA = ZoneInfo("Asia/Makassar")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WITA)


def close_on(day: int) -> int:
    """The city declares a holiday; its id."""
    draft = HolidayDraft(day=date(2026, 11, day), kind="city", name="Contoh")
    return actions.add_holiday(draft=draft, actor=EDITOR, now=NOW).pk


def test_nothing_changed_moves_nothing(rubbish: Way, wayan: Player) -> None:
    rubbish.do("ask_info", wayan.actor, question="Di sebelah mana persisnya?")
    rubbish.do("give_info", rubbish.author, answer="Di depan balai")
    with nothing_written():
        assert recompute_dues(now=rubbish.at, is_dry=False) == []


def test_a_new_holiday_moves_what_is_to_come(rubbish: Way) -> None:
    close_on(24)
    number = rubbish.sent.number
    with nothing_written():
        changes = recompute_dues(now=NOW)
    assert sorted(changes, key=lambda one: one.what) == [
        Change(number, "resolution", at(25, 16), at(26, 16)),
        Change(number, "response", at(24, 14, 5), at(25, 14, 5)),
        Change(number, "turn", at(24, 8, 5), at(25, 8, 5)),
    ]
    assert recompute_dues(now=NOW, is_dry=False) == changes
    assert recompute_dues(now=NOW, is_dry=False) == []
    check_deferred()
    assert Hop.objects.get(case_id=rubbish.sent.case_id).due_at == at(25, 8, 5)
    assert (rubbish.case.due_at, rubbish.case.version) == (at(25, 8, 5), 2)
    (entry,) = CaseEntry.objects.filter(case_id=rubbish.sent.case_id, kind="remark")
    assert {one["what"] for one in entry.facts["moved"]} == {"response", "resolution", "turn"}
    (event,) = EventRow.objects.filter(name="reports.dues_moved")
    assert event.occurred_at == NOW


def test_what_is_past_stays(rubbish: Way) -> None:
    skip_late_offices(now=at(24, 9))
    close_on(24)
    changes = recompute_dues(now=at(24, 15), is_dry=False)
    assert [one.what for one in changes] == ["resolution"]
    first = Hop.objects.get(case_id=rubbish.sent.case_id, n=1)
    assert (first.due_at, first.to_at) == (at(24, 8, 5), at(24, 8, 5))
    response = SlaClock.objects.get(case_id=rubbish.sent.case_id, kind="response")
    assert response.due_at == at(24, 14, 5)


def test_a_holiday_taken_back_never_puts_a_due_into_the_past(rubbish: Way) -> None:
    declared = close_on(24)
    recompute_dues(now=NOW, is_dry=False)
    actions.remove_holiday(holiday_id=declared, actor=EDITOR, now=NOW)
    now = at(24, 15)
    changes = {one.what: one.after for one in recompute_dues(now=now, is_dry=False)}
    assert changes == {"response": now, "resolution": at(25, 16), "turn": now}


def test_the_watch_moves_with_its_promise(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    rubbish.do("hand_over", VILLAGE_DESK)
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    before = Watch.objects.get().next_at
    close_on(24)
    recompute_dues(now=rubbish.at, is_dry=False)
    after = Watch.objects.get().next_at
    assert before is not None
    assert after == before + timedelta(days=1)
