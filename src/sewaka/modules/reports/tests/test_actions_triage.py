"""Rejected, objected, sent elsewhere, asked back, of another kind; and who answers a dispute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor, Held
from sewaka.kernel.errors import DomainError, Forbidden, Invalid
from sewaka.modules.reports.actions.asking_back import remind_to_ask_back
from sewaka.modules.reports.actions.closing import close_unanswered
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.supporting import say_not_settled, support
from sewaka.modules.reports.models import Confirmation, PublicReport, Report
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    RUBBISH,
    SARI_AT_DLHK,
    TRIAGE_DESK,
    VILLAGE_DESK,
    Way,
)
from sewaka.modules.reports.tests.test_actions_chain import to_agency, to_resolved
from sewaka.platform.cases.models import SlaClock
from tests.cast import NOW, Player
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db
QUESTION = "Di sebelah mana warungnya?"


def report_of(way: Way) -> Report:
    """The report as it is now."""
    return Report.objects.get(pk=way.sent.case_id)


def dues(way: Way) -> dict[str, datetime]:
    """The running promises."""
    running = SlaClock.objects.filter(case_id=way.sent.case_id, stopped_at=None)
    return {clock.kind: clock.due_at for clock in running}


def rejected(way: Way, wayan: Player) -> Way:
    """The village does not take it on."""
    way.do("verify", wayan.actor)
    way.do("reject", VILLAGE_DESK, reason_code="unclear", answer=ANSWER)
    return way


def test_the_hamlet_head_proposes_and_the_village_decides(rubbish: Way, wayan: Player) -> None:
    rubbish.do(
        "propose_rejection",
        wayan.actor,
        reason_code="private_dispute",
        reason="Urusan dua tetangga.",
    )
    case = rubbish.case
    assert (case.state, case.holder_role) == ("submitted", "reports.village_staff")
    assert case.entries.latest("at").audience == "internal"
    rubbish.do("reject", VILLAGE_DESK, reason_code="private_dispute", answer=ANSWER)
    assert rubbish.case.state == "rejected"


def test_the_author_objects_once_and_triage_decides(rubbish: Way, wayan: Player) -> None:
    rejected(rubbish, wayan)
    with nothing_written(), pytest.raises(Invalid):
        rubbish.do("object", rubbish.author, reason="Tidak")
    rubbish.do("object", rubbish.author, reason="Sampahnya masih ada di jalan umum.")
    case = rubbish.case
    assert (case.state, case.holder_role, case.closed_at) == ("submitted", "reports.triage", None)
    # Monday: one working day to answer, half of two working days to solve.
    tuesday = datetime.fromisoformat("2026-11-24T16:00+08:00")
    assert dues(rubbish) == {"response": tuesday, "resolution": tuesday}
    rubbish.do("reject", TRIAGE_DESK, reason_code="unclear", answer=ANSWER)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        rubbish.do("object", rubbish.author, reason="Tetap tidak setuju, mohon dicek.")
    assert refusal.value.code == "reports.objection.used"
    check_deferred()


def test_thirty_days_later_it_is_too_late_to_object(rubbish: Way, wayan: Player) -> None:
    rejected(rubbish, wayan)
    rubbish.at += timedelta(days=30)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        rubbish.do("object", rubbish.author, reason="Sampahnya masih ada di sana.")
    assert refusal.value.code == "reports.objection.too_late"


def test_nobody_else_objects(rubbish: Way, wayan: Player, ketut: Player) -> None:
    rejected(rubbish, wayan)
    for somebody in (ketut.actor, VILLAGE_DESK, ANONYMOUS):
        with nothing_written(), pytest.raises(Forbidden):
            rubbish.do("object", somebody, reason="Sampahnya masih ada di sana.")


def test_another_body_is_asked_again_on_the_day_named(rubbish: Way, wayan: Player) -> None:
    to_agency(rubbish, wayan)
    given = {"external_body": "pln", "reference": "G51-2026", "answer": ANSWER}
    with nothing_written(), pytest.raises(Invalid) as refusal:
        rubbish.do("not_responsible", SARI_AT_DLHK, ask_back_days="0", **given)
    assert refusal.value.fields == {"ask_back_days": "reports.ask_back.days"}
    rubbish.do("not_responsible", SARI_AT_DLHK, ask_back_days="7", **given)
    day = datetime.fromisoformat("2026-11-30T16:00+08:00")
    assert (report_of(rubbish).external_reference, report_of(rubbish).ask_back_at) == (
        "G51-2026",
        day,
    )
    assert remind_to_ask_back(now=day - timedelta(seconds=1)) == 0
    assert remind_to_ask_back(now=day) == 1
    assert remind_to_ask_back(now=day) == 0
    assert rubbish.case.entries.latest("at").audience == "internal"
    rubbish.at = day
    rubbish.do("external_answer", SARI_AT_DLHK, answer="PLN memasang tiang baru minggu depan.")
    assert (rubbish.case.state, report_of(rubbish).ask_back_at) == ("not_responsible", None)


def test_of_another_kind_it_is_never_promised_later(rubbish: Way, wayan: Player) -> None:
    before = dues(rubbish)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        rubbish.do("recategorise", wayan.actor, category="201")
    assert refusal.value.fields == {"category": "reports.recategorise.same"}
    rubbish.do("recategorise", wayan.actor, category="101", reason="Ini lubang jalan.")
    assert (dues(rubbish), rubbish.case.agency_id) == (before, "pupr")
    assert rubbish.case.title == "Jalan rusak, Jl. Contoh 5"


def test_triage_may_give_it_the_longer_time_with_a_reason(rubbish: Way, wayan: Player) -> None:
    rubbish.do("recategorise", TRIAGE_DESK, category="101", reason="Perbaikan jalan, bukan sampah.")
    started = SlaClock.objects.get(case_id=rubbish.sent.case_id, kind="resolution")
    # 14 working days after Monday 23 November, from the same start.
    assert (started.started_at, started.policy) == (NOW, "nonsupervisory")
    assert dues(rubbish)["resolution"] > datetime.fromisoformat("2026-12-09T00:00+08:00")


def test_another_kind_never_makes_it_more_open(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    assert PublicReport.objects.count() == 1
    rubbish.do("recategorise", VILLAGE_DESK, category="601")
    assert (rubbish.case.visibility, PublicReport.objects.count()) == ("parties", 0)
    rubbish.do("recategorise", VILLAGE_DESK, category="201")
    assert rubbish.case.visibility == "parties"


def test_pauses_end_after_ten_working_days_in_all(rubbish: Way, wayan: Player) -> None:
    rubbish.do("ask_info", wayan.actor, question=QUESTION)
    rubbish.at += timedelta(days=9)
    rubbish.do("give_info", rubbish.author, answer="Sebelah utara")
    used = report_of(rubbish).paused_minutes
    assert 0 < used < 10 * 8 * 60
    rubbish.do("ask_info", wayan.actor, question=QUESTION)
    until = report_of(rubbish).author_until
    assert until is not None
    assert until < rubbish.at + timedelta(days=10)
    assert close_unanswered(now=until, actor=SYSTEM) == 1
    assert report_of(rubbish).reason_code == "no_answer"


def test_a_desk_writes_down_what_it_heard(rubbish: Way, wayan: Player, komang: Player) -> None:
    rubbish.do("ask_info", wayan.actor, question=QUESTION)
    rubbish.do("give_info", wayan.actor, answer="Lewat telepon: sebelah utara")
    assert rubbish.case.state == "submitted"


def test_a_late_dispute_has_thirty_days_and_needs_something_to_show(
    rubbish: Way, wayan: Player
) -> None:
    to_resolved(rubbish, wayan)
    closed = rubbish.at + timedelta(days=10)
    close_unanswered(now=closed, actor=SYSTEM)
    rubbish.at = closed + timedelta(days=29)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        rubbish.do("dispute", rubbish.author)
    assert refusal.value.fields == {"reason": "required"}
    rubbish.do("dispute", rubbish.author, evidence=[rubbish.photo()])
    assert rubbish.case.state == "reopened"


def test_after_thirty_days_it_stays_closed(rubbish: Way, wayan: Player) -> None:
    to_resolved(rubbish, wayan)
    closed = rubbish.at + timedelta(days=10)
    close_unanswered(now=closed, actor=SYSTEM)
    rubbish.at = closed + timedelta(days=30)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        rubbish.do("dispute", rubbish.author, reason="Masih kotor")
    assert refusal.value.code == "reports.confirm.too_late"


def say(way: Way, device: int) -> int:
    """Somebody with that device says: not settled."""
    return say_not_settled(
        number=way.sent.number,
        device=bytes([device]) * 32,
        reason="Masih kotor",
        actor=ANONYMOUS,
        now=way.at + timedelta(hours=1),
    )


def test_three_who_have_the_same_problem_open_it_again(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    for device in range(3):
        support(
            number=rubbish.sent.number, device=bytes([device]) * 32, actor=ANONYMOUS, now=rubbish.at
        )
    rubbish.do("hand_over", VILLAGE_DESK)
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    rubbish.do("finish", SARI_AT_DLHK, answer="Sampah sudah kami angkut.", after=[rubbish.photo()])
    rubbish.do("validate", wayan.actor)
    assert [say(rubbish, 0), say(rubbish, 1)] == [1, 2]
    with nothing_written(), pytest.raises(DomainError) as twice:
        say(rubbish, 1)
    assert twice.value.code == "reports.dispute.once"
    with nothing_written(), pytest.raises(DomainError) as stranger:
        say(rubbish, 9)
    assert stranger.value.code == "reports.dispute.not_following"
    assert rubbish.case.state == "resolved"
    assert say(rubbish, 2) == 3
    assert (rubbish.case.state, report_of(rubbish).reopen_round) == ("reopened", 1)
    assert Confirmation.objects.filter(is_author=False).count() == 3
    with nothing_written(), pytest.raises(DomainError) as over:
        say(rubbish, 2)
    assert over.value.code == "reports.dispute.not_open"


def test_a_volunteer_says_that_a_public_report_is_true(rubbish: Way) -> None:
    volunteer = Actor(grants=(Held("reports.volunteer", area_code="51.71.01.1003"),))
    with nothing_written(), pytest.raises(DomainError):
        rubbish.do("verify", volunteer)
    rubbish.do("publish", Actor(grants=(Held("reports.moderator"),)))
    rubbish.do("verify", volunteer, how="seen")
    assert rubbish.case.state == "verified"


def test_a_report_from_a_direct_desk_moves_to_the_agency_of_its_kind(wayans_banjar: str) -> None:
    draft = replace(RUBBISH, category="104")
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(limits_apply=False))
    way = Way(sent=sent)
    at_dishub = Actor(grants=(Held("reports.agency_officer", agency_code="dishub"),))
    way.do("recategorise", at_dishub, category="105")
    assert (way.case.agency_id, way.case.holder_role) == ("tirta", "reports.agency_officer")
