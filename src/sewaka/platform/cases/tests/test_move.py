"""The one door: every refusal leaves everything as it was, every move changes exactly one case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from sewaka.kernel.access import SYSTEM
from sewaka.kernel.errors import DomainError, Forbidden, NotFound, Stale
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
