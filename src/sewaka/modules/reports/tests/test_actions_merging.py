"""Two reports of one thing: merged, taken apart, undone; nobody and nothing gets lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sewaka.kernel.access import ANONYMOUS, Actor, Held
from sewaka.kernel.errors import DomainError, Forbidden, Invalid
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.supporting import support
from sewaka.modules.reports.models import DuplicateLink, Follower, PublicReport, Report
from sewaka.modules.reports.rules.draft import Contact
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    MODERATOR_DESK,
    RUBBISH,
    SARI_AT_DLHK,
    TRIAGE_DESK,
    VILLAGE_DESK,
    Way,
)
from sewaka.platform.cases import api as cases
from sewaka.platform.cases.models import SlaClock
from tests.cast import NOW, Player
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db


def another(way: Way, *, actor: Actor = ANONYMOUS, hours: int = 1) -> Way:
    """The same heap, reported again a while later, and public."""
    at = way.at + timedelta(hours=hours)
    draft = replace(RUBBISH, contact=Contact(email="ketut@contoh.example"))
    sent = submit_report(actor=actor, now=at, draft=draft, sender=Sender(limits_apply=False))
    found = Way(sent=sent, at=at)
    found.do("publish", MODERATOR_DESK)
    way.at = found.at
    return found


@pytest.fixture
def second(rubbish: Way) -> Way:
    """Ketut's report of Made's heap."""
    rubbish.do("publish", MODERATOR_DESK)
    return another(rubbish)


def merge(child: Way, master: Way, actor: Actor = TRIAGE_DESK) -> None:
    """The child goes on as the master."""
    child.at = max(child.at, master.at)
    child.do("merge", actor, master=master.sent.number)
    master.at = child.at


def dues(way: Way) -> dict[str, datetime]:
    """The running promises."""
    return {
        clock.kind: clock.due_at
        for clock in SlaClock.objects.filter(case_id=way.sent.case_id, stopped_at=None)
    }


def roles(way: Way) -> list[str]:
    """Who follows."""
    found = Follower.objects.filter(report_id=way.sent.case_id).values_list("role", flat=True)
    return sorted(found)


def test_merged_it_goes_on_as_the_other(rubbish: Way, second: Way) -> None:
    merge(second, rubbish)
    case = second.case
    assert (case.state, case.state_group, case.parent_id, case.closed_at) == (
        "duplicate",
        "REJECTED",
        rubbish.sent.case_id,
        second.at,
    )
    assert dues(second) == {}
    assert PublicReport.objects.get(pk=case.pk).is_open is False
    line = rubbish.case.entries.latest("at")
    assert (line.kind, line.facts) == ("remark", {"joined": second.sent.number})
    check_deferred()


def test_the_master_keeps_the_earlier_promise(rubbish: Way, second: Way) -> None:
    early = dues(rubbish)
    merge(rubbish, second)
    assert dues(second) == early


def test_followers_move_along_and_come_back(rubbish: Way, second: Way, ketut: Player) -> None:
    support(number=second.sent.number, device=b"k" * 32, actor=ketut.actor, now=second.at)
    support(number=second.sent.number, device=b"d" * 32, actor=ANONYMOUS, now=second.at)
    support(number=rubbish.sent.number, device=b"d" * 32, actor=ANONYMOUS, now=second.at)
    assert roles(second) == ["reporter", "supporter", "supporter"]
    merge(second, rubbish)
    assert roles(rubbish) == ["merged_reporter", "supporter", "supporter"]
    assert roles(second) == ["reporter", "supporter", "supporter"]
    second.do("unmerge", TRIAGE_DESK)
    assert roles(rubbish) == ["supporter"]


def test_taken_apart_everything_is_as_before(rubbish: Way, second: Way) -> None:
    before = second.case, dues(second), dues(rubbish)
    merge(second, rubbish)
    second.do("unmerge", TRIAGE_DESK)
    after = second.case
    assert (after.state, after.holder_role, after.agency_id, after.closed_at, after.parent_id) == (
        before[0].state,
        before[0].holder_role,
        before[0].agency_id,
        None,
        None,
    )
    assert (dues(second), dues(rubbish)) == before[1:]
    check_deferred()


def test_merging_into_a_merged_one_goes_to_its_master(rubbish: Way, second: Way) -> None:
    third = another(rubbish)
    merge(second, rubbish)
    merge(third, second)
    assert third.case.parent_id == rubbish.sent.case_id


@pytest.mark.parametrize("case", ["itself", "into_its_child", "is_master", "unknown", "sealed"])
def test_what_can_not_be_merged(rubbish: Way, second: Way, case: str) -> None:
    third = another(rubbish)
    merge(second, rubbish)
    child, number, code = {
        "itself": (third, third.sent.number, "reports.merge.itself"),
        "into_its_child": (rubbish, second.sent.number, "reports.merge.itself"),
        "is_master": (rubbish, third.sent.number, "reports.merge.is_master"),
        "unknown": (third, "L26-0000000-0", "reports.merge.unknown"),
        "sealed": (third, rubbish.sent.number, "reports.merge.sealed"),
    }[case]
    if case == "sealed":
        cases.Case.objects.filter(pk=rubbish.sent.case_id).update(
            visibility="secret", applicant_id=None
        )
    seeing = replace(TRIAGE_DESK, link_case_id=rubbish.sent.case_id)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        child.do("merge", seeing, master=number)
    assert refusal.value.code == code


def test_a_master_that_was_closed_long_ago_is_too_old(rubbish: Way, second: Way) -> None:
    rubbish.do("cancel", rubbish.author)
    long_ago = NOW - timedelta(days=91)
    cases.Case.objects.filter(pk=rubbish.sent.case_id).update(
        opened_at=long_ago, closed_at=long_ago
    )
    with nothing_written(), pytest.raises(DomainError) as refusal:
        second.do("merge", TRIAGE_DESK, master=rubbish.sent.number)
    assert refusal.value.code == "reports.merge.too_old"


def test_who_does_not_hold_it_does_not_merge_it(
    rubbish: Way, second: Way, ketut: Player, komang: Player
) -> None:
    for somebody in (ketut.actor, komang.actor, SARI_AT_DLHK, ANONYMOUS):
        with nothing_written(), pytest.raises(Forbidden):
            second.do("merge", somebody, master=rubbish.sent.number)


def test_the_database_holds_that_a_master_is_no_child(rubbish: Way, second: Way) -> None:
    third = another(rubbish)
    merge(second, rubbish)
    for child, master in ((rubbish, third), (third, second), (rubbish, rubbish), (second, third)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicateLink.objects.create(
                child_id=child.sent.case_id, master_id=master.sent.case_id, at=NOW
            )


@pytest.mark.django_db(transaction=True)
def test_merged_into_each_other_at_once_at_most_one_goes(rubbish: Way, second: Way) -> None:
    ready, codes = threading.Barrier(2), []

    def run(child: Way, master: Way) -> None:
        ready.wait()
        try:
            cases.move(
                case_id=child.sent.case_id,
                action="merge",
                actor=TRIAGE_DESK,
                now=NOW + timedelta(days=1),
                given={"master": master.sent.number},
            )
            codes.append("done")
        except DomainError as refusal:
            codes.append(refusal.code)
        finally:
            connection.close()

    both = ((rubbish, second), (second, rubbish))
    threads = [threading.Thread(target=run, args=pair) for pair in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert DuplicateLink.objects.count() == codes.count("done") <= 1
    assert set(codes) - {"done"} <= {
        "cases.busy", "reports.merge.itself", "reports.merge.is_master"
    }  # fmt: skip


def test_any_merges_keep_followers_and_make_no_circle(rubbish: Way, ketut: Player) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    ways = [rubbish, *(another(rubbish) for _ in range(3))]
    for number, way in enumerate(ways):
        for one in range(number + 1):
            device = bytes([one]) * 32
            support(number=way.sent.number, device=device, actor=ANONYMOUS, now=way.at)
    own = [set(_own(way)) for way in ways]
    deeds = st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 3))

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=st.lists(deeds, min_size=1, max_size=8))
    def walk(steps: list[tuple[bool, int, int]]) -> None:
        with transaction.atomic():
            master: dict[int, int] = {}
            for is_merge, child, other in steps:
                _step(ways, master, is_merge=is_merge, child=child, other=other)
            assert not set(master.values()) & set(master)  # no master is a child
            for number, way in enumerate(ways):
                joined = [own[child] for child, its in master.items() if its == number]
                assert set(_all(way)) == own[number].union(*joined)
                assert set(_own(way)) == own[number]
            transaction.set_rollback(True)

    walk()


def _step(
    ways: list[Way], master: dict[int, int], *, is_merge: bool, child: int, other: int
) -> None:
    """One deed, and what it must have done."""
    at = max(way.at for way in ways) + timedelta(minutes=1)
    given = {"master": ways[other].sent.number} if is_merge else {}
    try:
        with transaction.atomic():
            cases.move(
                case_id=ways[child].sent.case_id,
                action="merge" if is_merge else "unmerge",
                actor=TRIAGE_DESK,
                now=at,
                given=given,
            )
    except DomainError:
        final = master.get(other, other)
        is_possible = child not in master and child not in master.values() and final != child
        assert not (is_merge and is_possible)
        assert is_merge or child not in master
        return
    if is_merge:
        master[child] = master.get(other, other)
    else:
        del master[child]


def _own(way: Way) -> list[bytes | str]:
    return _keys(Follower.objects.filter(report_id=way.sent.case_id, via=None))


def _all(way: Way) -> list[bytes | str]:
    return _keys(Follower.objects.filter(report_id=way.sent.case_id))


def _keys(rows: object) -> list[bytes | str]:
    return [
        str(row.contact_id) if row.contact_id else bytes(row.device_hash or b"")
        for row in rows  # type: ignore[attr-defined] # a query set
    ]


def test_within_ten_minutes_the_same_person_takes_a_merge_back(
    rubbish: Way, second: Way, wayan: Player, kadek: Player
) -> None:
    mine = Actor(person_id=kadek.person.pk, grants=(Held("reports.triage"),))
    merge(second, rubbish, mine)
    at = second.at + timedelta(minutes=9)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        cases.undo(case_id=second.sent.case_id, actor=wayan.actor, now=at)
    assert refusal.value.code == "cases.undo.not_yours"
    with nothing_written(), pytest.raises(DomainError) as refusal:
        cases.undo(case_id=second.sent.case_id, actor=mine, now=second.at + timedelta(minutes=10))
    assert refusal.value.code == "cases.undo.too_late"
    cases.undo(case_id=second.sent.case_id, actor=mine, now=at)
    assert (second.case.state, second.case.parent_id) == ("submitted", None)
    assert roles(rubbish) == []
    assert cases.undoable(case=second.case, actor=mine, now=at) is None


def test_a_hand_over_is_taken_back_to_the_desk_of_before(
    rubbish: Way, wayan: Player, kadek: Player
) -> None:
    rubbish.do("verify", wayan.actor)
    promised = dues(rubbish)
    rubbish.do("hand_over", kadek.actor)
    found = cases.undoable(case=rubbish.case, actor=kadek.actor, now=rubbish.at)
    assert found is not None
    assert found.until == rubbish.at + timedelta(minutes=10)
    cases.undo(case_id=rubbish.sent.case_id, actor=kadek.actor, now=rubbish.at)
    case = rubbish.case
    assert (case.state, case.holder_role) == ("verified", "reports.village_staff")
    assert dues(rubbish) == promised


def test_a_rejection_is_taken_back_and_the_clocks_run_as_before(
    rubbish: Way, wayan: Player, kadek: Player
) -> None:
    rubbish.do("verify", wayan.actor)
    before = dues(rubbish)
    rubbish.do("reject", kadek.actor, reason_code="unclear", answer=ANSWER)
    assert dues(rubbish) == {}
    rubbish.at += timedelta(minutes=3)
    cases.undo(case_id=rubbish.sent.case_id, actor=kadek.actor, now=rubbish.at)
    report = Report.objects.get(pk=rubbish.sent.case_id)
    assert (rubbish.case.state, dues(rubbish)) == ("verified", before)
    assert (report.reason_code, report.first_response_at) == ("", None)
    check_deferred()


def test_what_was_followed_by_another_deed_stays(
    rubbish: Way, wayan: Player, kadek: Player
) -> None:
    rubbish.do("verify", wayan.actor)
    rubbish.do("hand_over", kadek.actor)
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        cases.undo(case_id=rubbish.sent.case_id, actor=kadek.actor, now=rubbish.at)
    assert refusal.value.code == "cases.undo.not_yours"


def test_it_needs_a_number(second: Way) -> None:
    with nothing_written(), pytest.raises(Invalid) as refusal:
        second.do("merge", VILLAGE_DESK)
    assert refusal.value.fields == {"master": "required"}
