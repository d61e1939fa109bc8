"""A report comes in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.kernel.errors import Invalid, TooMany
from sewaka.kernel.geo import Position
from sewaka.kernel.ids import digest
from sewaka.kernel.outbox.models import EventRow
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.models import PublicReport, Report, ReporterContact
from sewaka.modules.reports.rules.draft import Channel, Contact, Draft, Identity, ReportKind
from sewaka.modules.reports.rules.places import Source
from sewaka.modules.reports.tests.conftest import RUBBISH
from sewaka.platform.cases.models import CaseEntry, SlaClock
from sewaka.platform.people import api as people
from tests.cast import NOW, SESETAN, WAYANS_BANJAR, Player
from tests.writes import check_deferred, nothing_written

pytestmark = pytest.mark.django_db
DEVICE = Sender(device=b"d" * 32)
BY_VILLAGE = replace(RUBBISH, hamlet_code="")
IN_KUTA = replace(
    BY_VILLAGE,
    village_code="",
    position=Position(lat=-8.718, lon=115.169),
    position_source=Source.PIN,
)


def test_a_stranger_gets_number_secret_and_two_dates(kadek: Player) -> None:
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=BY_VILLAGE, sender=DEVICE)

    report = Report.objects.select_related("case").get(pk=sent.case_id)
    case = report.case
    assert case.number == sent.number
    assert sent.number.startswith("L26-")
    assert bytes(report.secret_hash) == digest(sent.secret)
    assert (case.state, case.visibility, case.holder_role, case.agency_id, case.area_code) == (
        "submitted",
        "parties",
        "reports.village_staff",
        "dlhk",
        SESETAN,
    )
    assert case.title == "Sampah liar, Jl. Contoh 5"
    assert report.description == "Sampah menumpuk. Telepon saya ▇▇"
    assert report.description_public == "Sampah menumpuk. Telepon saya ▇▇"
    clocks = SlaClock.objects.filter(case=case).order_by("kind").values_list("kind", "due_at")
    assert list(clocks) == [
        ("resolution", sent.resolution_due_at),
        ("response", sent.response_due_at),
    ]
    assert [entry.kind for entry in CaseEntry.objects.filter(case=case)] == ["opened"]
    (event,) = EventRow.objects.filter(case_id=case.pk)
    assert event.name == "reports.report_submitted"
    assert not PublicReport.objects.exists()
    check_deferred()


def test_the_hamlet_head_holds_it_where_there_is_one(wayans_banjar: str, wayan: Player) -> None:
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=DEVICE)
    case = Report.objects.select_related("case").get(pk=sent.case_id).case
    assert (case.holder_role, case.area_code) == ("reports.hamlet_head", WAYANS_BANJAR)


def test_a_hamlet_without_head_goes_to_the_village(wayans_banjar: str, kadek: Player) -> None:
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=DEVICE)
    case = Report.objects.select_related("case").get(pk=sent.case_id).case
    assert (case.holder_role, case.area_code) == ("reports.village_staff", WAYANS_BANJAR)


@pytest.mark.parametrize(
    ("category", "holder", "agency", "visibility"),
    [
        ("104", "reports.agency_officer", "dishub", "parties"),
        ("301", "reports.agency_officer", "dinkes", "parties"),
        ("901", "reports.inspector", "inspektorat", "secret"),
    ],
)
def test_direct_categories_start_at_their_agency(
    category: str, holder: str, agency: str, visibility: str
) -> None:
    draft = replace(BY_VILLAGE, category=category)
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=DEVICE)
    case = Report.objects.select_related("case").get(pk=sent.case_id).case
    assert (case.holder_role, case.agency_id, case.visibility) == (holder, agency, visibility)


def test_a_question_has_its_own_promise() -> None:
    draft = replace(BY_VILLAGE, kind=ReportKind.INFORMATION_REQUEST)
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=DEVICE)
    assert Report.objects.get(pk=sent.case_id).policy == "information_request"


def test_contact_is_sealed_and_the_person_is_applicant(made: Player) -> None:
    draft = replace(
        BY_VILLAGE, contact=Contact("Made Contoh", "0800-0000-0001", "Made@contoh.example")
    )
    sent = submit_report(actor=made.actor, now=NOW, draft=draft, sender=DEVICE)

    contact = ReporterContact.objects.get(pk=sent.case_id)
    assert (contact.name, contact.phone, contact.email) == (
        "Made Contoh",
        "+6280000000001",
        "made@contoh.example",
    )
    assert contact.subject_id == made.person.pk
    raw = ReporterContact.objects.filter(pk=sent.case_id).values_list("phone", flat=True)
    assert "8000" not in str(raw.query) + repr(list(raw))
    assert Report.objects.get(pk=sent.case_id).case.applicant_id == made.person.pk


def test_an_officer_at_the_counter_is_no_applicant(wayan: Player) -> None:
    draft = replace(BY_VILLAGE, channel=Channel.COUNTER)
    sent = submit_report(actor=wayan.actor, now=NOW, draft=draft, sender=Sender(limits_apply=False))
    report = Report.objects.select_related("case").get(pk=sent.case_id)
    assert (report.submitted_by_id, report.case.applicant_id) == (wayan.person.pk, None)


def test_refused_with_every_problem_named_and_nothing_written() -> None:
    empty = replace(BY_VILLAGE, category="999", description=" ", village_code="")
    with nothing_written(), pytest.raises(Invalid) as refusal:
        submit_report(actor=ANONYMOUS, now=NOW, draft=empty, sender=DEVICE)
    assert refusal.value.fields == {
        "category": "reports.category.unknown",
        "description": "reports.description.required",
        "place": "reports.place.required",
    }


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (IN_KUTA, "reports.position.outside_badung"),
        (replace(BY_VILLAGE, village_code="51.71.09.9999"), "reports.place.village_unknown"),
        (
            replace(BY_VILLAGE, hamlet_code="51.71.01.1004.001"),
            "reports.place.hamlet_elsewhere",
        ),
    ],
)
def test_places_that_are_none(draft: Draft, code: str) -> None:
    with nothing_written(), pytest.raises(Invalid) as refusal:
        submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=DEVICE)
    assert refusal.value.fields == {"place": code}


def test_outside_with_a_village_chosen_is_taken_and_flagged() -> None:
    draft = replace(IN_KUTA, village_code=SESETAN)
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=DEVICE)
    assert Report.objects.get(pk=sent.case_id).territory_flagged is True


def test_the_fourth_in_ten_minutes_waits_until_the_first_is_ten_minutes_old() -> None:
    for minute in range(3):
        at = NOW + timedelta(minutes=minute)
        submit_report(actor=ANONYMOUS, now=at, draft=BY_VILLAGE, sender=DEVICE)
    at = NOW + timedelta(minutes=5)
    with nothing_written(), pytest.raises(TooMany) as refusal:
        submit_report(actor=ANONYMOUS, now=at, draft=BY_VILLAGE, sender=DEVICE)
    assert refusal.value.facts["retry_at"] == NOW + timedelta(minutes=10)
    other = Sender(device=b"o" * 32)
    submit_report(actor=ANONYMOUS, now=NOW, draft=BY_VILLAGE, sender=other)


def test_a_contact_counts_on_every_device() -> None:
    draft = replace(BY_VILLAGE, contact=Contact(phone="+62 800 0000 0001"))
    for device in (b"1", b"2", b"3"):
        sender = Sender(device=device * 32)
        submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=sender)
    spelled = replace(draft, contact=Contact(phone="0800-0000-0001"))
    with pytest.raises(TooMany):
        submit_report(actor=ANONYMOUS, now=NOW, draft=spelled, sender=Sender(device=b"4" * 32))


def test_a_closed_report_wishes_to_stay_closed() -> None:
    draft = replace(BY_VILLAGE, identity=Identity.CONFIDENTIAL)
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=DEVICE)
    assert Report.objects.get(pk=sent.case_id).visibility_wanted == "parties"


def test_a_grant_that_ended_is_no_hamlet_head(
    wayans_banjar: str, wayan: Player, kadek: Player
) -> None:
    (grant,) = wayan.person.grants.all()
    people.revoke(grant_id=grant.pk, actor=SYSTEM, now=NOW - timedelta(days=1))
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=RUBBISH, sender=DEVICE)
    case = Report.objects.select_related("case").get(pk=sent.case_id).case
    assert case.holder_role == "reports.village_staff"
