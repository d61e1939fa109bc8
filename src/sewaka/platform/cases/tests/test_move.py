"""The one door: every refusal leaves everything as it was, every move changes exactly one case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox.models import EventRow
from sewaka.kernel.workflow import NotAllowed
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import Assignment
from sewaka.platform.cases.tests.conftest import HAMLET, NOW, Cast, OpenCase

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def writes() -> int:
    """PostgreSQL's own count of rows written in this transaction, rolled-back ones included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            " from pg_stat_xact_user_tables"
        )
        return int(cursor.fetchone()[0])


def refused(error: type[DomainError], code: str, **arguments: Any) -> DomainError:
    """The refusal of a move; nothing may have been written."""
    before = writes()
    with pytest.raises(error) as caught:
        cases.move(**arguments)
    assert caught.value.code == code
    assert writes() == before
    return caught.value


def test_a_move_writes_one_state_one_entry_one_event(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    moved = cases.move(
        case_id=case.pk,
        action="take",
        actor=cast.wayan,
        now=LATER,
        version=1,
        given={"answer": "  Kami periksa sore ini. "},
    )
    assert (moved.from_state, moved.to_state, moved.version) == ("received", "working", 2)
    case.refresh_from_db()
    assert (case.state, case.state_group, case.previous_state) == ("working", "OPEN", "received")
    assert (case.version, case.state_since, case.closed_at) == (2, LATER, None)
    assert case.due_at == datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
    entry = case.entries.get(kind="moved")
    assert (entry.text, entry.action, entry.to_state) == (
        "Kami periksa sore ini.",
        "take",
        "working",
    )
    assert (entry.role, entry.office, entry.person_id) == (
        "sample.head",
        HAMLET,
        cast.wayan.person_id,
    )
    names = list(EventRow.objects.order_by("position").values_list("name", flat=True))
    assert names == ["cases.case_opened", "cases.case_moved"]


def test_response_clock_stops_and_resolution_runs(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    cases.move(
        case_id=case.pk, action="take", actor=cast.wayan, now=LATER, given={"answer": "Siap pak"}
    )
    by_kind = {clock.kind: clock for clock in cases.clocks(case=case)}
    assert by_kind["response"].stopped_at == LATER
    assert by_kind["response"].breached_at is None
    assert by_kind["resolution"].stopped_at is None


def test_absent_hidden_and_mistyped_are_the_same(cast: Cast, open_case: OpenCase) -> None:
    case = open_case(visibility="parties")
    given = {"answer": "Siap pak"}
    absent = refused(
        NotFound,
        "cases.not_found",
        case_id=new_id(),
        action="take",
        actor=cast.ketut,
        now=LATER,
        given=given,
    )
    hidden = refused(
        NotFound,
        "cases.not_found",
        case_id=case.pk,
        action="take",
        actor=cast.ketut,
        now=LATER,
        version=99,
        given=given,
    )
    assert dict(absent.facts) == dict(hidden.facts) == {}


@pytest.mark.parametrize("name", ["made", "ketut", "komang", "sari", "mayor", "village"])
def test_visible_but_not_theirs(name: str, cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    refused(
        Forbidden,
        "cases.forbidden",
        case_id=case.pk,
        action="take",
        actor=getattr(cast, name),
        now=LATER,
        given={"answer": "Siap pak"},
    )


def test_the_system_acts_only_where_the_rule_says_so(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    arguments: dict[str, Any] = {"case_id": case.pk, "actor": SYSTEM, "now": LATER}
    refused(Forbidden, "cases.forbidden", action="take", given={"answer": "otomatis"}, **arguments)
    cases.move(
        case_id=case.pk,
        action="ask",
        actor=cast.wayan,
        now=LATER,
        given={"question": "Di mana persisnya?"},
    )
    cases.move(action="give_up", **arguments)
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("refused", LATER)
    assert case.entries.get(action="give_up").role == "system"


def test_stale_says_who_what_and_when(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    cases.move(
        case_id=case.pk, action="take", actor=cast.wayan, now=LATER, given={"answer": "Siap pak"}
    )
    stale = refused(
        Stale,
        "cases.stale",
        case_id=case.pk,
        action="finish",
        actor=cast.wayan,
        now=LATER,
        version=1,
        given={"what": "Sudah bersih"},
    )
    assert stale.facts == {
        "version": 2,
        "number": case.number,
        "state": "working",
        "who": f"Hamlet head, {HAMLET}",
        "what": "Take it on",
        "when": LATER,
    }


def test_action_that_does_not_lead_out(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    refused(
        NotAllowed,
        "workflow.not_allowed",
        case_id=case.pk,
        action="finish",
        actor=cast.wayan,
        now=LATER,
        given={"what": "x"},
    )


@pytest.mark.parametrize(
    ("action", "given", "problems"),
    [
        ("take", {}, {"answer": "required"}),
        ("take", {"answer": "   \x00 "}, {"answer": "required"}),
        ("take", {"answer": "Ya"}, {"answer": "too_short"}),
        ("take", {"answer": "x" * 41}, {"answer": "too_long"}),
        ("take", {"answer": "......"}, {"answer": "no_words"}),
        ("take", {"answer": ["a"]}, {"answer": "not_a_text"}),
        ("take", {"answer": "Siap pak", "state": "done"}, {"state": "unknown"}),
        ("hand_over", {"agency": "nasa"}, {"agency": "not_an_agency", "reason": "required"}),
        ("hand_over", {"agency": 7, "reason": "alasan"}, {"agency": "not_an_agency"}),
        ("refuse", {"code": "because"}, {"code": "not_a_choice"}),
        ("refuse", {"code": ["spam"]}, {"code": "not_a_choice"}),
    ],
)
def test_input_is_checked_by_the_asks(
    action: str, given: dict[str, Any], problems: dict[str, str], cast: Cast, open_case: OpenCase
) -> None:
    case = open_case()
    refusal = refused(
        Invalid,
        "cases.invalid",
        case_id=case.pk,
        action=action,
        actor=cast.wayan,
        now=LATER,
        given=given,
    )
    assert isinstance(refusal, Invalid)
    assert refusal.fields == problems


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("on", "31-12-2026", "not_a_date"),
        ("on", "2026-02-30", "not_a_date"),
        ("on", 5, "not_a_date"),
        ("cost", "NaN", "not_a_number"),
        ("cost", "1e999999999", "not_a_number"),
        ("cost", "sepuluh", "not_a_number"),
        ("cost", True, "not_a_number"),
        ("is_safe", "mungkin", "not_a_flag"),
        ("is_safe", 1, "not_a_flag"),
    ],
)
def test_dates_numbers_flags(
    field: str, value: Any, code: str, cast: Cast, open_case: OpenCase
) -> None:
    case = open_case()
    cases.move(
        case_id=case.pk, action="take", actor=cast.wayan, now=LATER, given={"answer": "Siap pak"}
    )
    refusal = refused(
        Invalid,
        "cases.invalid",
        case_id=case.pk,
        action="finish",
        actor=cast.wayan,
        now=LATER,
        given={"what": "Sudah bersih", field: value},
    )
    assert isinstance(refusal, Invalid)
    assert refusal.fields == {field: code}


def test_answers_arrive_typed(cast: Cast) -> None:
    from sewaka.platform.cases import asks
    from sewaka.platform.cases.tests.sample.module import WORKFLOW

    finish = WORKFLOW.transition(action="finish", source="working")
    given = {"what": "Beres\r\nsemua", "on": "2026-12-31", "cost": "12,50", "is_safe": "on"}
    assert asks.read(finish.asks, given, actor=ANONYMOUS, now=NOW) == {
        "what": "Beres\nsemua",
        "on": date(2026, 12, 31),
        "cost": Decimal("12.50"),
        "is_safe": True,
    }
    assert asks.read(finish.asks, {"what": "Beres"}, actor=ANONYMOUS, now=NOW) == {
        "what": "Beres",
        "on": None,
        "cost": None,
        "is_safe": False,
    }


def test_hand_over_changes_the_desk_and_keeps_the_history(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    hand_over: dict[str, Any] = {"action": "hand_over", "case_id": case.pk}
    cases.move(
        actor=cast.wayan, now=LATER, given={"agency": "dlhk", "reason": "sampah"}, **hand_over
    )
    much_later = LATER + timedelta(hours=1)
    cases.move(
        actor=cast.agus,
        now=much_later,
        given={"agency": "pupr", "reason": "bukan kami"},
        **hand_over,
    )
    case.refresh_from_db()
    assert (case.holder_role, case.agency_id, case.state) == ("sample.officer", "pupr", "received")
    assert case.watching_agencies == ["dlhk"]
    spans = [
        (span.holder_role, span.agency_id, span.from_at, span.to_at)
        for span in Assignment.objects.filter(case=case).order_by("from_at")
    ]
    assert spans == [
        ("sample.head", None, NOW, LATER),
        ("sample.officer", "dlhk", LATER, much_later),
        ("sample.officer", "pupr", much_later, None),
    ]
    assert case.entries.get(action="hand_over", at=LATER).facts == {"agency": "dlhk"}
    assert case.entries.get(action="hand_over", at=much_later).office == "Dinas LHK"


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
    # 7 h of Tuesday and 24 h of Wed-Fri were left to Mon 16 Mar 16.00: two working days later
    assert clocks["resolution"].due_at == datetime(2026, 3, 18, 8, 0, tzinfo=UTC)
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
    assert (clock.stopped_at, clock.breached_at) == (late, NOW + timedelta(hours=24))


def test_a_clock_that_runs_behind_never_turns_time_back(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    moved = cases.move(
        case_id=case.pk,
        action="take",
        actor=cast.wayan,
        now=NOW - timedelta(minutes=10),
        given={"answer": "Siap pak"},
    )
    assert moved.at == NOW


def test_bulk_tells_each_result(cast: Cast, open_case: OpenCase) -> None:
    ready, fresh, sealed = open_case(), open_case(), open_case(visibility="secret")
    foreign = open_case(area_code="51.71.01.1001.004", visibility="parties")
    for case in (ready, sealed):
        cases.move(
            case_id=case.pk,
            action="take",
            actor=cast.wayan,
            now=LATER,
            given={"answer": "Siap pak"},
        )
    chosen = [(ready.pk, 2), (fresh.pk, 1), (sealed.pk, 1), (foreign.pk, 1)]
    lines = cases.bulk_move(
        chosen=chosen, action="finish", actor=cast.wayan, now=LATER, given={"what": "Beres"}
    )
    assert [(line.number, line.code) for line in lines] == [
        (ready.number, ""),
        (fresh.number, "workflow.not_allowed"),
        (sealed.number, "cases.stale"),
        ("", "cases.not_found"),
    ]
    ready.refresh_from_db()
    fresh.refresh_from_db()
    assert (ready.state, fresh.state) == ("done", "received")


def test_bulk_refuses_what_needs_a_look(cast: Cast, open_case: OpenCase) -> None:
    case = open_case()
    lines = cases.bulk_move(
        chosen=[(case.pk, 1)],
        action="take",
        actor=cast.wayan,
        now=LATER,
        given={"answer": "Siap pak"},
    )
    assert [line.code for line in lines] == ["cases.not_in_bulk"]
    case.refresh_from_db()
    assert case.state == "received"
