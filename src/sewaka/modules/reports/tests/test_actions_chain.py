"""The way of a report through the offices, and back to its author."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from sewaka.kernel.access import ANONYMOUS, SYSTEM, Actor, Held
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.outbox.models import EventRow
from sewaka.kernel.workflow import NotAllowed
from sewaka.modules.reports.actions.closing import close_unanswered
from sewaka.modules.reports.effects import photos
from sewaka.modules.reports.models import Confirmation, PublicReport, Report, ReportPhoto
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    MODERATOR_DESK,
    SARI_AT_DLHK,
    TRIAGE_DESK,
    VALIDATOR_DESK,
    VILLAGE_DESK,
    Way,
)
from sewaka.platform.cases.models import SlaClock
from sewaka.platform.files.models import FileState
from tests.cast import NOW, Player
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db


def to_agency(way: Way, wayan: Player) -> None:
    """Verified by Pak Wayan, handed over by the village office."""
    way.do("verify", wayan.actor)
    way.do("hand_over", VILLAGE_DESK)


def to_resolved(way: Way, wayan: Player) -> None:
    """Answered and solved by the agency."""
    to_agency(way, wayan)
    way.do("accept", SARI_AT_DLHK, answer=ANSWER)
    way.do("start", SARI_AT_DLHK)
    way.do("finish", SARI_AT_DLHK, answer="Sampah sudah kami angkut.", after=[way.photo()])
    way.do("validate", wayan.actor)


def public_fragment(way: Way) -> dict[str, Any]:
    """What everybody reads."""
    found: dict[str, Any] = orjson.loads(PublicReport.objects.get(pk=way.sent.case_id).fragment)
    return found


def test_verified_it_is_public_and_the_village_holds_it(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor, remark="Saya lihat sendiri.")
    case = rubbish.case
    assert (case.state, case.visibility, case.holder_role) == (
        "verified",
        "public",
        "reports.village_staff",
    )
    fragment = public_fragment(rubbish)
    assert fragment["description"] == "Sampah menumpuk. Telepon saya ▇▇"
    assert (fragment["status"], fragment["state"], fragment["agency"]) == (
        "open",
        "verified",
        "dlhk",
    )
    assert EventRow.objects.filter(case_id=case.pk, name="reports.report_verified").count() == 1


def test_another_hamlets_head_does_not_even_see_it(rubbish: Way, komang: Player) -> None:
    with nothing_written(), pytest.raises(NotFound):
        rubbish.do("verify", komang.actor)


def test_the_public_sees_it_after_and_not_before(rubbish: Way, wayan: Player) -> None:
    with pytest.raises(NotFound):
        rubbish.do("settle", ANONYMOUS)
    rubbish.do("verify", wayan.actor)
    with nothing_written(), pytest.raises(Forbidden):
        rubbish.do("hand_over", ANONYMOUS)


def test_photos_come_out_with_it_unless_kept_back(rubbish: Way, wayan: Player) -> None:
    report = Report.objects.get(pk=rubbish.sent.case_id)
    photos.add_before(report=report, file_ids=[rubbish.photo()], actor=ANONYMOUS, now=NOW)
    rubbish.do("verify", wayan.actor, keep_photos_back=True)
    assert public_fragment(rubbish)["photos"] == []
    rubbish.do("publish", MODERATOR_DESK)
    photo = ReportPhoto.objects.select_related("file").get(report=report)
    assert photo.file.state == FileState.READY
    assert [one["stage"] for one in public_fragment(rubbish)["photos"]] == ["before"]


def test_the_village_hands_over_by_the_routes(rubbish: Way, wayan: Player) -> None:
    to_agency(rubbish, wayan)
    case = rubbish.case
    assert (case.state, case.holder_role, case.agency_id) == (
        "forwarded",
        "reports.agency_officer",
        "dlhk",
    )


def test_another_agency_needs_a_reason(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    with pytest.raises(Invalid) as refusal:
        rubbish.do("hand_over", VILLAGE_DESK, agency="pupr")
    assert refusal.value.fields == {"remark": "required"}
    rubbish.do("hand_over", VILLAGE_DESK, agency="pupr", remark="Selokan jalan kota")
    assert rubbish.case.agency_id == "pupr"


def test_the_wrong_agency_can_not_take_it(rubbish: Way, wayan: Player, sari: Player) -> None:
    to_agency(rubbish, wayan)
    with nothing_written(), pytest.raises(Forbidden):
        rubbish.do("accept", sari.actor, answer=ANSWER)


def test_accepting_answers_in_public_and_stops_the_answer_clock(
    rubbish: Way, wayan: Player
) -> None:
    to_agency(rubbish, wayan)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        rubbish.do("accept", SARI_AT_DLHK, answer="Ya, besok.")
    assert refusal.value.fields == {"answer": "too_short"}
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    running = SlaClock.objects.filter(case_id=rubbish.case.pk, stopped_at=None)
    assert [one.kind for one in running] == ["resolution"]
    assert Report.objects.get(pk=rubbish.case.pk).first_response_at == rubbish.at


def test_returning_goes_to_triage_and_never_in_circles(rubbish: Way, wayan: Player) -> None:
    to_agency(rubbish, wayan)
    promised = SlaClock.objects.filter(case_id=rubbish.sent.case_id).order_by("kind")
    dues = list(promised.values_list("due_at", flat=True))
    reason = "Bukan bidang kami, ini jalan kota."
    for _ in range(2):
        rubbish.do("return", SARI_AT_DLHK, reason=reason)
        assert rubbish.case.holder_role == "reports.triage"
        rubbish.do("hand_over", TRIAGE_DESK, agency="dlhk")
    with pytest.raises(DomainError) as refusal:
        rubbish.do("return", SARI_AT_DLHK, reason=reason)
    assert refusal.value.code == "reports.returns_used_up"
    assert list(promised.values_list("due_at", flat=True)) == dues


def test_done_needs_a_photo_where_the_category_says_so(rubbish: Way, wayan: Player) -> None:
    to_agency(rubbish, wayan)
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        rubbish.do("finish", SARI_AT_DLHK, answer="Sampah sudah kami angkut.")
    assert refusal.value.fields == {"after": "reports.finish.photo_required"}


def test_solved_and_confirmed(rubbish: Way, wayan: Player) -> None:
    to_resolved(rubbish, wayan)
    case = rubbish.case
    assert (case.state, case.state_group, case.closed_at) == ("resolved", "DONE", rubbish.at)
    closed_at = case.closed_at
    fragment = public_fragment(rubbish)
    assert fragment["status"] == "closed"
    assert [one["stage"] for one in fragment["photos"]] == ["after"]
    rubbish.do("settle", rubbish.author, stars="5")
    assert (rubbish.case.state, rubbish.case.closed_at) == ("confirmed", closed_at)
    assert Confirmation.objects.get().stars == 5
    names = EventRow.objects.filter(case_id=case.pk).order_by("occurred_at", "id")
    assert [event.name.removeprefix("reports.") for event in names] == [
        "report_submitted",
        "report_verified",
        "report_forwarded",
        "report_accepted",
        "work_started",
        "work_finished",
        "report_resolved",
        "report_confirmed",
    ]
    check_deferred()


def test_not_settled_opens_it_again_with_half_the_time(rubbish: Way, wayan: Player) -> None:
    to_resolved(rubbish, wayan)
    rubbish.do("dispute", rubbish.author, reason="Masih ada di belakang pura")
    case = rubbish.case
    assert (case.state, case.closed_at, case.holder_role, case.agency_id) == (
        "reopened",
        None,
        "reports.agency_officer",
        "dlhk",
    )
    running = SlaClock.objects.filter(case=case, stopped_at=None).order_by("kind")
    assert [one.kind for one in running] == ["resolution", "response"]
    assert Report.objects.get(pk=case.pk).reopen_round == 1
    assert public_fragment(rubbish)["status"] == "open"
    rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)
    rubbish.do("finish", SARI_AT_DLHK, answer="Sudah bersih semuanya.", after=[rubbish.photo()])
    rubbish.do("validate", wayan.actor)
    rubbish.do("settle", rubbish.author)
    assert [one.verdict for one in Confirmation.objects.order_by("at")] == ["disputed", "settled"]


def test_only_the_author_says_that_it_is_settled(
    rubbish: Way, wayan: Player, ketut: Player
) -> None:
    to_resolved(rubbish, wayan)
    for somebody in (ketut.actor, wayan.actor, SARI_AT_DLHK, ANONYMOUS):
        with nothing_written(), pytest.raises(Forbidden):
            rubbish.do("settle", somebody)


def test_ten_days_of_silence_close_it_and_count_apart(rubbish: Way, wayan: Player) -> None:
    to_resolved(rubbish, wayan)
    resolved_at = rubbish.at
    until = resolved_at + timedelta(days=10)
    assert close_unanswered(now=until - timedelta(seconds=1), actor=SYSTEM) == 0
    assert close_unanswered(now=until + timedelta(days=2), actor=SYSTEM) == 1
    assert close_unanswered(now=until + timedelta(days=2), actor=SYSTEM) == 0
    case = rubbish.case
    assert (case.state, case.closed_at, case.state_since) == ("auto_closed", resolved_at, until)
    assert Confirmation.objects.count() == 0


def test_after_ten_days_the_author_is_too_late(rubbish: Way, wayan: Player) -> None:
    to_resolved(rubbish, wayan)
    rubbish.at += timedelta(days=10)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        rubbish.do("dispute", rubbish.author, reason="Masih kotor")
    assert refusal.value.code == "reports.confirm.too_late"


def test_a_question_pauses_both_clocks_and_the_answer_resumes(rubbish: Way, wayan: Player) -> None:
    rubbish.do("ask_info", wayan.actor, question="Di sebelah mana warungnya?")
    case = rubbish.case
    assert (case.state, case.state_group, case.due_at) == ("needs_info", "WAITING", None)
    rubbish.do("give_info", rubbish.author, answer="Sebelah utara", evidence=[rubbish.photo()])
    assert rubbish.case.state == "submitted"
    assert SlaClock.objects.filter(case=case, paused_at__isnull=False).count() == 0
    rubbish.do("ask_info", wayan.actor, question="Sejak kapan sampahnya di situ?")
    rubbish.do("give_info", rubbish.author, answer="Sejak Senin")
    with pytest.raises(DomainError) as refusal:
        rubbish.do("ask_info", wayan.actor, question="Dan siapa yang membuangnya?")
    assert refusal.value.code == "reports.pauses_used_up"


def test_ten_days_without_an_answer_to_a_question_end_it(rubbish: Way, wayan: Player) -> None:
    rubbish.do("ask_info", wayan.actor, question="Di sebelah mana warungnya?")
    asked_at = rubbish.at
    assert close_unanswered(now=asked_at + timedelta(days=11), actor=SYSTEM) == 1
    report = Report.objects.select_related("case").get(pk=rubbish.sent.case_id)
    assert (report.case.state, report.reason_code) == ("rejected", "no_answer")
    assert report.case.closed_at == asked_at + timedelta(days=10)


def test_the_village_does_it_itself(rubbish: Way, wayan: Player) -> None:
    rubbish.do("act_locally", wayan.actor, answer="Kami gotong royong Minggu pagi.")
    assert (rubbish.case.state, rubbish.case.holder_role) == ("in_progress", "reports.hamlet_head")
    rubbish.do("finish", wayan.actor, answer="Sudah bersih, terima kasih.", after=[rubbish.photo()])
    assert rubbish.case.holder_role == "reports.validator"  # not the office that did it
    rubbish.do("validate", VALIDATOR_DESK)
    rubbish.do("dispute", rubbish.author, reason="Masih ada sisa")
    rubbish.do("act_locally", wayan.actor, answer="Kami bersihkan lagi sore ini.")
    assert rubbish.case.state == "in_progress"


def test_the_hamlet_head_may_not_reject(rubbish: Way, wayan: Player) -> None:
    with nothing_written(), pytest.raises(Forbidden):
        rubbish.do("reject", wayan.actor, reason_code="unclear", answer=ANSWER)


def test_rejected_with_a_reason(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    rubbish.do("reject", VILLAGE_DESK, reason_code="private_dispute", answer=ANSWER)
    assert (rubbish.case.state, rubbish.case.closed_at) == ("rejected", rubbish.at)


def test_not_the_citys_task(rubbish: Way, wayan: Player) -> None:
    to_agency(rubbish, wayan)
    rubbish.do("not_responsible", SARI_AT_DLHK, external_body="pln", answer=ANSWER)
    assert Report.objects.get(pk=rubbish.case.pk).external_body == "pln"
    with nothing_written(), pytest.raises(NotAllowed):
        rubbish.do("accept", SARI_AT_DLHK, answer=ANSWER)


def test_taken_back_by_its_author(rubbish: Way) -> None:
    rubbish.do("cancel", rubbish.author)
    assert rubbish.case.state == "cancelled"
    assert not PublicReport.objects.exists()


def test_withheld_it_leaves_the_public_and_work_goes_on(rubbish: Way, wayan: Player) -> None:
    rubbish.do("verify", wayan.actor)
    rubbish.do("withhold", MODERATOR_DESK, reason="Menyebut nama tetangga.")
    assert not PublicReport.objects.exists()
    rubbish.do("hand_over", VILLAGE_DESK)
    assert rubbish.case.visibility == "parties"
    rubbish.do("publish", MODERATOR_DESK, public_text="Sampah menumpuk di Jl. Contoh.")
    assert public_fragment(rubbish)["description"] == "Sampah menumpuk di Jl. Contoh."


def test_a_head_of_the_agency_acts_like_an_officer(rubbish: Way, wayan: Player) -> None:
    to_agency(rubbish, wayan)
    head = Actor(grants=(Held("reports.agency_head", agency_code="dlhk"),))
    rubbish.do("accept", head, answer=ANSWER)
    assert rubbish.case.state == "accepted"
