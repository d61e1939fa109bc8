"""The promises of a case along its way: pauses, closing, a new round, a miss."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sewaka.kernel.access import Actor
from sewaka.kernel.outbox.models import EventRow
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import Assignment, CaseEntry
from sewaka.platform.cases.tests.conftest import NOW, Cast, OpenCase
from sewaka.platform.cases.tests.test_move import LATER

pytestmark = pytest.mark.django_db


def test_waiting_pauses_both_clocks_and_the_answer_leads_back(
    cast: Cast, open_case: OpenCase
) -> None:
    case = open_case()
    asked_at = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)  # Tue 09.00, 1 h before the response is due
    cases.move(
        case_id=case.pk,
        action="ask",
        actor=cast.wayan,
        now=asked_at,
        given={"question": "Di mana persisnya?"},
    )
    case.refresh_from_db()
    assert (case.state, case.due_at) == ("asked", None)
    answered_at = datetime(2026, 3, 12, 1, 0, tzinfo=UTC)
    link = Actor(via="link", link_case_id=case.pk)
    cases.move(
        case_id=case.pk,
        action="answer",
        actor=link,
        now=answered_at,
        given={"reply": "Depan balai banjar"},
    )
    case.refresh_from_db()
    assert case.state == "received"
    assert case.due_at == answered_at + timedelta(hours=1)
    clocks = {clock.kind: clock for clock in cases.clocks(case=case)}
    # 39 h of opening were left to Mon 16 Mar 16.00; from Thu 12 Mar 09.00 they reach over Nyepi
    # and Idul Fitri (18 to 24 March) to Wed 25 Mar 16.00.
    assert clocks["resolution"].due_at == datetime(2026, 3, 25, 8, 0, tzinfo=UTC)
    assert clocks["resolution"].paused_at is None


def test_closing_stops_all_clocks_and_reopening_starts_a_new_round(
    cast: Cast, open_case: OpenCase
) -> None:
    case = open_case()
    steps: list[tuple[str, Actor, dict[str, str]]] = [
        ("take", cast.wayan, {"answer": "Siap pak"}),
        ("finish", cast.wayan, {"what": "Sudah bersih"}),
    ]
    for hours, (action, actor, given) in enumerate(steps, start=1):
        cases.move(
            case_id=case.pk,
            action=action,
            actor=actor,
            now=NOW + timedelta(hours=hours),
            given=given,
        )
    case.refresh_from_db()
    assert (case.state_group, case.closed_at, case.due_at) == (
        "DONE",
        NOW + timedelta(hours=2),
        None,
    )
    assert not Assignment.objects.filter(case=case, to_at=None).exists()
    reopened_at = NOW + timedelta(days=3)
    cases.move(
        case_id=case.pk,
        action="reopen",
        actor=cast.made,
        now=reopened_at,
        given={"why": "Masih mampet"},
    )
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("working", None)
    assert case.due_at == reopened_at + timedelta(hours=24)
    assert [clock.stopped_at is None for clock in cases.clocks(case=case)] == [False, False, True]
    assert Assignment.objects.get(case=case, to_at=None).from_at == reopened_at


def test_confirmation_keeps_the_time_of_closing(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    cases.move(
        case_id=case.pk, action="take", actor=cast.wayan, now=LATER, given={"answer": "Siap pak"}
    )
    cases.move(
        case_id=case.pk, action="finish", actor=cast.wayan, now=LATER, given={"what": "Beres"}
    )
    cases.move(case_id=case.pk, action="confirm", actor=cast.made, now=LATER + timedelta(days=1))
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("confirmed", LATER)


def test_missed_promise_is_noted_when_the_clock_stops(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    late = NOW + timedelta(hours=25)
    cases.move(
        case_id=case.pk, action="take", actor=cast.wayan, now=late, given={"answer": "Maaf ya"}
    )
    clock = {clock.kind: clock for clock in cases.clocks(case=case)}["response"]
    due_at = NOW + timedelta(hours=24)
    assert (clock.stopped_at, clock.breached_at) == (late, due_at)
    noted = CaseEntry.objects.filter(case=case, kind=CaseEntry.Kind.BREACHED)
    assert [(one.at, one.facts["clock"], one.case_version) for one in noted] == [
        (due_at, "response", 1)
    ]
    assert EventRow.objects.filter(name="cases.clock_breached").count() == 1
    assert cases.mark_breaches(now=late) == 0
