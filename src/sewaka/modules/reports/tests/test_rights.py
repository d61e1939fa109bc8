"""What the author may always do with the link."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import DomainError, Forbidden, NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.consumers import tell_author
from sewaka.modules.reports.events import ReportAccepted
from sewaka.modules.reports.models import PublicReport, Report, ReporterContact
from sewaka.modules.reports.rules.draft import Contact, Identity
from sewaka.modules.reports.tests.conftest import RUBBISH, Way
from sewaka.platform.cases import api as cases
from sewaka.platform.notify.models import Mail
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(wayans_banjar: str, wayan: Player, dewi: Player) -> Way:
    """Made's report with a contact, shown in public."""
    contact = Contact(name="Made Contoh", phone="0800 0000 0001", email="made@contoh.example")
    draft = replace(RUBBISH, contact=contact)
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender(limits_apply=False))
    way = Way(sent=sent)
    way.do("publish", dewi.actor)
    return way


def test_more_private_at_once(shown: Way, ketut: Player) -> None:
    assert PublicReport.objects.count() == 1
    shown.do("make_private", shown.author)
    assert PublicReport.objects.count() == 0
    assert shown.case.visibility == "parties"
    with pytest.raises(NotFound):
        cases.get_case(actor=ketut.actor, number=shown.sent.number)


def test_an_officer_does_not_open_it_again_by_working_on_it(shown: Way, wayan: Player) -> None:
    shown.do("make_private", shown.author)
    shown.do("verify", wayan.actor)
    assert (shown.case.visibility, PublicReport.objects.count()) == ("parties", 0)


def test_more_public_only_through_a_moderator(shown: Way, wayan: Player, dewi: Player) -> None:
    shown.do("make_private", shown.author)
    shown.do("ask_public", shown.author)
    shown.do("verify", wayan.actor)
    assert (shown.case.visibility, PublicReport.objects.count()) == ("parties", 0)
    shown.do("publish", dewi.actor)
    assert (shown.case.visibility, PublicReport.objects.count()) == ("public", 1)


@pytest.mark.parametrize("category", ["301", "901"])
def test_what_the_category_closes_can_not_be_opened(category: str) -> None:
    draft = replace(RUBBISH, category=category, hamlet_code="")
    way = Way(sent=submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender()))
    before = Report.objects.values().get()
    with pytest.raises(DomainError) as refused:
        way.do("ask_public", way.author)
    assert refused.value.code == "reports.confidential"
    assert Report.objects.values().get() == before


def test_erasing_the_contact_leaves_the_report_and_says_so(shown: Way) -> None:
    shown.do("erase_contact", shown.author)
    assert ReporterContact.objects.count() == 0
    assert shown.case.state == "submitted"
    lines = cases.timeline(case=shown.case, actor=shown.author)
    assert [line.what for line in lines][-1] == "Hapus kontak saya"


def test_after_erasing_nobody_is_told(shown: Way, wayan: Player) -> None:
    def hear() -> None:
        event = ReportAccepted.example()
        heard = Received(
            event=replace(event, case_id=shown.sent.case_id),
            id=new_id(),
            seq=1,
            name="reports.report_accepted",
            case_id=shown.sent.case_id,
            subject_id=None,
            actor_id=None,
            via="session",
            occurred_at=NOW,
        )
        tell_author(received=heard, now=NOW)

    hear()
    assert Mail.objects.count() == 1
    shown.do("erase_contact", shown.author)
    hear()
    assert Mail.objects.count() == 1


def test_the_rights_are_the_authors_alone(shown: Way, wayan: Player, dewi: Player) -> None:
    for actor in (wayan.actor, dewi.actor):
        for action in ("make_private", "ask_public", "erase_contact"):
            with nothing_written(), pytest.raises(Forbidden):
                shown.do(action, actor)


def test_the_page_offers_the_rights_and_takes_a_message(shown: Way) -> None:
    client, arguments = Client(), [shown.sent.number, shown.sent.secret]
    page = client.get(reverse("reports:author", args=arguments)).content.decode()
    for action in ("message", "make_private", "erase_contact"):
        assert reverse("reports:act", args=[*arguments, action]) in page
    assert reverse("reports:act", args=[*arguments, "ask_public"]) not in page

    address = reverse("reports:act", args=[*arguments, "message"])
    assert client.post(address, {"text": "Saya bisa ditemui sore hari"}).status_code == 302
    (line,) = [
        one for one in cases.timeline(case=shown.case, actor=shown.author) if one.kind == "comment"
    ]
    assert (line.text, line.audience) == ("Saya bisa ditemui sore hari", "applicant")
    assert client.post(address, {"text": " "}).status_code == 422
    wrong = reverse("reports:act", args=[shown.sent.number, "Z" * 22, "message"])
    with nothing_written():
        assert client.post(wrong, {"text": "Bukan saya"}).status_code == 404


def test_the_page_erases(shown: Way) -> None:
    client, arguments = Client(), [shown.sent.number, shown.sent.secret]
    address = reverse("reports:act", args=[*arguments, "erase_contact"])
    assert client.post(address).status_code == 302
    assert ReporterContact.objects.count() == 0
    assert client.post(address).status_code == 422


@pytest.mark.parametrize(
    ("changes", "is_shown"),
    [
        ({"is_name_public": True}, True),
        ({}, False),
        ({"is_name_public": True, "identity": Identity.ANONYMOUS}, False),
        ({"is_name_public": True, "identity": Identity.CONFIDENTIAL}, False),
    ],
)
def test_the_name_stands_in_public_by_the_authors_own_wish_alone(
    changes: dict[str, Any], *, is_shown: bool, wayans_banjar: str, wayan: Player, dewi: Player
) -> None:
    draft = replace(RUBBISH, contact=Contact(name="Made Contoh"), **changes)
    way = Way(sent=submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender()))
    if draft.identity is not Identity.CONFIDENTIAL:
        way.do("publish", dewi.actor)
    page = Client().get(reverse("reports:report", args=[way.sent.number])).content.decode()
    assert ("Made Contoh" in page) is is_shown
    row = PublicReport.objects.filter(pk=way.sent.case_id).values_list("fragment", flat=True)
    assert "Made Contoh" not in "".join(row), "the table of public rows never holds a name"


def test_the_name_goes_with_the_contact(wayans_banjar: str, wayan: Player, dewi: Player) -> None:
    draft = replace(RUBBISH, contact=Contact(name="Made Contoh"), is_name_public=True)
    way = Way(sent=submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender()))
    way.do("publish", dewi.actor)
    way.do("erase_contact", way.author)
    page = Client().get(reverse("reports:report", args=[way.sent.number])).content.decode()
    assert "Made Contoh" not in page
