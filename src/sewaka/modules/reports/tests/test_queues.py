"""The triage desk: each queue holds its reports, nobody sees another's, and what is due is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup

from sewaka.kernel.access import ANONYMOUS
from sewaka.kernel.errors import NotFound
from sewaka.kernel.ids import new_id
from sewaka.kernel.outbox import Received
from sewaka.modules.reports import queries
from sewaka.modules.reports.actions.asking_back import remind_to_ask_back
from sewaka.modules.reports.actions.submit import Sender, submit_report
from sewaka.modules.reports.consumers import tell_office
from sewaka.modules.reports.events import ExternalAskBackDue
from sewaka.modules.reports.models import Report
from sewaka.modules.reports.models.queues import OF_MODERATORS, Queue
from sewaka.modules.reports.rules.draft import Identity
from sewaka.modules.reports.tests.conftest import (
    ANSWER,
    MODERATOR_DESK,
    RUBBISH,
    SARI_AT_DLHK,
    TRIAGE_DESK,
    VILLAGE_DESK,
    Way,
)
from sewaka.modules.reports.tests.test_actions_chain import to_agency
from sewaka.platform.notify.models import Notice
from tests.cast import NOW, Player
from tests.writes import nothing_written

pytestmark = pytest.mark.django_db
PAGE = "/kerja/laporan/pilah"
DAY = datetime.fromisoformat("2026-11-30T16:00+08:00")
ELSEWHERE = {"external_body": "pln", "reference": "G51-2026", "answer": ANSWER}


def held(queue: Queue) -> list[str]:
    """The numbers in a queue of triage's."""
    found = queries.queue(actor=TRIAGE_DESK, queue=queue)
    return list(found.values_list("case__number", flat=True))


def shown(response: Any) -> list[str]:
    """The titles on the page."""
    soup = BeautifulSoup(response.content, "lxml")
    return [one.get_text(strip=True) for one in soup.select("tbody a")]


def test_returned_and_objected_wait_for_triage_until_it_has_decided(
    rubbish: Way, wayan: Player
) -> None:
    assert [held(queue) for queue in Queue if queue not in OF_MODERATORS] == [[]] * 7
    to_agency(rubbish, wayan)
    rubbish.do("return", SARI_AT_DLHK, reason="Bukan bidang kami, ini jalan kota.")
    assert held(Queue.RETURNED) == [rubbish.sent.number]
    rubbish.do("hand_over", TRIAGE_DESK, agency="dlhk")
    assert held(Queue.RETURNED) == []
    rubbish.do("reject", SARI_AT_DLHK, reason_code="unclear", answer=ANSWER)
    rubbish.do("object", rubbish.author, reason="Sampahnya ada di jalan umum.")
    assert held(Queue.OBJECTED) == [rubbish.sent.number]
    rubbish.do("reject", TRIAGE_DESK, reason_code="unclear", answer=ANSWER)
    assert held(Queue.OBJECTED) == []


def test_a_place_that_is_not_known_is_somebodys_task(wayan: Player) -> None:
    draft = replace(RUBBISH, village_code="", hamlet_code="", address="Jalan yang tidak dikenal")
    sent = submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender())
    assert held(Queue.PLACELESS) == [sent.number]


def test_another_body_stays_in_the_list_until_its_answer_is_told(
    rubbish: Way, wayan: Player, agus: Player, sari: Player
) -> None:
    to_agency(rubbish, wayan)
    rubbish.do("not_responsible", SARI_AT_DLHK, ask_back_days="7", **ELSEWHERE)
    assert held(Queue.OUTSIDE) == [rubbish.sent.number]
    assert remind_to_ask_back(now=DAY) == 1
    assert Report.objects.get(pk=rubbish.sent.case_id).ask_back_since == DAY
    page = agus.client.get(PAGE)
    assert shown(page) == ["Sampah liar, Jl. Contoh 5"]
    assert "PLN (listrik) · G51-2026" in page.content.decode()
    assert shown(sari.client.get(PAGE)) == []  # another agency's promise

    rubbish.at = DAY
    rubbish.do("external_answer", SARI_AT_DLHK, answer="PLN memasang tiang baru minggu depan.")
    assert held(Queue.OUTSIDE) == []


def test_the_office_is_told_on_the_day(rubbish: Way, wayan: Player, agus: Player) -> None:
    to_agency(rubbish, wayan)
    rubbish.do("not_responsible", SARI_AT_DLHK, ask_back_days="7", **ELSEWHERE)
    due = replace(ExternalAskBackDue.example(), case_id=rubbish.sent.case_id, external_body="pln")
    received = Received(
        event=due,
        id=new_id(),
        seq=2,
        name=due.name,
        case_id=rubbish.sent.case_id,
        subject_id=None,
        actor_id=None,
        via="system",
        occurred_at=DAY,
    )
    for _ in range(2):  # hearing it again tells nobody again
        tell_office(received=received, now=DAY)
    told = Notice.objects.filter(person=agus.person, template__code=due.name)
    assert told.count() == 1


def test_an_author_who_wants_it_public_waits_for_the_moderator(
    wayans_banjar: str, wayan: Player, dewi: Player
) -> None:
    draft = replace(RUBBISH, identity=Identity.CONFIDENTIAL)
    way = Way(sent=submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender()))
    assert shown(dewi.client.get(PAGE)) == []
    way.do("ask_public", way.author)
    assert len(shown(dewi.client.get(PAGE))) == 1
    way.do("publish", MODERATOR_DESK)
    assert shown(dewi.client.get(PAGE)) == []
    assert way.case.visibility == "public"


def test_the_moderator_may_keep_it_closed(wayans_banjar: str, wayan: Player) -> None:
    draft = replace(RUBBISH, identity=Identity.CONFIDENTIAL)
    way = Way(sent=submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender()))
    way.do("ask_public", way.author)
    way.do("withhold", MODERATOR_DESK, reason="Nama tetangga dapat dikenali.")
    report = Report.objects.get(pk=way.sent.case_id)
    assert (report.publication_asked_at, way.case.visibility) == (None, "parties")


def test_an_author_who_thinks_again_leaves_the_queue(wayans_banjar: str, wayan: Player) -> None:
    draft = replace(RUBBISH, identity=Identity.CONFIDENTIAL)
    way = Way(sent=submit_report(actor=ANONYMOUS, now=NOW, draft=draft, sender=Sender()))
    way.do("ask_public", way.author)
    way.do("make_private", way.author)
    assert Report.objects.get(pk=way.sent.case_id).publication_asked_at is None


def test_nobody_looks_into_anothers_queue(made: Player, wayan: Player, agus: Player) -> None:
    for actor in (made.actor, wayan.actor, VILLAGE_DESK):
        with nothing_written(), pytest.raises(NotFound):
            queries.queues_of(actor=actor)
    with pytest.raises(NotFound):
        queries.queue(actor=agus.actor, queue=Queue.MUTED)
    with pytest.raises(NotFound):
        queries.queue(actor=TRIAGE_DESK, queue=Queue.TO_PUBLISH)
    assert queries.queues_of(actor=MODERATOR_DESK) == OF_MODERATORS


def test_a_queue_that_is_not_there_leads_to_one_that_is(wulan: Player) -> None:
    answer = wulan.client.get(PAGE, {"antrean": "entah"})
    current = BeautifulSoup(answer.content, "lxml").select_one("nav.views [aria-current=page]")
    assert current is not None
    assert current.get_text(strip=True) == "Tempat belum jelas"
