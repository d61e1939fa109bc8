"""The author's page and the public one: object, dispute late, three who say not settled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from sewaka.kernel.access import ANONYMOUS, SYSTEM
from sewaka.modules.reports.actions.closing import close_unanswered
from sewaka.modules.reports.actions.supporting import support
from sewaka.modules.reports.models import Confirmation, Report
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    MODERATOR_DESK,
    SARI_AT_DLHK,
    TRIAGE_DESK,
    VILLAGE_DESK,
    Way,
)
from sewaka.modules.reports.tests.test_actions_chain import to_resolved
from sewaka.modules.reports.tests.test_actions_merging import another, merge
from sewaka.modules.reports.web import cookies
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db


def authors(way: Way, action: str = "") -> str:
    """The author's page, or the address of a deed."""
    return f"/l/{way.sent.number}/{way.sent.secret}" + (f"/{action}" if action else "")


def test_the_author_objects_on_the_page_once(rubbish: Way, wayan: Player, client: Client) -> None:
    rubbish.do("verify", wayan.actor)
    rubbish.do("reject", VILLAGE_DESK, reason_code="unclear", answer=ANSWER)
    assert "Saya keberatan" in client.get(authors(rubbish)).content.decode()
    with nothing_written():
        short = client.post(authors(rubbish, "object"), {"reason": "Tidak"})
    assert short.status_code == 422
    sent = client.post(authors(rubbish, "object"), {"reason": "Sampahnya di jalan umum."})
    assert (sent.status_code, rubbish.case.holder_role) == (302, "reports.triage")
    rubbish.at = rubbish.case.state_since
    rubbish.do("reject", TRIAGE_DESK, reason_code="unclear", answer=ANSWER)
    assert "Saya keberatan" not in client.get(authors(rubbish)).content.decode()


def test_closed_by_silence_the_author_still_finds_the_way_back(
    rubbish: Way, wayan: Player, client: Client
) -> None:
    to_resolved(rubbish, wayan)
    closed = rubbish.at + timedelta(days=10)
    close_unanswered(now=closed, actor=SYSTEM)
    page = client.get(authors(rubbish)).content.decode()
    assert "Kalau belum beres, Anda bisa membukanya lagi dalam 30 hari." in page
    assert 'id="id_dispute_reason"' in page


def test_who_has_the_problem_too_says_that_it_is_not_settled(
    rubbish: Way, wayan: Player, client: Client
) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    mark = cookies.new_mark()
    device = cookies.device_hash(mark)
    support(number=rubbish.sent.number, device=device, actor=ANONYMOUS, now=NOW)
    to_resolved(rubbish, wayan)
    Report.objects.filter(pk=rubbish.sent.case_id).update(author_until=NOW + timedelta(days=3650))
    page = f"/l/{rubbish.sent.number}"
    assert "belum beres?" in client.get(page).content.decode()
    stranger = client.post(f"{page}/belum-beres", {"reason": "Masih kotor"}, follow=True)
    assert "Saya juga" in stranger.content.decode()
    assert Confirmation.objects.count() == 0


def test_a_merged_report_names_the_one_that_goes_on(rubbish: Way, client: Client) -> None:
    rubbish.do("publish", MODERATOR_DESK)
    second = another(rubbish)
    merge(second, rubbish)
    child = client.get(f"/l/{second.sent.number}").content.decode()
    assert f'href="/l/{rubbish.sent.number}"' in child
    master = client.get(f"/l/{rubbish.sent.number}").content.decode()
    assert "1 laporan lain digabung ke laporan ini." in master
    assert f"Laporan {second.sent.number} digabung ke laporan ini." in master


def test_the_page_says_what_was_proven_and_who_looked(
    rubbish: Way, wayan: Player, client: Client
) -> None:
    to_resolved(rubbish, wayan)
    page = client.get(f"/l/{rubbish.sent.number}").content.decode()
    assert "Sudah diperiksa kantor lain: benar selesai." in page
    assert SARI_AT_DLHK.grants[0].role not in page
