"""Finished work: planned, shown, looked at by another office; nobody checks their own work."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from sewaka.kernel.access import SYSTEM, Actor, Held
from sewaka.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from sewaka.kernel.geo import Position
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.actions.validation import pass_on_validation
from sewaka.modules.reports.effects import recounting
from sewaka.modules.reports.exporters.board import board
from sewaka.modules.reports.models import Report, Validation, WorkProof, counted
from sewaka.modules.reports.models.counted import Choice
from sewaka.modules.reports.rules.draft import Draft
from sewaka.modules.reports.rules.places import Source
from sewaka.modules.reports.tests import recount
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    SARI_AT_DLHK,
    VALIDATOR_DESK,
    Way,
    jpeg,
)
from sewaka.modules.reports.tests.test_actions_chain import to_agency
from sewaka.platform.files import api as files
from sewaka.platform.files.api import PhotoFacts
from tests.cast import NOW, SESETAN, WAYANS_BANJAR, Player
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db
HEAD_OF_DLHK = Actor(grants=(Held("reports.agency_head", agency_code="dlhk"),))
DONE = "Sampah sudah kami angkut."
HERE = Position(lat=-8.7016, lon=115.2205)
CORNER = Draft(
    category="201",
    description="Sampah menumpuk di pojok",
    position=HERE,
    position_source=Source.GPS,
    accuracy_m=8.0,
    village_code=SESETAN,
    hamlet_code=WAYANS_BANJAR,
)


@pytest.fixture
def corner(wayans_banjar: str, chain_staffed: None, wayan: Player) -> Way:
    """A heap with a position, taken on by the agency."""
    sent = submit_report(actor=SYSTEM, now=NOW, draft=CORNER, sender=Sender(limits_apply=False))
    way = Way(sent=sent)
    to_agency(way, wayan)
    way.do("accept", SARI_AT_DLHK, answer=ANSWER)
    return way


def shot(way: Way, *, north_m: float = 0, taken_at: datetime | None = None) -> UUID:
    """A proof, so many metres north of the place; the file stands 1 m per 0.000009 degrees."""
    facts = PhotoFacts(Position(HERE.lat + north_m / 111_195, HERE.lon), taken_at or way.at)
    return files.store_photo(upload=jpeg("blue"), actor=SYSTEM, now=way.at, facts=facts).pk


def report_of(way: Way) -> Report:
    """The report as it is now."""
    return Report.objects.get(pk=way.sent.case_id)


def finished(way: Way) -> Way:
    """Shown from three metres away."""
    way.do("finish", SARI_AT_DLHK, answer=DONE, after=[shot(way, north_m=3)])
    return way


def test_shown_on_the_spot_it_waits_for_another_office(corner: Way) -> None:
    finished(corner)
    case, proof = corner.case, WorkProof.objects.get()
    assert (case.state, case.holder_role, case.agency_id, case.closed_at) == (
        "awaiting_validation",
        "reports.hamlet_head",
        "dlhk",
        None,
    )
    assert (proof.distance_m, proof.doubts, proof.round) == (3, "", 0)
    # Tuesday and Wednesday: two working days after Monday.
    assert report_of(corner).validate_until == datetime.fromisoformat("2026-11-25T16:00+08:00")


def test_a_photo_from_elsewhere_needs_a_reason_that_everybody_reads(corner: Way) -> None:
    far = shot(corner, north_m=150)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        corner.do("finish", SARI_AT_DLHK, answer=DONE, after=[far])
    assert refusal.value.fields == {"reason": "reports.too_far"}
    corner.do(
        "finish",
        SARI_AT_DLHK,
        answer=DONE,
        after=[far],
        reason="Jalan ditutup upacara, dari ujung.",
    )
    proof = WorkProof.objects.get()
    assert (proof.distance_m, proof.doubts) == (150, "too_far")
    assert "Jalan ditutup upacara" in corner.case.entries.latest("at").text


def test_a_photo_without_a_place_or_from_before_the_work_needs_a_reason(corner: Way) -> None:
    for photo, problem in (
        (corner.photo(), "reports.no_position"),
        (shot(corner, taken_at=NOW - timedelta(hours=1)), "reports.too_early"),
    ):
        with nothing_written(), pytest.raises(Invalid) as refusal:
            corner.do("finish", SARI_AT_DLHK, answer=DONE, after=[photo])
        assert refusal.value.fields == {"reason": problem}


def test_a_time_in_the_future_is_no_time(corner: Way) -> None:
    photo = shot(corner, taken_at=NOW + timedelta(days=2))
    corner.do("finish", SARI_AT_DLHK, answer=DONE, after=[photo])
    assert WorkProof.objects.get().taken_at == corner.at


def test_where_the_officer_stood_is_kept_apart_and_never_public(corner: Way) -> None:
    finished(corner)
    shown = WorkProof.objects.values_list("file_id", flat=True)
    kept = files.whereabouts(file_ids=[one for one in shown if one])
    assert [round(one.position.lat, 6) for one in kept.values() if one.position] == [-8.701573]
    entry = corner.case.entries.latest("at")
    assert entry.facts == {"distances_m": [3], "doubts": []}


def test_the_hamlet_head_says_done_and_the_author_has_ten_days(corner: Way, wayan: Player) -> None:
    finished(corner)
    corner.do("validate", wayan.actor, remark="Sudah bersih")
    report, case = report_of(corner), corner.case
    assert (case.state, case.holder_role) == ("resolved", "reports.agency_officer")
    assert (report.is_validated, report.validate_until, report.author_until) == (
        True,
        None,
        corner.at + timedelta(days=10),
    )
    look = Validation.objects.get()
    assert (look.verdict, look.role, look.by) == (
        "accepted",
        "reports.hamlet_head",
        wayan.person,
    )
    check_deferred()


def test_refused_it_goes_back_to_the_desk_that_finished_it(corner: Way, wayan: Player) -> None:
    finished(corner)
    with nothing_written(), pytest.raises(Invalid) as refusal:
        corner.do("refuse", wayan.actor, reason="Belum")
    assert refusal.value.fields == {"reason": "too_short"}
    corner.do("refuse", wayan.actor, reason="Sisi timur belum diangkut.")
    assert (corner.case.state, corner.case.holder_role) == (
        "in_progress",
        "reports.agency_officer",
    )
    finished(corner)
    corner.do("validate", wayan.actor)
    assert [one.verdict for one in Validation.objects.all()] == ["refused", "accepted"]


def test_nobody_else_looks_at_it(corner: Way, komang: Player, kadek: Player, made: Player) -> None:
    finished(corner)
    with nothing_written(), pytest.raises(Forbidden):
        corner.do("validate", komang.actor)
    for somebody in (kadek.actor, made.actor, SARI_AT_DLHK, VALIDATOR_DESK):
        with nothing_written(), pytest.raises(Forbidden):
            corner.do("validate", somebody)


def test_two_silences_end_it_and_say_so(corner: Way) -> None:
    finished(corner)
    first = report_of(corner).validate_until
    assert first is not None
    assert pass_on_validation(now=first - timedelta(seconds=1)) == 0
    assert pass_on_validation(now=first) == 1
    assert corner.case.holder_role == "reports.validator"
    second = report_of(corner).validate_until
    assert second == datetime.fromisoformat("2026-11-27T16:00+08:00")
    assert pass_on_validation(now=second + timedelta(days=3)) == 1
    assert pass_on_validation(now=second + timedelta(days=3)) == 0
    report, case = report_of(corner), corner.case
    assert (case.state, case.closed_at, report.is_validated) == ("resolved", second, False)
    assert [(one.verdict, one.by) for one in Validation.objects.all()] == [("skipped", None)] * 2


def test_validated_by_nobody_stands_on_the_page_and_on_the_board(corner: Way) -> None:
    finished(corner)
    assert pass_on_validation(now=NOW + timedelta(days=30)) == 2
    label = (
        "Selesai, tidak divalidasi: kantor yang diminta memeriksa belum melihatnya.",
        "Done, not validated: no office that was asked has looked.",
    )
    for language, sentence in zip(("id", "en"), label, strict=True):
        browser = Client()
        browser.cookies["django_language"] = language
        page = browser.get(f"/l/{corner.sent.number}").content.decode()
        assert page.count(sentence) == 2  # above, and in the timeline with its instant
    recounting.recount_everything()
    days = Choice(since=NOW.date(), until=(NOW + timedelta(days=40)).date())
    assert counted.split(choice=days).total.unvalidated == 1
    assert [line[1] for line in recount.lines()].count("unvalidated") == 1
    row = board(choice=days, now=NOW + timedelta(days=30)).table("outcome")
    assert row is not None
    assert {one.key: one.cells[1] for one in row.rows}["unvalidated"] == 1


def test_a_look_or_a_new_round_takes_the_label_away(corner: Way, wayan: Player) -> None:
    finished(corner)
    assert pass_on_validation(now=NOW + timedelta(days=30)) == 2
    corner.at = NOW + timedelta(days=5)
    corner.do("dispute", corner.author, reason="Masih ada sampahnya")
    page = Client().get(f"/l/{corner.sent.number}").content.decode()
    assert page.count("Selesai, tidak divalidasi") == 1  # what happened stays in the timeline


def test_a_late_worker_passes_both_desks_at_once_at_the_right_instants(corner: Way) -> None:
    finished(corner)
    assert pass_on_validation(now=NOW + timedelta(days=30)) == 2
    assert [one.at for one in Validation.objects.all()] == [
        datetime.fromisoformat("2026-11-25T16:00+08:00"),
        datetime.fromisoformat("2026-11-27T16:00+08:00"),
    ]


def test_one_person_never_finishes_and_looks(corner: Way, wayan: Player) -> None:
    both = Actor(
        person_id=wayan.person.pk,
        grants=(
            Held("reports.agency_officer", agency_code="dlhk"),
            Held("reports.hamlet_head", area_code=WAYANS_BANJAR),
        ),
    )
    photo = files.store_photo(
        upload=jpeg(), actor=both, now=NOW, facts=PhotoFacts(HERE, corner.at)
    ).pk
    corner.do("finish", both, answer=DONE, after=[photo])
    for verdict, given in (("validate", {}), ("refuse", {"reason": "Sisi timur belum."})):
        with nothing_written(), pytest.raises(DomainError) as refusal:
            corner.do(verdict, both, **given)
        assert refusal.value.code == "reports.validate.own_work"
    with pytest.raises(IntegrityError, match="one person"), transaction.atomic():
        Validation.objects.create(
            report_id=corner.sent.case_id,
            round=0,
            role="reports.hamlet_head",
            by=wayan.person,
            verdict="accepted",
            at=NOW,
        )


def test_who_has_looked_does_not_finish_a_later_round(corner: Way, wayan: Player) -> None:
    finished(corner)
    corner.do("validate", wayan.actor)
    corner.do("dispute", corner.author, reason="Masih ada sisa")
    corner.do("accept", SARI_AT_DLHK, answer=ANSWER)
    now_at_dlhk = Actor(person_id=wayan.person.pk, grants=SARI_AT_DLHK.grants)
    photo = shot(corner)
    with nothing_written(), pytest.raises(DomainError) as refusal:
        corner.do("finish", now_at_dlhk, answer=DONE, after=[photo])
    assert refusal.value.code == "reports.finish.has_validated"
    with pytest.raises(IntegrityError, match="one person"), transaction.atomic():
        WorkProof.objects.create(report_id=corner.sent.case_id, round=1, by=wayan.person, at=NOW)


def test_a_day_is_named_and_the_promise_runs_on(corner: Way) -> None:
    due = corner.case.due_at
    corner.do("schedule", SARI_AT_DLHK, day="2026-11-24")
    report = report_of(corner)
    assert (corner.case.state, corner.case.due_at) == ("scheduled", due)
    assert (report.scheduled_on, report.promised_at) == (
        date(2026, 11, 24),
        datetime.fromisoformat("2026-11-24T16:00+08:00"),
    )
    corner.do("start", SARI_AT_DLHK, crew="Regu 2")
    assert (corner.case.state, report_of(corner).crew) == ("in_progress", "Regu 2")


def test_a_day_after_the_promise_is_the_heads_to_name(corner: Way) -> None:
    late = {"day": "2026-12-04", "reason": "Alat berat baru datang Kamis."}
    with nothing_written(), pytest.raises(Invalid) as unreasoned:
        corner.do("schedule", HEAD_OF_DLHK, day="2026-12-04")
    assert unreasoned.value.fields == {"reason": "required"}
    with nothing_written(), pytest.raises(DomainError) as refusal:
        corner.do("schedule", SARI_AT_DLHK, **late)
    assert refusal.value.code == "reports.schedule.needs_head"
    corner.do("schedule", HEAD_OF_DLHK, **late)
    assert corner.case.state == "scheduled"


def test_a_day_that_is_over_is_no_day(corner: Way) -> None:
    with nothing_written(), pytest.raises(Invalid) as refusal:
        corner.do("schedule", SARI_AT_DLHK, day="2026-11-22")
    assert refusal.value.fields == {"day": "reports.schedule.past"}


def test_a_stranger_sees_nothing_of_a_report_that_is_not_released(rubbish: Way) -> None:
    with nothing_written(), pytest.raises(NotFound):
        rubbish.do("validate", Actor())
